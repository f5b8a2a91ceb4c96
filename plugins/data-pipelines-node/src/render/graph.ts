import { Plan } from '../plan';

/** The files of `rgd/`. */
export function graphFiles(_plan: Plan, _skeleton: ReadonlyMap<string, string>): [string, string][] {
  return [];
}

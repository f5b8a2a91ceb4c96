import { createHash } from 'node:crypto';
import { Environment } from '@marcbachmann/cel-js';
import { InputError } from '@backstage/errors';
import { formatText } from './format';
import { goJson } from './goJson';
import { fromCel, OMITTED } from './values';

/** A condition as kro knows it: what `runtime.newCondition` makes. */
export interface Condition {
  type: string;
  status: string;
  reason: string;
  message: string;
}

class Json {}
class Hash {}
class Runtime {}

/** The names that kro itself gives to expressions, besides the instance (`schema`) and the resources. */
export const LIBRARIES: ReadonlySet<string> = new Set(['json', 'hash', 'runtime']);

const FNV_OFFSET = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;

function fnv64a(text: string): Uint8Array {
  let hash = FNV_OFFSET;
  for (const byte of Buffer.from(text))
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * FNV_PRIME);
  return Buffer.from(hash.toString(16).padStart(16, '0'), 'hex');
}

function newCondition(fields: Record<string, unknown>): Condition {
  const made = { reason: '', message: '', ...fields } as Condition;
  if (!made.type) throw new InputError('runtime.newCondition needs a type');
  if (!['True', 'False', 'Unknown'].includes(made.status)) {
    throw new InputError(
      `the condition ${made.type} has status "${made.status}": use True, False or Unknown`,
    );
  }
  return made;
}

function findCondition(
  instance: { status?: { conditions?: Condition[] } },
  type: string,
): Condition {
  const found = instance.status?.conditions?.find(candidate => candidate.type === type);
  return found ?? { type: '', status: '', reason: '', message: '' };
}

/**
 * CEL with kro's own functions, in so far as both sides have them: json.marshal, json.unmarshal, hash.fnv64a, sha256 and
 * md5, string.format, map.merge, omit() and runtime's conditions. Types are checked by kro; here a wrong one fails when it is met.
 */
export const celEnvironment = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
  enableOptionalTypes: true,
})
  .registerType('kro.Json', { ctor: Json, fields: {} })
  .registerType('kro.Hash', { ctor: Hash, fields: {} })
  .registerType('kro.Runtime', { ctor: Runtime, fields: {} })
  .registerConstant('json', 'kro.Json', new Json())
  .registerConstant('hash', 'kro.Hash', new Hash())
  .registerConstant('runtime', 'kro.Runtime', new Runtime())
  .registerFunction('kro.Json.marshal(dyn): string', (_: Json, value: unknown) =>
    goJson(fromCel(value)),
  )
  .registerFunction('kro.Json.unmarshal(string): dyn', (_: Json, text: string) => JSON.parse(text))
  .registerFunction('kro.Hash.fnv64a(string): bytes', (_: Hash, text: string) => fnv64a(text))
  .registerFunction('kro.Hash.sha256(string): bytes', (_: Hash, text: string) =>
    digest('sha256', text),
  )
  .registerFunction('kro.Hash.md5(string): bytes', (_: Hash, text: string) => digest('md5', text))
  .registerFunction(
    'kro.Runtime.newCondition(map): dyn',
    (_: Runtime, fields: Record<string, unknown>) => newCondition(fields),
  )
  .registerFunction(
    'kro.Runtime.condition(dyn, string): dyn',
    (_: Runtime, instance: {}, type: string) => findCondition(instance, type),
  )
  .registerFunction('string.format(list): string', formatText)
  .registerFunction('map.merge(map): map', (map: object, over: object) => ({ ...map, ...over }))
  .registerFunction('omit(): dyn', () => OMITTED);

function digest(algorithm: string, text: string): Uint8Array {
  return createHash(algorithm).update(text).digest();
}

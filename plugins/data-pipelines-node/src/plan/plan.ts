import { Problem } from 'backstage-plugin-data-pipelines-common';
import {
  Form,
  parseForm,
  parseRepoUrl,
  Platform,
  problemsError,
  Repository,
  StarterJob,
  starterJob,
} from '../form';
import { Buckets, planBuckets } from './buckets';
import { checkTogether, peekNameParts, Settings } from './check';
import { InstanceSpec, instanceSpec } from './instance';
import { deriveNames, Names } from './names';
import { planPodTemplates, PodTemplates } from './podTemplates';
import { VERSION } from './version';

/** The validated decision: everything that the files of a team repo say, and nothing that is still open. */
export interface Plan {
  /** Version of the skeleton, e.g. `0.1.0`. */
  version: string;
  team: string;
  name: string;
  description: string;
  /** Full entity reference, e.g. `group:default/retail`. */
  owner: string;
  platform: Platform;
  repository: Repository;
  names: Names;
  buckets: Buckets;
  job: StarterJob;
  /** Absent when the form says nothing about the nodes on which Spark runs. */
  podTemplates?: PodTemplates;
  instance: InstanceSpec;
}

/** A plan, or all that is wrong with the form; the names in either case as far as they are known. */
export interface Planned {
  /** Present exactly when there is no problem. */
  plan?: Plan;
  problems: Problem[];
  names: Partial<Names>;
}

/** `[kind:][namespace/]name` with what was left out, as the catalog writes it. */
function fullOwner(owner: string): string {
  const [, kind = 'group', namespace = 'default', name] = /^(?:([^:]+):)?(?:([^/]+)\/)?(.+)$/.exec(
    owner,
  )!;
  return `${kind.toLowerCase()}:${namespace}/${name}`;
}

function decide(form: Form, settings: Settings, names: Names): Plan {
  const platform = settings.platforms[form.platform];
  const parsed = parseRepoUrl(form.repoUrl, settings.hosts);
  if ('fault' in parsed) throw new Error(parsed.fault); // checkTogether has found it before
  const buckets = planBuckets(form.buckets, names);
  const job = starterJob(form.job);
  return {
    version: VERSION,
    team: form.team,
    name: form.name,
    description: form.description,
    owner: fullOwner(form.owner),
    platform,
    repository: parsed.repository,
    names,
    buckets,
    job,
    podTemplates: planPodTemplates(form, platform),
    instance: instanceSpec(form, platform, names, buckets, job),
  };
}

/** Form + settings -> plan. Pure. Finds all problems of a form at once. */
export function tryPlan(input: unknown, settings: Settings): Planned {
  const parts = peekNameParts(input, settings.platforms);
  const names = deriveNames(parts);
  const parsed = parseForm(input);
  const said = new Set(parsed.problems.map(problem => problem.path));
  const together = checkTogether(input, settings).filter(problem => !said.has(problem.path));
  const problems = [...parsed.problems, ...together];
  if (!parsed.form || problems.length > 0) return { problems, names };
  return { plan: decide(parsed.form, settings, names as Names), problems, names };
}

/**
 * Form + settings -> plan. Pure.
 *
 * @throws InputError that lists all problems of the form.
 */
export function plan(input: unknown, settings: Settings): Plan {
  const planned = tryPlan(input, settings);
  if (!planned.plan) throw problemsError(planned.problems);
  return planned.plan;
}

import { createRequire } from 'node:module';
import type { KubeObject } from './harness/KubeObject.ts';

const validate: (machine: unknown) => { isValid: boolean; errorsText(): string } = createRequire(
  import.meta.url,
)('asl-validator');

type Check = (document: any) => string[];

/** Fields of AWS's kinds that hold a JSON document as text, and what is to be said of it. */
const DOCUMENTS: Record<string, Check> = {
  definition: workflowFaults,
  eventPattern: pattern => patternFaults(pattern, 'eventPattern'),
  policy: policyFaults,
  policyDocument: policyFaults,
  assumeRolePolicyDocument: policyFaults,
  inlinePolicies: policyFaults,
};

const known = new Map<string, string[]>();

/** What is wrong with the documents within an object: what kro and the API server take for plain text. */
export function documentFaults(object: KubeObject): string[] {
  return Object.entries(DOCUMENTS).flatMap(([field, check]) =>
    textsOf(object.spec?.[field]).flatMap(text => {
      if (!known.has(text)) known.set(text, faultsOf(text, check));
      return known.get(text)!.map(fault => `${field}: ${fault}`);
    }),
  );
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Object.values(value ?? {}) as string[];
}

function faultsOf(text: string, check: Check): string[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    return [`${(error as Error).message}: ${text.slice(0, 100)}`];
  }
  return check(document);
}

function workflowFaults(machine: unknown): string[] {
  const answer = validate(machine);
  return answer.isValid ? [] : [answer.errorsText()];
}

const STATEMENT = new Set(['Sid', 'Effect', 'Principal', 'Action', 'Resource', 'Condition']);

function policyFaults({ Version, Statement, ...rest }: any): string[] {
  const faults = Object.keys(rest).map(key => `a policy has no ${key}`);
  if (Version !== '2012-10-17') faults.push(`Version is ${Version}`);
  if (!Array.isArray(Statement) || Statement.length === 0) return [...faults, 'no Statement'];
  const sids = Statement.map(({ Sid }) => Sid);
  if (new Set(sids).size < sids.length) faults.push(`a Sid twice: ${sids}`);
  for (const one of Statement) {
    const say = (fault: string) => faults.push(`${one.Sid}: ${fault}`);
    for (const key of Object.keys(one)) if (!STATEMENT.has(key)) say(`there is no ${key}`);
    if (!/^[A-Za-z0-9]+$/.test(one.Sid)) say('a Sid is letters and digits');
    if (!['Allow', 'Deny'].includes(one.Effect)) say(`Effect is ${one.Effect}`);
    if (!one.Resource && !one.Principal) say('neither Resource nor Principal');
    for (const action of [one.Action].flat())
      if (!/^[a-z0-9-]+:[A-Za-z*]+$/.test(action)) say(`Action is ${action}`);
    for (const resource of [one.Resource ?? []].flat())
      if (!/^(\*|arn:aws[a-z-]*:[a-z0-9-]+:.*)$/.test(resource)) say(`Resource is ${resource}`);
    for (const [operator, keys] of Object.entries(one.Condition ?? {})) {
      const texts = Object.values(keys as object).flat();
      if (texts.length === 0 || texts.some(text => typeof text !== 'string' || text === ''))
        say(`${operator} holds something else than texts`);
    }
  }
  return faults;
}

/** Words that EventBridge knows in place of a plain value. */
const MATCHERS = new Set([
  'prefix',
  'suffix',
  'wildcard',
  'anything-but',
  'exists',
  'numeric',
  'cidr',
  'equals-ignore-case',
]);

/** An event pattern: fields of fields, and at the end of each a list of plain values and matchers that is not empty. */
function patternFaults(pattern: any, path: string): string[] {
  if (Array.isArray(pattern)) {
    if (pattern.length === 0) return [`${path} matches nothing`];
    return pattern.flatMap(item => {
      if (item === null || typeof item !== 'object') return [];
      const words = Object.keys(item);
      return words.length === 1 && MATCHERS.has(words[0])
        ? []
        : [`${path} has a matcher ${JSON.stringify(item)}`];
    });
  }
  if (pattern === null || typeof pattern !== 'object') return [`${path} must be a list`];
  const fields = Object.entries(pattern);
  if (fields.length === 0) return [`${path} is empty`];
  return fields.flatMap(([key, inner]) => patternFaults(inner, `${path}.${key}`));
}

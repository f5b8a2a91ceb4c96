import { Problem } from 'backstage-plugin-data-pipelines-common';
import { bucketFault, problemAt } from '../form';

/** What every name is made of. */
export interface NameParts {
  team: string;
  name: string;
  accountId: string;
  region: string;
  apiGroup: string;
}

interface Rule {
  /** What bears the name, in words. */
  thing: string;
  /** The most characters that its owner (AWS, Kubernetes, Backstage) allows. */
  limit: number;
  needs: readonly (keyof NameParts)[];
  of(parts: NameParts): string;
}

const base = (parts: NameParts) => `${parts.team}-${parts.name}`;
const PIPELINE = ['team', 'name'] as const;
const REGIONAL = [...PIPELINE, 'region'] as const;
const ACCOUNT = [...REGIONAL, 'accountId'] as const;

function named(thing: string, limit: number, of: Rule['of'] = base): Rule {
  return { thing, limit, needs: PIPELINE, of };
}
function bucket(purpose: string): Rule {
  return {
    thing: 'S3 bucket',
    limit: 63,
    needs: ACCOUNT,
    of: p => `${base(p)}-${purpose}-${p.accountId}-${p.region}`,
  };
}
function role(purpose: string): Rule {
  return {
    thing: 'IAM role',
    limit: 64,
    needs: REGIONAL,
    of: p => `${base(p)}-${p.region}-${purpose}`,
  };
}

/** Every name of a pipeline and its limit. No other place makes names. */
const RULES = {
  component: named('catalog component', 63),
  namespace: named('Kubernetes namespace', 63),
  instance: named('DataPipeline object', 63, p => p.name),
  inputBucket: bucket('input'),
  scriptsBucket: bucket('scripts'),
  lakeBucket: bucket('lake'),
  jobRole: role('job'),
  workflowRole: role('workflow'),
  eventsRole: role('events'),
  stepsRole: role('steps'),
  stateMachine: named('state machine', 80),
  logGroup: named('log group', 512, p => `/aws/vendedlogs/states/${base(p)}`),
  virtualCluster: named('EMR virtual cluster', 64),
  table: named('DynamoDB table', 255),
  bus: named('event bus', 256),
  topic: named('SNS topic', 256),
  deadLetterQueue: named('SQS queue', 80, p => `${base(p)}-dlq`),
  triggerRule: named('EventBridge rule', 64, p => `${base(p)}-trigger`),
  failedRule: named('EventBridge rule', 64, p => `${base(p)}-failed`),
  cleanup: named('state machine', 80, p => `${base(p)}-cleanup`),
  cleanupRule: named('EventBridge rule', 64, p => `${base(p)}-cleanup`),
  sparkLogGroup: named('log group', 512, p => `/aws/emr-containers/${base(p)}`),
  succeededRule: named('EventBridge rule', 64, p => `${base(p)}-succeeded`),
  system: { thing: 'catalog system', limit: 63, needs: ['team'], of: p => `${p.team}-pipelines` },
  apiGroup: {
    thing: 'API group',
    limit: 253,
    needs: ['team', 'apiGroup'],
    of: p => `${p.team}.${p.apiGroup}`,
  },
  graph: {
    thing: 'ResourceGraphDefinition',
    limit: 253,
    needs: ['team', 'apiGroup'],
    of: p => `datapipelines.${p.team}.${p.apiGroup}`,
  },
} satisfies Record<string, Rule>;

/** All derived names of a pipeline, by what bears them. */
export type Names = Record<keyof typeof RULES, string>;

/** The names that can be made from the parts that are known; all of them when all parts are. */
export function deriveNames(parts: NameParts): Names;
export function deriveNames(parts: Partial<NameParts>): Partial<Names>;
export function deriveNames(parts: Partial<NameParts>): Partial<Names> {
  const names: Partial<Names> = {};
  for (const [key, rule] of Object.entries<Rule>(RULES)) {
    if (rule.needs.every(part => parts[part] !== undefined))
      names[key as keyof Names] = rule.of(parts as NameParts);
  }
  return names;
}

/** Names that something else in a team repo or in Kubernetes bears already. */
const RESERVED_NAMES = ['pipelines', 'rgd'];
const RESERVED_TEAMS = ['kube', 'openshift'];

/**
 * What is wrong with names that are each within the grammar: too long for what bears them, or taken. `unused` names
 * are not created and have no limit. At most one problem per field: the longest offender.
 */
export function checkNames(parts: Partial<NameParts>, unused: ReadonlySet<keyof Names>): Problem[] {
  const { team, name } = parts;
  if (team && RESERVED_TEAMS.includes(team)) {
    return [
      problemAt(
        'team',
        team,
        `namespaces that begin with "${team}-" belong to the cluster; choose another team name`,
      ),
    ];
  }
  if (name && RESERVED_NAMES.includes(name)) {
    return [
      problemAt(
        'name',
        name,
        `the team repo uses the name "${name}" for itself; choose another name`,
      ),
    ];
  }
  const names = Object.entries(deriveNames(parts)).filter(
    ([key]) => !unused.has(key as keyof Names),
  );
  const over = names
    .map(([key, value]) => ({ ...(RULES[key as keyof Names] as Rule), value }))
    .map(rule => ({ ...rule, excess: rule.value.length - rule.limit }))
    .sort((a, b) => b.excess - a.excess)[0];
  if (over && over.excess > 0) {
    return [
      problemAt(
        name === undefined ? 'team' : 'name',
        name ?? team,
        `the ${over.thing} "${over.value}" would have ${over.value.length} characters and may have ${over.limit}; ` +
          `shorten the name or the team by ${over.excess}`,
      ),
    ];
  }
  for (const [key, value] of names) {
    const fault = key.endsWith('Bucket') ? bucketFault(value) : undefined;
    if (fault) return [problemAt('team', team, `the bucket would be named "${value}": ${fault}`)];
  }
  return [];
}

import type { AckKind, Schema } from './ackKinds.ts';
import type { KubeObject } from './KubeObject.ts';

/** Where the resources of the stand-in live. */
export interface Account {
  accountId: string;
  region: string;
}

/** What the controllers write for a resource that is there, beside conditions: every simple field that the kind has. */
export function ackStatus(kind: AckKind, object: KubeObject, account: Account) {
  const arn = arnOf(kind, object, account);
  const fields = Object.entries(kind.schema.properties?.status?.properties ?? {})
    .filter(([name]) => !['conditions', 'ackResourceMetadata'].includes(name))
    .flatMap(([name, schema]) => {
      const value = KNOWN[`${kind.kind}.${name}`]?.(object, account) ?? example(name, schema, arn);
      return value === undefined ? [] : [[name, value]];
    });
  return {
    ...Object.fromEntries(fields),
    ackResourceMetadata: { arn, ownerAccountID: account.accountId, region: account.region },
  };
}

/** The name that AWS knows the resource by. */
export function awsName({ spec, metadata }: KubeObject): string {
  return spec.name ?? spec.queueName ?? spec.tableName ?? metadata.name;
}

/** Fields whose form matters to those who read them. */
const KNOWN: Record<string, (object: KubeObject, account: Account) => unknown> = {
  'Queue.queueURL': (object, { accountId, region }) =>
    `https://sqs.${region}.amazonaws.com/${accountId}/${awsName(object)}`,
  // An address is asked to confirm; until then SNS says so.
  'Subscription.pendingConfirmation': ({ spec }) => (spec.protocol === 'email' ? 'true' : 'false'),
};

const ARNS: Record<string, (name: string, account: Account) => string> = {
  Bucket: name => `s3:::${name}`,
  Role: (name, { accountId }) => `iam::${accountId}:role/${name}`,
  Policy: (name, { accountId }) => `iam::${accountId}:policy/${name}`,
  StateMachine: (name, { accountId, region }) =>
    `states:${region}:${accountId}:stateMachine:${name}`,
  Queue: (name, { accountId, region }) => `sqs:${region}:${accountId}:${name}`,
  Topic: (name, { accountId, region }) => `sns:${region}:${accountId}:${name}`,
  EventBus: (name, { accountId, region }) => `events:${region}:${accountId}:event-bus/${name}`,
  LogGroup: (name, { accountId, region }) => `logs:${region}:${accountId}:log-group:${name}`,
};

function arnOf({ kind, group }: AckKind, object: KubeObject, account: Account): string {
  const name = awsName(object);
  const plain = `${group.split('.')[0]}:${account.region}:${account.accountId}:${kind.toLowerCase()}/${name}`;
  return `arn:aws:${ARNS[kind]?.(name, account) ?? plain}`;
}

function example(name: string, { type, format }: Schema, arn: string): unknown {
  if (format === 'date-time') return '2026-01-01T00:00:00Z';
  if (type === 'string') return /arn$/i.test(name) ? arn : `${name}-${arn.split(/[:/]/).at(-1)}`;
  if (type === 'integer') return 1;
  if (type === 'boolean') return true;
  return undefined;
}

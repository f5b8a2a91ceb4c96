import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  RuleState,
  TagResourceCommand,
  Target,
  UntagResourceCommand,
} from '@aws-sdk/client-eventbridge';
import { Applier, unlessError } from './applier';
import { AwsClients } from './awsClients';
import { Applied, canonicalJson, Changes } from './changes';
import { Shape, toSdk } from './shape';
import { syncTags, tagMap, upperTags } from './tags';

interface RuleSpec {
  name: string;
  eventBusName?: string;
  description?: string;
  eventPattern?: string;
  scheduleExpression?: string;
  state?: RuleState;
  roleARN?: string;
  targets?: unknown[];
  tags?: { key: string; value: string }[];
}

const TARGET: Shape = {
  id: 'Id',
  arn: 'Arn',
  roleARN: 'RoleArn',
  input: 'Input',
  inputPath: 'InputPath',
  inputTransformer: [
    'InputTransformer',
    { inputPathsMap: 'InputPathsMap', inputTemplate: 'InputTemplate' },
  ],
  deadLetterConfig: ['DeadLetterConfig', { arn: 'Arn' }],
  retryPolicy: [
    'RetryPolicy',
    {
      maximumEventAgeInSeconds: 'MaximumEventAgeInSeconds',
      maximumRetryAttempts: 'MaximumRetryAttempts',
    },
  ],
  sqsParameters: ['SqsParameters', { messageGroupID: 'MessageGroupId' }],
};
const SHAPE: Shape = {
  name: 'Name',
  eventBusName: 'EventBusName',
  description: 'Description',
  eventPattern: 'EventPattern',
  scheduleExpression: 'ScheduleExpression',
  state: 'State',
  roleARN: 'RoleArn',
  targets: ['Targets', TARGET],
  tags: ['Tags', { key: 'Key', value: 'Value' }],
};

/** EventBridge rules with their targets. */
export const ruleApplier: Applier<RuleSpec> = {
  group: 'eventbridge.services.k8s.aws',
  kind: 'Rule',
  shape: SHAPE,
  identity: ['name', 'eventBusName'],

  async apply({ events }: AwsClients, spec: RuleSpec): Promise<Applied> {
    const { name: Name, eventBusName: EventBusName } = spec;
    const changes = new Changes();
    const there = await readRule(events, spec);
    const put = () =>
      events.send(
        new PutRuleCommand({
          Name,
          EventBusName,
          Description: spec.description,
          EventPattern: spec.eventPattern,
          ScheduleExpression: spec.scheduleExpression,
          State: spec.state ?? 'ENABLED',
          RoleArn: spec.roleARN,
        }),
      );
    if (!there) {
      await put();
      changes.created();
    } else {
      await changes.part(
        'rule',
        [
          spec.description ?? '',
          canonicalJson(spec.eventPattern) ?? '',
          spec.scheduleExpression ?? '',
          spec.state ?? 'ENABLED',
          spec.roleARN ?? '',
        ],
        [
          there.Description ?? '',
          canonicalJson(there.EventPattern) ?? '',
          there.ScheduleExpression ?? '',
          there.State ?? 'ENABLED',
          there.RoleArn ?? '',
        ],
        put,
      );
    }
    await syncTargets(events, changes, spec);
    const ResourceARN = (await readRule(events, spec))?.Arn ?? '';
    const tags = await events.send(new ListTagsForResourceCommand({ ResourceARN }));
    await syncTags(
      changes,
      tagMap(spec.tags),
      tagMap(tags.Tags),
      set => events.send(new TagResourceCommand({ ResourceARN, Tags: upperTags(set) })),
      TagKeys => events.send(new UntagResourceCommand({ ResourceARN, TagKeys })),
    );
    return changes.result({ arn: ResourceARN });
  },

  async remove({ events }: AwsClients, spec: RuleSpec): Promise<boolean> {
    const { name: Name, eventBusName: EventBusName } = spec;
    if (!(await readRule(events, spec))) {
      return false;
    }
    const Ids = (await targetsOf(events, spec)).flatMap(target => target.Id ?? []);
    if (Ids.length > 0) {
      await events.send(new RemoveTargetsCommand({ Rule: Name, EventBusName, Ids }));
    }
    await events.send(new DeleteRuleCommand({ Name, EventBusName }));
    return true;
  },
};

function readRule(events: EventBridgeClient, { name: Name, eventBusName: EventBusName }: RuleSpec) {
  return unlessError(
    events.send(new DescribeRuleCommand({ Name, EventBusName })),
    'ResourceNotFoundException',
  );
}

async function targetsOf(events: EventBridgeClient, spec: RuleSpec): Promise<Target[]> {
  // A rule has at most five targets, so there is never a second page.
  const answer = await events.send(
    new ListTargetsByRuleCommand({ Rule: spec.name, EventBusName: spec.eventBusName }),
  );
  return answer.Targets ?? [];
}

async function syncTargets(events: EventBridgeClient, changes: Changes, spec: RuleSpec) {
  const { name: Rule, eventBusName: EventBusName } = spec;
  const want = toSdk<Target[]>(TARGET, spec.targets ?? []);
  const have = await targetsOf(events, spec);
  for (const target of want) {
    await changes.part(
      `targets.${target.Id}`,
      target,
      have.find(other => other.Id === target.Id),
      async () => {
        const answer = await events.send(
          new PutTargetsCommand({ Rule, EventBusName, Targets: [target] }),
        );
        // The call succeeds although an entry failed.
        const [failed] = answer.FailedEntries ?? [];
        if (failed) {
          throw new Error(`target '${failed.TargetId}' was refused: ${failed.ErrorMessage}`);
        }
      },
    );
  }
  const surplus = have
    .flatMap(target => target.Id ?? [])
    .filter(id => !want.some(target => target.Id === id));
  await changes.part('targets', [], surplus, () =>
    events.send(new RemoveTargetsCommand({ Rule, EventBusName, Ids: surplus })),
  );
}

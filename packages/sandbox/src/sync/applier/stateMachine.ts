import {
  CreateStateMachineCommand,
  CreateStateMachineCommandInput,
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  ListTagsForResourceCommand,
  SFNClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { Applier, unlessError } from './applier';
import { AwsClients } from './awsClients';
import { Applied, canonicalJson, Changes } from './changes';
import { Shape, toSdk } from './shape';
import { syncTags, tagMap } from './tags';

interface StateMachineSpec {
  name: string;
  tags?: { key: string; value: string }[];
}

const SHAPE: Shape = {
  name: 'name',
  definition: 'definition',
  roleARN: 'roleArn',
  type_: 'type',
  loggingConfiguration: [
    'loggingConfiguration',
    {
      level: 'level',
      includeExecutionData: 'includeExecutionData',
      destinations: [
        'destinations',
        { cloudWatchLogsLogGroup: ['cloudWatchLogsLogGroup', { logGroupARN: 'logGroupArn' }] },
      ],
    },
  ],
  tracingConfiguration: ['tracingConfiguration', { enabled: 'enabled' }],
  tags: ['tags', { key: 'key', value: 'value' }],
};

/** Step Functions state machines. */
export const stateMachineApplier: Applier<StateMachineSpec> = {
  group: 'sfn.services.k8s.aws',
  kind: 'StateMachine',
  shape: SHAPE,
  identity: ['name'],
  fixed: ['type_'],

  async apply(aws: AwsClients, spec: StateMachineSpec): Promise<Applied> {
    const { states } = aws;
    const stateMachineArn = arnOf(aws, spec);
    const want = toSdk<CreateStateMachineCommandInput>(SHAPE, spec);
    const changes = new Changes();
    let machine = await readMachine(states, stateMachineArn);
    if (!machine) {
      await states.send(new CreateStateMachineCommand(want));
      changes.created();
      machine = await readMachine(states, stateMachineArn);
    }
    const update = (change: Partial<CreateStateMachineCommandInput>) => () =>
      states.send(new UpdateStateMachineCommand({ stateMachineArn, ...change }));
    const { definition, roleArn } = want;
    await changes.part(
      'definition',
      canonicalJson(definition),
      canonicalJson(machine?.definition),
      update({ definition }),
    );
    await changes.part('roleARN', roleArn, machine?.roleArn, update({ roleArn }));
    // AWS answers with its defaults where nothing was said.
    const loggingConfiguration = { level: 'OFF' as const, ...want.loggingConfiguration };
    await changes.part(
      'loggingConfiguration',
      loggingConfiguration,
      { level: 'OFF', ...machine?.loggingConfiguration },
      update({ loggingConfiguration }),
    );
    const tracingConfiguration = { enabled: false, ...want.tracingConfiguration };
    await changes.part(
      'tracingConfiguration',
      tracingConfiguration,
      machine?.tracingConfiguration,
      update({ tracingConfiguration }),
    );
    const resourceArn = stateMachineArn;
    const { tags } = await states.send(new ListTagsForResourceCommand({ resourceArn }));
    await syncTags(
      changes,
      tagMap(spec.tags),
      tagMap(tags),
      set =>
        states.send(
          new TagResourceCommand({
            resourceArn,
            tags: Object.entries(set).map(([key, value]) => ({ key, value })),
          }),
        ),
      tagKeys => states.send(new UntagResourceCommand({ resourceArn, tagKeys })),
    );
    return changes.result({
      arn: stateMachineArn,
      creationDate: machine?.creationDate?.toISOString(),
    });
  },

  async remove(aws: AwsClients, spec: StateMachineSpec): Promise<boolean> {
    const stateMachineArn = arnOf(aws, spec);
    const there = await readMachine(aws.states, stateMachineArn);
    if (there) {
      await aws.states.send(new DeleteStateMachineCommand({ stateMachineArn }));
    }
    return there !== undefined;
  },
};

function arnOf({ region, accountId }: AwsClients, { name }: StateMachineSpec): string {
  return `arn:aws:states:${region}:${accountId}:stateMachine:${name}`;
}

function readMachine(states: SFNClient, stateMachineArn: string) {
  return unlessError(
    states.send(new DescribeStateMachineCommand({ stateMachineArn })),
    'StateMachineDoesNotExist',
    'ResourceNotFound',
  );
}

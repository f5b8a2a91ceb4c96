import {
  AssociateKmsKeyCommand,
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  DisassociateKmsKeyCommand,
  ListTagsForResourceCommand,
  LogGroup,
  paginateDescribeLogGroups,
  PutRetentionPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { Applier, unlessError } from './applier';
import { AwsClients } from './awsClients';
import { Applied, Changes } from './changes';
import { Shape } from './shape';
import { syncTags, tagMap, Tags } from './tags';

interface LogGroupSpec {
  name: string;
  retentionDays?: number;
  kmsKeyID?: string;
  tags?: Tags;
}

const SHAPE: Shape = {
  name: 'logGroupName',
  retentionDays: 'retentionInDays',
  kmsKeyID: 'kmsKeyId',
  tags: 'tags',
};

/** CloudWatch log groups. */
export const logGroupApplier: Applier<LogGroupSpec> = {
  group: 'cloudwatchlogs.services.k8s.aws',
  kind: 'LogGroup',
  shape: SHAPE,
  identity: ['name'],

  async apply({ logs }: AwsClients, spec: LogGroupSpec): Promise<Applied> {
    const { name: logGroupName, kmsKeyID: kmsKeyId, retentionDays: retentionInDays } = spec;
    const changes = new Changes();
    let group = await find(logs, logGroupName);
    if (!group) {
      await logs.send(new CreateLogGroupCommand({ logGroupName, kmsKeyId, tags: spec.tags }));
      changes.created();
      group = await find(logs, logGroupName);
    }
    await changes.part('retentionDays', retentionInDays, group?.retentionInDays, () =>
      retentionInDays
        ? logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }))
        : logs.send(new DeleteRetentionPolicyCommand({ logGroupName })),
    );
    await changes.part('kmsKeyID', kmsKeyId, group?.kmsKeyId, () =>
      kmsKeyId
        ? logs.send(new AssociateKmsKeyCommand({ logGroupName, kmsKeyId }))
        : logs.send(new DisassociateKmsKeyCommand({ logGroupName })),
    );
    // AWS knows two spellings of the ARN; the controller reports the one without the `:*` at its end.
    const resourceArn = (group?.logGroupArn ?? group?.arn ?? '').replace(/:\*$/, '');
    const { tags } = await logs.send(new ListTagsForResourceCommand({ resourceArn }));
    await syncTags(
      changes,
      tagMap(spec.tags),
      tagMap(tags),
      set => logs.send(new TagResourceCommand({ resourceArn, tags: set })),
      tagKeys => logs.send(new UntagResourceCommand({ resourceArn, tagKeys })),
    );
    return changes.result({
      arn: resourceArn,
      creationTime: group?.creationTime,
      retentionInDays,
    });
  },

  async remove({ logs }: AwsClients, { name: logGroupName }: LogGroupSpec): Promise<boolean> {
    const gone = await unlessError(
      logs.send(new DeleteLogGroupCommand({ logGroupName })),
      'ResourceNotFoundException',
    );
    return gone !== undefined;
  },
};

async function find(logs: CloudWatchLogsClient, name: string): Promise<LogGroup | undefined> {
  for await (const page of paginateDescribeLogGroups(
    { client: logs },
    { logGroupNamePrefix: name },
  )) {
    const match = page.logGroups?.find(group => group.logGroupName === name);
    if (match) {
      return match;
    }
  }
  return undefined;
}

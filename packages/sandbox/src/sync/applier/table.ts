import {
  CreateTableCommand,
  CreateTableCommandInput,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ListTagsOfResourceCommand,
  ListTagsOfResourceCommandOutput,
  TableDescription,
  Tag,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateTableCommand,
  UpdateTableCommandInput,
} from '@aws-sdk/client-dynamodb';
import { Applier, unlessError } from './applier';
import { AwsClients } from './awsClients';
import { Applied, Changes } from './changes';
import { toSdk } from './shape';
import { TABLE_CREATE_SHAPE, TABLE_SHAPE } from './tableShape';
import { syncTableSettings, TableSettingsSpec } from './tableSettings';
import { syncTags, tagMap, upperTags } from './tags';

interface TableSpec extends TableSettingsSpec {
  tags?: { key: string; value: string }[];
}

/** DynamoDB tables. */
export const tableApplier: Applier<TableSpec> = {
  group: 'dynamodb.services.k8s.aws',
  kind: 'Table',
  shape: TABLE_SHAPE,
  identity: ['tableName'],
  fixed: ['keySchema', 'localSecondaryIndexes'],

  async apply({ dynamodb }: AwsClients, spec: TableSpec): Promise<Applied> {
    const TableName = spec.tableName;
    const input = toSdk<CreateTableCommandInput>(TABLE_CREATE_SHAPE, spec);
    const changes = new Changes();
    let table = await readTable(dynamodb, TableName);
    if (!table) {
      await dynamodb.send(new CreateTableCommand(input));
      changes.created();
      table = await readTable(dynamodb, TableName);
    }
    if (table?.TableStatus !== 'ACTIVE') {
      // A table takes changes only once it is active.
      return changes.result(statusOf(table), { synced: false });
    }
    await updateTable(dynamodb, changes, input, table);
    await syncTableSettings(dynamodb, changes, spec);
    await syncTags(
      changes,
      tagMap(spec.tags),
      tagMap(await tagsOf(dynamodb, table.TableArn)),
      tags =>
        dynamodb.send(
          new TagResourceCommand({ ResourceArn: table.TableArn, Tags: upperTags(tags) }),
        ),
      TagKeys => dynamodb.send(new UntagResourceCommand({ ResourceArn: table.TableArn, TagKeys })),
    );
    return changes.result(statusOf(await readTable(dynamodb, TableName)));
  },

  async remove({ dynamodb }: AwsClients, { tableName: TableName }: TableSpec): Promise<boolean> {
    const table = await readTable(dynamodb, TableName);
    if (!table) {
      return false;
    }
    if (table.DeletionProtectionEnabled) {
      throw new Error(
        `table '${TableName}' is protected against deletion: set spec.deletionProtectionEnabled to false first, or annotate it services.k8s.aws/deletion-policy: retain`,
      );
    }
    await dynamodb.send(new DeleteTableCommand({ TableName }));
    return true;
  },
};

async function readTable(dynamodb: DynamoDBClient, TableName: string) {
  const found = await unlessError(
    dynamodb.send(new DescribeTableCommand({ TableName })),
    'ResourceNotFoundException',
  );
  return found?.Table;
}

function statusOf(table: TableDescription | undefined): Applied['status'] {
  return {
    arn: table?.TableArn ?? '',
    tableStatus: table?.TableStatus,
    tableID: table?.TableId,
    creationDateTime: table?.CreationDateTime?.toISOString(),
    latestStreamARN: table?.LatestStreamArn,
    latestStreamLabel: table?.LatestStreamLabel,
  };
}

/** AWS takes one kind of change per call, so each goes by itself. */
async function updateTable(
  dynamodb: DynamoDBClient,
  changes: Changes,
  want: CreateTableCommandInput,
  have: TableDescription,
) {
  const { TableName } = want;
  const update = (change: Partial<UpdateTableCommandInput>) => () =>
    dynamodb.send(new UpdateTableCommand({ TableName, ...change }));
  const billing = want.BillingMode ?? 'PROVISIONED';
  await changes.part(
    'billingMode',
    {
      billing,
      read: want.ProvisionedThroughput?.ReadCapacityUnits,
      write: want.ProvisionedThroughput?.WriteCapacityUnits,
    },
    {
      billing: have.BillingModeSummary?.BillingMode ?? 'PROVISIONED',
      read: have.ProvisionedThroughput?.ReadCapacityUnits || undefined,
      write: have.ProvisionedThroughput?.WriteCapacityUnits || undefined,
    },
    update({ BillingMode: billing, ProvisionedThroughput: want.ProvisionedThroughput }),
  );
  await changes.part(
    'deletionProtectionEnabled',
    want.DeletionProtectionEnabled,
    have.DeletionProtectionEnabled,
    update({ DeletionProtectionEnabled: want.DeletionProtectionEnabled ?? false }),
  );
  // AWS reports ENABLED or ENABLING for what the manifest calls enabled.
  await changes.part(
    'sseSpecification',
    want.SSESpecification?.Enabled,
    have.SSEDescription?.Status?.startsWith('ENABL'),
    update({ SSESpecification: want.SSESpecification ?? { Enabled: false } }),
  );
  await changes.part(
    'streamSpecification',
    want.StreamSpecification,
    have.StreamSpecification,
    update({ StreamSpecification: want.StreamSpecification ?? { StreamEnabled: false } }),
  );
}

async function tagsOf(dynamodb: DynamoDBClient, ResourceArn: string | undefined): Promise<Tag[]> {
  const tags: Tag[] = [];
  let NextToken: string | undefined;
  do {
    const page: ListTagsOfResourceCommandOutput = await dynamodb.send(
      new ListTagsOfResourceCommand({ ResourceArn, NextToken }),
    );
    tags.push(...(page.Tags ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return tags;
}

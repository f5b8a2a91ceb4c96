import {
  DescribeContinuousBackupsCommand,
  DescribeContributorInsightsCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  UpdateContinuousBackupsCommand,
  UpdateContributorInsightsCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { Changes } from './changes';

/** What has calls of its own beside those that make and change a table. */
export interface TableSettingsSpec {
  tableName: string;
  timeToLive?: { attributeName?: string; enabled?: boolean };
  continuousBackups?: { pointInTimeRecoveryEnabled?: boolean };
  contributorInsights?: 'ENABLE' | 'DISABLE';
}

/** Backups to any point in time, expiry of rows and insights, each only where the manifest speaks of it. */
export async function syncTableSettings(
  dynamodb: DynamoDBClient,
  changes: Changes,
  spec: TableSettingsSpec,
): Promise<void> {
  const TableName = spec.tableName;
  if (spec.continuousBackups) {
    const want = spec.continuousBackups.pointInTimeRecoveryEnabled ?? false;
    const { ContinuousBackupsDescription: have } = await dynamodb.send(
      new DescribeContinuousBackupsCommand({ TableName }),
    );
    const status = have?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
    await changes.part('continuousBackups', want, status === 'ENABLED', () =>
      dynamodb.send(
        new UpdateContinuousBackupsCommand({
          TableName,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: want },
        }),
      ),
    );
  }
  if (spec.timeToLive?.attributeName) {
    const want = {
      AttributeName: spec.timeToLive.attributeName,
      Enabled: spec.timeToLive.enabled ?? false,
    };
    const { TimeToLiveDescription: have } = await dynamodb.send(
      new DescribeTimeToLiveCommand({ TableName }),
    );
    const on = have?.TimeToLiveStatus?.startsWith('ENABL') ? have.AttributeName : undefined;
    await changes.part('timeToLive', want.Enabled ? want.AttributeName : undefined, on, () =>
      dynamodb.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: want })),
    );
  }
  if (spec.contributorInsights) {
    const action = spec.contributorInsights;
    const { ContributorInsightsStatus: have } = await dynamodb.send(
      new DescribeContributorInsightsCommand({ TableName }),
    );
    await changes.part(
      'contributorInsights',
      action === 'ENABLE',
      have?.startsWith('ENABL') ?? false,
      () =>
        dynamodb.send(
          new UpdateContributorInsightsCommand({ TableName, ContributorInsightsAction: action }),
        ),
    );
  }
}

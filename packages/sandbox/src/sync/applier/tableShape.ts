import { Shape } from './shape';

const KEY_SCHEMA: Shape = { attributeName: 'AttributeName', keyType: 'KeyType' };
const THROUGHPUT: Shape = {
  readCapacityUnits: 'ReadCapacityUnits',
  writeCapacityUnits: 'WriteCapacityUnits',
};
const INDEX: Shape = {
  indexName: 'IndexName',
  keySchema: ['KeySchema', KEY_SCHEMA],
  projection: [
    'Projection',
    { nonKeyAttributes: 'NonKeyAttributes', projectionType: 'ProjectionType' },
  ],
};

/** The fields of an ACK Table that go into the call that creates it. */
export const TABLE_CREATE_SHAPE: Shape = {
  tableName: 'TableName',
  attributeDefinitions: [
    'AttributeDefinitions',
    { attributeName: 'AttributeName', attributeType: 'AttributeType' },
  ],
  keySchema: ['KeySchema', KEY_SCHEMA],
  billingMode: 'BillingMode',
  provisionedThroughput: ['ProvisionedThroughput', THROUGHPUT],
  globalSecondaryIndexes: [
    'GlobalSecondaryIndexes',
    { ...INDEX, provisionedThroughput: ['ProvisionedThroughput', THROUGHPUT] },
  ],
  localSecondaryIndexes: ['LocalSecondaryIndexes', INDEX],
  sseSpecification: [
    'SSESpecification',
    { enabled: 'Enabled', kmsMasterKeyID: 'KMSMasterKeyId', sseType: 'SSEType' },
  ],
  streamSpecification: [
    'StreamSpecification',
    { streamEnabled: 'StreamEnabled', streamViewType: 'StreamViewType' },
  ],
  deletionProtectionEnabled: 'DeletionProtectionEnabled',
  tags: ['Tags', { key: 'Key', value: 'Value' }],
};

/** All fields of an ACK Table that the sandbox sets. */
export const TABLE_SHAPE: Shape = {
  ...TABLE_CREATE_SHAPE,
  timeToLive: ['TimeToLiveSpecification', { attributeName: 'AttributeName', enabled: 'Enabled' }],
  continuousBackups: [
    'PointInTimeRecoverySpecification',
    { pointInTimeRecoveryEnabled: 'PointInTimeRecoveryEnabled' },
  ],
  contributorInsights: 'ContributorInsightsAction',
};

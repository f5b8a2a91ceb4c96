import { Shape } from './shape';

const TAG: Shape = { key: 'Key', value: 'Value' };

const LIFECYCLE_FILTER: Shape = {
  prefix: 'Prefix',
  tag: ['Tag', TAG],
  objectSizeGreaterThan: 'ObjectSizeGreaterThan',
  objectSizeLessThan: 'ObjectSizeLessThan',
};

/** The fields of an ACK Bucket that the sandbox sets, by their names in the SDK. */
export const BUCKET_SHAPE: Shape = {
  name: 'Bucket',
  objectOwnership: 'ObjectOwnership',
  objectLockEnabledForBucket: 'ObjectLockEnabledForBucket',
  createBucketConfiguration: [
    'CreateBucketConfiguration',
    { locationConstraint: 'LocationConstraint' },
  ],
  ownershipControls: [
    'OwnershipControls',
    { rules: ['Rules', { objectOwnership: 'ObjectOwnership' }] },
  ],
  publicAccessBlock: [
    'PublicAccessBlockConfiguration',
    {
      blockPublicACLs: 'BlockPublicAcls',
      blockPublicPolicy: 'BlockPublicPolicy',
      ignorePublicACLs: 'IgnorePublicAcls',
      restrictPublicBuckets: 'RestrictPublicBuckets',
    },
  ],
  encryption: [
    'ServerSideEncryptionConfiguration',
    {
      rules: [
        'Rules',
        {
          applyServerSideEncryptionByDefault: [
            'ApplyServerSideEncryptionByDefault',
            { sseAlgorithm: 'SSEAlgorithm', kmsMasterKeyID: 'KMSMasterKeyID' },
          ],
          bucketKeyEnabled: 'BucketKeyEnabled',
        },
      ],
    },
  ],
  versioning: ['VersioningConfiguration', { status: 'Status' }],
  policy: 'Policy',
  lifecycle: [
    'LifecycleConfiguration',
    {
      rules: [
        'Rules',
        {
          id: 'ID',
          status: 'Status',
          prefix: 'Prefix',
          filter: [
            'Filter',
            { ...LIFECYCLE_FILTER, and: ['And', { ...LIFECYCLE_FILTER, tags: ['Tags', TAG] }] },
          ],
          expiration: [
            'Expiration',
            {
              days: 'Days',
              expiredObjectDeleteMarker: 'ExpiredObjectDeleteMarker',
            },
          ],
          transitions: ['Transitions', { days: 'Days', storageClass: 'StorageClass' }],
          noncurrentVersionExpiration: [
            'NoncurrentVersionExpiration',
            {
              noncurrentDays: 'NoncurrentDays',
              newerNoncurrentVersions: 'NewerNoncurrentVersions',
            },
          ],
          noncurrentVersionTransitions: [
            'NoncurrentVersionTransitions',
            {
              noncurrentDays: 'NoncurrentDays',
              newerNoncurrentVersions: 'NewerNoncurrentVersions',
              storageClass: 'StorageClass',
            },
          ],
          abortIncompleteMultipartUpload: [
            'AbortIncompleteMultipartUpload',
            { daysAfterInitiation: 'DaysAfterInitiation' },
          ],
        },
      ],
    },
  ],
  cors: [
    'CORSConfiguration',
    {
      corsRules: [
        'CORSRules',
        {
          id: 'ID',
          allowedHeaders: 'AllowedHeaders',
          allowedMethods: 'AllowedMethods',
          allowedOrigins: 'AllowedOrigins',
          exposeHeaders: 'ExposeHeaders',
          maxAgeSeconds: 'MaxAgeSeconds',
        },
      ],
    },
  ],
  logging: [
    'BucketLoggingStatus',
    {
      loggingEnabled: [
        'LoggingEnabled',
        { targetBucket: 'TargetBucket', targetPrefix: 'TargetPrefix' },
      ],
    },
  ],
  tagging: ['Tagging', { tagSet: ['TagSet', TAG] }],
};

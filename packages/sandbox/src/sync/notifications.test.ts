import {
  CreateBucketCommand,
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
} from '@aws-sdk/client-s3';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { TestRuns } from '../runs/__testUtils__/TestRuns';

jest.setTimeout(180_000);

const BUCKET = 'acme-landing';
const OTHERS = {
  QueueConfigurations: [
    {
      Id: 'their-queue',
      QueueArn: 'arn:aws:sqs:eu-west-1:123456789012:theirs',
      Events: ['s3:ObjectCreated:*' as const],
      Filter: { Key: { FilterRules: [{ Name: 'prefix' as const, Value: 'theirs/' }] } },
    },
  ],
  LambdaFunctionConfigurations: [
    {
      Id: 'their-function',
      LambdaFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:theirs',
      Events: ['s3:ObjectRemoved:*' as const],
    },
  ],
};

describe('the switch that has S3 tell EventBridge of new objects', () => {
  const runs = new TestRuns().register();

  const configuration = async () => {
    const { $metadata: _, ...found } = await runs.aws.s3.send(
      new GetBucketNotificationConfigurationCommand({ Bucket: BUCKET }),
    );
    return found;
  };
  const condition = () => {
    const { conditions } = runs.status('landing')!.instance as any;
    return conditions.find(({ type }: any) => type === 'NotificationsOn');
  };

  it('is put on and leaves the bucket’s own notifications alone', async () => {
    const { s3, sqs, region } = runs.aws;
    const place = { LocationConstraint: region as 'eu-west-1' };
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration: place }));
    await sqs.send(new CreateQueueCommand({ QueueName: 'theirs' }));
    await s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: BUCKET,
        NotificationConfiguration: OTHERS,
        SkipDestinationValidation: true,
      }),
    );
    expect(await configuration()).toMatchObject(OTHERS);
    await runs.make({ name: 'landing', buckets: { input: BUCKET } });
    expect(await configuration()).toEqual({ ...OTHERS, EventBridgeConfiguration: {} });
    expect(condition()).toMatchObject({
      status: 'True',
      message: expect.stringContaining(`Bucket ${BUCKET} sends its events to EventBridge`),
    });
  });

  it('is put on again by the CronJob when somebody else has replaced the configuration', async () => {
    await runs.aws.s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: BUCKET,
        NotificationConfiguration: OTHERS,
        SkipDestinationValidation: true,
      }),
    );
    await runs.sandbox.sync.refresh(true);
    await runs.sandbox.sync.idle();
    expect(await configuration()).toEqual({ ...OTHERS, EventBridgeConfiguration: {} });
    expect(condition().status).toBe('True');
  });

  it('is told as off, with where to look, once a check has failed', async () => {
    const step = 'steps/enable-bucket-notifications.sh';
    await runs.change('landing', step, text =>
      text.replace('set -eu', 'set -eu\necho "error: AccessDenied" >&2\nexit 1'),
    );
    expect(runs.status('landing')).toMatchObject({ state: 'failed' });
    expect(condition()).toMatchObject({
      status: 'False',
      reason: 'CheckFailed',
      message: expect.stringContaining('kubectl logs --namespace runs-landing'),
    });
  });
});

import { DescribeJobRunCommand, EMRContainersClient } from '@aws-sdk/client-emr-containers';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { Platforms } from '../platform/Platforms';
import { awsError } from '../__testUtils__/mockAws';
import { stubClient } from '../__testUtils__/stubClient';
import { CONFIG } from '../__testUtils__/startPortal';
import { AwsAccess } from './AwsAccess';
import { CachingJobProvider } from './CachingJobProvider';
import { EmrContainersJobProvider } from './EmrContainersJobProvider';

const emr = stubClient(EMRContainersClient);
const ref = { accountId: '123456789012', region: 'eu-west-1', virtualClusterId: 'vc', id: 'job' };

function provider() {
  const config = new ConfigReader(CONFIG);
  const access = new AwsAccess(config, Platforms.fromConfig(config), 1_000);
  return new EmrContainersJobProvider({
    access,
    timeoutMs: 1_000,
    logger: mockServices.logger.mock(),
  });
}

beforeEach(() => emr.reset());

describe('EmrContainersJobProvider', () => {
  it('tells a job in our words', async () => {
    emr.on(DescribeJobRunCommand, { id: 'job', virtualClusterId: 'vc' }).resolves({
      jobRun: {
        id: 'job',
        virtualClusterId: 'vc',
        name: 'run-1',
        state: 'FAILED',
        stateDetails: 'The driver ran out of memory',
        failureReason: 'USER_ERROR',
        createdAt: new Date('2026-06-02T14:02:13.000Z'),
        jobDriver: {
          sparkSubmitJobDriver: {
            entryPoint: 's3://b/job.py',
            entryPointArguments: ['--run-id', '1'],
          },
        },
        configurationOverrides: {
          monitoringConfiguration: { s3MonitoringConfiguration: { logUri: 's3://b/logs/' } },
        },
      },
    });
    await expect(provider().describe(ref)).resolves.toEqual({
      id: 'job',
      virtualClusterId: 'vc',
      name: 'run-1',
      state: 'FAILED',
      stateDetails: 'The driver ran out of memory',
      failureReason: 'USER_ERROR',
      createdAt: '2026-06-02T14:02:13.000Z',
      entryPoint: 's3://b/job.py',
      arguments: ['--run-id', '1'],
      logUri: 's3://b/logs/',
    });
  });

  it('says so of a state that it does not know', async () => {
    emr.on(DescribeJobRunCommand).resolves({ jobRun: { state: 'RESTING' } });
    await expect(provider().describe(ref)).resolves.toMatchObject({ state: 'UNKNOWN' });
  });

  it('does not know a job that EMR has forgotten', async () => {
    emr.on(DescribeJobRunCommand).rejects(awsError('ResourceNotFoundException'));
    await expect(provider().describe(ref)).rejects.toMatchObject({
      name: 'NotFoundError',
      message: expect.stringContaining('There is no job job of virtual cluster vc'),
    });
  });
});

describe('CachingJobProvider', () => {
  it('asks once for an ended job, and again for one that goes on', async () => {
    const jobs = new CachingJobProvider(provider(), { refreshMs: 0 });
    emr.on(DescribeJobRunCommand).resolves({ jobRun: { state: 'RUNNING' } });
    await jobs.describe(ref);
    emr.on(DescribeJobRunCommand).resolves({ jobRun: { state: 'COMPLETED' } });
    await jobs.describe(ref);
    await expect(jobs.describe(ref)).resolves.toMatchObject({ state: 'COMPLETED' });
    expect(emr.calls()).toHaveLength(2);
  });
});

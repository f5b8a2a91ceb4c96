import { mockCredentials } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { pipelineEntity, STATE_MACHINE_ARN } from 'backstage-plugin-data-pipelines-common/fixtures';
import request from 'supertest';
import { mockAws } from '../__testUtils__/mockAws';
import { startPortal } from '../__testUtils__/startPortal';

jest.setTimeout(60_000);

const RUNS = '/api/data-pipelines/v1/pipelines/default/component/retail-taxi-daily/runs';
const aws = mockAws();

beforeEach(() => aws.reset());

function entityWith(arn: string | undefined) {
  const annotations = { ...pipelineEntity.metadata.annotations };
  delete annotations['aws.amazon.com/aws-step-functions-state-machine-arn'];
  return {
    ...pipelineEntity,
    metadata: {
      ...pipelineEntity.metadata,
      annotations: {
        ...annotations,
        ...(arn && { 'aws.amazon.com/aws-step-functions-state-machine-arn': arn }),
      },
    },
  };
}

describe('access to runs', () => {
  it('refuses a caller without credentials', async () => {
    const { server } = await startPortal();
    await request(server).get(RUNS).set('Authorization', mockCredentials.none.header()).expect(401);
    expect(aws.calls()).toBe(0);
  });

  it('lets services in', async () => {
    const { server } = await startPortal();
    aws.executions();
    const { status } = await request(server)
      .get(RUNS)
      .set('Authorization', mockCredentials.service.header());
    expect(status).toBe(200);
  });

  it.each(['', '/a'])('makes no AWS call for a caller who may not see the runs: %s', async path => {
    const { server, audit, permissions } = await startPortal({ decision: AuthorizeResult.DENY });
    const { status, body } = await request(server).get(RUNS + path);
    expect(status).toBe(403);
    expect(body.error.message).toContain('dataPipelines.run.read');
    expect(aws.calls()).toBe(0);
    expect(permissions.authorize).toHaveBeenCalledWith(
      [
        {
          permission: expect.objectContaining({ name: 'dataPipelines.run.read' }),
          resourceRef: 'component:default/retail-taxi-daily',
        },
      ],
      { credentials: mockCredentials.user() },
    );
    expect(audit).toMatchObject([{ outcome: 'failed', error: 'NotAllowedError' }]);
  });

  it('does not know a pipeline that the caller may not see', async () => {
    const { server, audit } = await startPortal({ entities: [] });
    const { status, body } = await request(server).get(RUNS);
    expect(status).toBe(404);
    expect(body.error.message).toContain('component:default/retail-taxi-daily');
    expect(aws.calls()).toBe(0);
    expect(audit).toMatchObject([{ outcome: 'failed', error: 'NotFoundError' }]);
  });

  it('does not reach the runs of another pipeline by an entity that names its state machine', async () => {
    const metadata = { ...pipelineEntity.metadata, name: 'mine' };
    const { server, reconcile } = await startPortal({
      entities: [pipelineEntity, { ...pipelineEntity, metadata }],
    });
    aws.executions();
    await reconcile();
    await request(server).get(RUNS).expect(200);
    const before = aws.calls();
    for (const [method, path] of [
      ['get', '/runs'],
      ['post', '/runs/a/stop'],
    ] as const) {
      const pipeline = '/api/data-pipelines/v1/pipelines/default/component/mine';
      const { status, body } = await request(server)[method](pipeline + path);
      expect(status).toBe(409);
      expect(body.error.message).toContain('is that of another entity');
      expect(body.error.message).not.toContain('retail-taxi-daily');
    }
    expect(aws.calls()).toBe(before);
  });

  it.each([
    [
      404,
      undefined,
      'has no annotation aws.amazon.com/aws-step-functions-state-machine-arn: add it',
    ],
    [409, 'arn:aws:sqs:eu-west-1:123456789012:queue', 'give the ARN of a state machine'],
    [409, `${STATE_MACHINE_ARN}:live`, 'without version or alias'],
    [
      409,
      STATE_MACHINE_ARN.replace('123456789012', '999999999999'),
      "none of this portal's platforms",
    ],
    [409, STATE_MACHINE_ARN.replace('eu-west-1', 'us-east-1'), "none of this portal's platforms"],
  ])('answers %i for the state machine %s', async (expected, arn, sentence) => {
    const { server } = await startPortal({ entities: [entityWith(arn)] });
    const { status, body } = await request(server).get(RUNS);
    expect(status).toBe(expected);
    expect(body.error.message).toContain(sentence);
    expect(aws.calls()).toBe(0);
  });
});

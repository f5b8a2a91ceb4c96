import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { mockCredentials } from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { mockAws } from '../__testUtils__/mockAws';
import { startPortal } from '../__testUtils__/startPortal';

const PIPELINE = 'component:default/retail-taxi-daily';
const aws = mockAws();

beforeEach(() => aws.reset());

async function registered(decision?: AuthorizeResult.DENY) {
  const registry = actionsRegistryServiceMock();
  const portal = await startPortal({
    decision,
    features: [
      createServiceFactory({
        service: actionsRegistryServiceRef,
        deps: {},
        factory: () => registry,
      }),
    ],
  });
  const invoke = (name: string, input: object) =>
    registry.invoke({
      id: `test:${name}`,
      input: { pipeline: PIPELINE, ...input } as never,
      credentials: mockCredentials.user(),
    }) as Promise<{ output: Record<string, unknown> }>;
  return { ...portal, invoke };
}

describe('actions for assistants', () => {
  it('lists runs', async () => {
    const { invoke, audit } = await registered();
    aws.executions({ name: 'b', status: 'FAILED', history: 'failed-spark' });
    const { output } = await invoke('list-runs', {});
    expect(output.runs).toEqual([
      expect.objectContaining({ id: 'b', status: 'failed', object: expect.stringMatching(/^s3:/) }),
    ]);
    expect(audit).toMatchObject([{ eventId: 'run-fetch', outcome: 'succeeded' }]);
  });

  it('explains a failed run', async () => {
    const { invoke } = await registered();
    aws.executions({ name: 'b', status: 'FAILED', history: 'failed-spark' });
    const { output } = await invoke('explain-failed-run', { runId: 'b' });
    expect(output).toMatchObject({
      sentence: expect.any(String),
      hint: expect.any(String),
      log: [],
    });
  });

  it('runs one again for whoever may', async () => {
    const { invoke, audit } = await registered();
    aws.executions({ name: 'b', status: 'FAILED', history: 'failed-spark' });
    aws.sfn.on(StartExecutionCommand).resolves({});
    const { output } = await invoke('rerun', { runId: 'b' });
    expect(output).toEqual({ runId: expect.stringMatching(/^portal-/) });
    expect(audit).toEqual([
      {
        eventId: 'run-act',
        severityLevel: 'medium',
        meta: { actionType: 'rerun', entityRef: PIPELINE, runId: 'b', by: 'actions-registry' },
        outcome: 'succeeded',
      },
    ]);
  });

  it.each(['explain-failed-run', 'rerun'])('takes only the id of a run: %s', async name => {
    const { invoke, audit } = await registered();
    await expect(invoke(name, { runId: 'b:1' })).rejects.toThrow('give the name of an execution');
    expect(aws.calls()).toBe(0);
    expect(audit).toMatchObject([{ outcome: 'failed', error: 'InputError' }]);
  });

  it('does nothing for whoever may not', async () => {
    const { invoke, audit } = await registered(AuthorizeResult.DENY);
    for (const name of ['list-runs', 'explain-failed-run', 'rerun']) {
      await expect(invoke(name, { runId: 'b' })).rejects.toThrow('dataPipelines.run.');
    }
    expect(aws.calls()).toBe(0);
    expect(audit.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'failed']);
  });
});

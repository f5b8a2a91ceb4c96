import { applyDefaults, KubeObject } from '../expand';
import { graph, pipeline, rgd } from '../expand/__testUtils__/pipeline';

const instance = (spec?: Record<string, object>) => applyDefaults(rgd, pipeline(spec));

/** A Job of the steps, as Kubernetes leaves it. */
const check = (minute: number, status?: object): KubeObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: {
    name: `check-${minute}`,
    namespace: 'retail-taxi-daily',
    creationTimestamp: `2026-11-25T12:${String(minute).padStart(2, '0')}:00Z`,
  },
  ...(status && { status }),
});
const passed = { succeeded: 1, conditions: [{ type: 'Complete', status: 'True' }] };
const failed = { failed: 5, conditions: [{ type: 'Failed', status: 'True' }] };

function condition(type: string, observed: Record<string, any>, spec?: Record<string, object>) {
  const { conditions } = graph.status({ instance: instance(spec), observed }) as any;
  return conditions.find((one: any) => one.type === type);
}
const notificationsOn = (checks: KubeObject[], spec?: Record<string, object>) =>
  condition('NotificationsOn', { checks }, spec);

describe('condition NotificationsOn', () => {
  it('is unknown before the first check has ended', () => {
    for (const checks of [[], [check(0)], [check(0, { active: 1 })]]) {
      expect(notificationsOn(checks)).toMatchObject({ status: 'Unknown', reason: 'NotChecked' });
    }
  });

  it('is true once a check has passed, and while the next one runs', () => {
    for (const checks of [[check(0, passed)], [check(0, passed), check(15, { active: 1 })]]) {
      expect(notificationsOn(checks)).toEqual({
        type: 'NotificationsOn',
        status: 'True',
        reason: 'Asserted',
        message:
          'Bucket retail-taxi-daily-input-123456789012-eu-west-1 sends its events to EventBridge: the newest check found it so, at 2026-11-25T12:00:00Z. One is due every 15 minutes.',
      });
    }
  });

  it('says when it was found so, which tells whether the checks have stopped', () => {
    const { message } = notificationsOn([check(0, passed), check(30, passed), check(15, failed)]);
    expect(message).toContain('at 2026-11-25T12:30:00Z.');
  });

  it('follows the newest check that has ended, whichever comes first in the list', () => {
    const status = (...checks: KubeObject[]) => notificationsOn(checks).status;
    expect(status(check(0, passed), check(15, failed))).toBe('False');
    expect(status(check(15, failed), check(0, passed))).toBe('False');
    expect(status(check(15, passed), check(0, failed))).toBe('True');
    expect(status(check(0, failed))).toBe('False');
  });

  it('says which bucket, what follows, and where to look', () => {
    const { reason, message } = notificationsOn([check(0, failed)], { trigger: { on: 'script' } });
    expect(reason).toBe('CheckFailed');
    expect(message).toContain('bucket retail-taxi-daily-scripts-123456789012-eu-west-1 failed');
    expect(message).toContain('kubectl logs --namespace retail-taxi-daily');
  });

  it('does not keep the pipeline from being ready: the checks come after it', () => {
    expect(graph.ready('checks', { instance: instance(), observed: {} })).toBe(true);
  });

  it('reads the Jobs of its own namespace that bear the label of the steps', () => {
    expect(graph.resolve('checks', { instance: instance(), observed: {} })).toEqual({
      skipped: false,
      objects: [],
      pending: [],
      external: {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: {
          namespace: 'retail-taxi-daily',
          selector: { matchLabels: { 'data-pipelines/check': 'bucket-notifications' } },
        },
      },
    });
  });
});

describe('condition EmailConfirmed', () => {
  const subscription = (endpoint: string, pendingConfirmation: string) => ({
    apiVersion: 'sns.services.k8s.aws/v1alpha1',
    kind: 'Subscription',
    metadata: { name: endpoint },
    spec: { endpoint },
    status: { pendingConfirmation },
  });
  const spec = { notifications: { emails: ['a@example.org', 'b@example.org'] } };

  it('names who still has to confirm, and gates nothing', () => {
    const subscriptions = [
      subscription('a@example.org', 'true'),
      subscription('b@example.org', 'false'),
    ];
    const world = { instance: instance(spec), observed: { subscriptions } };
    expect(condition('EmailConfirmed', { subscriptions }, spec)).toMatchObject({
      status: 'False',
      message: expect.stringContaining('still have to follow the link'),
    });
    expect(graph.status(world).pendingEmails).toEqual(['a@example.org']);
    expect(graph.ready('subscriptions', world)).toBe(true);
  });

  it('is true when all have confirmed, and when there is nobody', () => {
    const subscriptions = [
      subscription('a@example.org', 'false'),
      subscription('b@example.org', 'false'),
    ];
    expect(condition('EmailConfirmed', { subscriptions }, spec).status).toBe('True');
    expect(condition('EmailConfirmed', {}).status).toBe('True');
  });
});

import { mockCredentials } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { ANNOTATION_STATE_MACHINE_ARN } from 'backstage-plugin-data-pipelines-common';
import { pipelineEntity, STATE_MACHINE_ARN } from 'backstage-plugin-data-pipelines-common/fixtures';
import request from 'supertest';
import { mockAws } from '../__testUtils__/mockAws';
import { type Decide, startPortal } from '../__testUtils__/startPortal';

jest.setTimeout(60_000);

const V1 = '/api/data-pipelines/v1';
const PIPELINE = `${V1}/pipelines/default/component/retail-taxi-daily`;
const REF = 'component:default/retail-taxi-daily';

/** Every route that shows something of a pipeline, with the audit event that it makes. */
const ROUTES = [
  [`${PIPELINE}/runs`, 'run-fetch', 'list'],
  [`${PIPELINE}/runs/a`, 'run-fetch', 'get'],
  [`${PIPELINE}/runs/a/events`, 'run-fetch', 'events'],
  [`${PIPELINE}/runs/a/definition`, 'run-fetch', 'definition'],
  [`${PIPELINE}/statistics`, 'run-fetch', 'statistics'],
] as const;

const aws = mockAws();
beforeEach(() => {
  aws.reset();
  aws.executions({ name: 'a', status: 'SUCCEEDED', history: 'duplicate' });
  aws.definition('{}');
});

/** As an owner's policy decides: the owner's entity for the owner, everything for services. */
const owned: Decide = ({ resourceRef, principal }) => {
  const who = principal as { type: string; userEntityRef?: string };
  if (who.type === 'service') return AuthorizeResult.ALLOW;
  if (resourceRef === undefined) return AuthorizeResult.CONDITIONAL;
  return who.userEntityRef === 'user:default/owner' && resourceRef === REF
    ? AuthorizeResult.ALLOW
    : AuthorizeResult.DENY;
};

const headers = {
  none: mockCredentials.none.header(),
  invalid: mockCredentials.user.invalidHeader(),
  'other team': mockCredentials.user.header('user:default/other'),
  owner: mockCredentials.user.header('user:default/owner'),
  service: mockCredentials.service.header(),
};

describe.each(ROUTES)('GET %s', (route, eventId, queryType) => {
  const meta = expect.objectContaining({ queryType, entityRef: REF });

  it.each(['owner', 'service'] as const)('answers %s', async who => {
    const { server, audit } = await startPortal({ decide: owned });
    await request(server).get(route).set('Authorization', headers[who]).expect(200);
    expect(audit).toEqual([{ eventId, meta, outcome: 'succeeded' }]);
  });

  it('refuses another team, and asks AWS nothing', async () => {
    const { server, audit } = await startPortal({ decide: owned });
    const { status, body } = await request(server)
      .get(route)
      .set('Authorization', headers['other team']);
    expect(status).toBe(403);
    expect(body.error.message).toContain('dataPipelines.run.read');
    expect(aws.calls()).toBe(0);
    expect(audit).toEqual([{ eventId, meta, outcome: 'failed', error: 'NotAllowedError' }]);
  });

  // Those the framework turns away before the plugin, which therefore has nothing to audit.
  it.each(['none', 'invalid'] as const)('does not let in credentials: %s', async who => {
    const { server, audit } = await startPortal({ decide: owned });
    await request(server).get(route).set('Authorization', headers[who]).expect(401);
    expect(aws.calls()).toBe(0);
    expect(audit).toEqual([]);
  });
});

describe(`GET ${V1}/pipelines`, () => {
  const other: Entity = {
    ...pipelineEntity,
    metadata: {
      ...pipelineEntity.metadata,
      name: 'other',
      annotations: { [ANNOTATION_STATE_MACHINE_ARN]: `${STATE_MACHINE_ARN}-other` },
    },
  };

  it.each([
    ['other team', []],
    ['owner', [REF]],
    ['service', ['component:default/other', REF]],
  ] as const)('shows %s only what they may read, and asks AWS nothing', async (who, refs) => {
    const { server, audit, reconcile } = await startPortal({
      decide: owned,
      entities: [pipelineEntity, other],
    });
    await reconcile();
    const before = aws.calls();
    const { body } = await request(server)
      .get(`${V1}/pipelines`)
      .set('Authorization', headers[who])
      .expect(200);
    expect(body.total).toBe(refs.length);
    expect(body.restricted).toBe(who === 'service' ? undefined : true);
    expect(body.items.map(({ entityRef }: { entityRef: string }) => entityRef)).toEqual(refs);
    expect(aws.calls()).toBe(before);
    expect(audit).toEqual([{ eventId: 'pipeline-fetch', meta: undefined, outcome: 'succeeded' }]);
  });

  it.each(['none', 'invalid'] as const)('does not let in credentials: %s', async who => {
    const { server } = await startPortal({ decide: owned });
    const { status } = await request(server)
      .get(`${V1}/pipelines`)
      .set('Authorization', headers[who]);
    expect(status).toBe(401);
  });

  it.each(['catalog.entity.read', 'dataPipelines.run.read'])(
    'tells a caller without %s that they may see none, the same whether there are any',
    async denied => {
      const decide: Decide = ({ permission }) =>
        permission === denied ? AuthorizeResult.DENY : AuthorizeResult.CONDITIONAL;
      const { server, audit, reconcile } = await startPortal({ decide });
      const ask = () => request(server).get(`${V1}/pipelines`);
      const empty = await ask();
      await reconcile();
      const full = await ask();
      expect(full.status).toBe(403);
      expect(full.body.error.message).toContain(denied);
      expect(full.body.error).toEqual(empty.body.error);
      expect(audit[1]).toMatchObject({ outcome: 'failed', error: 'NotAllowedError' });
    },
  );

  it('names the owners of what the caller may read, whatever they filter by', async () => {
    const owner = (name: string) => [{ type: 'ownedBy', targetRef: `group:default/${name}` }];
    const { server, reconcile } = await startPortal({
      decide: owned,
      entities: [
        { ...pipelineEntity, relations: owner('retail') },
        { ...other, relations: owner('secret') },
      ],
    });
    await reconcile();
    const ask = (who: 'owner' | 'service' | 'other team', query = '') =>
      request(server).get(`${V1}/pipelines${query}`).set('Authorization', headers[who]);
    const { body } = await ask('owner', '?status=failed');
    expect(body).toMatchObject({ total: 0, owners: ['group:default/retail'] });
    const { body: all } = await ask('service', '?limit=1');
    expect(all.owners).toEqual(['group:default/retail', 'group:default/secret']);
    const { body: none } = await ask('other team');
    expect(none.owners).toEqual([]);
    const { body: next } = await ask('service', `?limit=1&cursor=${all.nextCursor}`);
    expect(next.owners).toBeUndefined();
  });

  it('asks the policy once for all where it decides for all alike', async () => {
    const { server, permissions, reconcile } = await startPortal();
    await reconcile();
    await request(server).get(`${V1}/pipelines`).expect(200);
    expect(permissions.authorizeConditional).toHaveBeenCalledTimes(1);
    expect(permissions.authorize).not.toHaveBeenCalled();
  });

  it.each([
    ['?limit=0', 'The query limit is "0"'],
    ['?status=red', 'The query status is "red"'],
    ['?cursor=x', 'begin again without a cursor'],
    ['?colour=red', 'The query does not know "colour"'],
  ])('refuses %s, with the remedy', async (query, sentence) => {
    const { server } = await startPortal();
    const { status, body } = await request(server).get(`${V1}/pipelines${query}`);
    expect(status).toBe(400);
    expect(body.error.message).toContain(sentence);
  });
});

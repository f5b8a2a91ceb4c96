import { mockCredentials } from '@backstage/backend-test-utils';
import request from 'supertest';
import { startPortal } from '../__testUtils__/startPortal';

const V1 = '/api/data-pipelines/v1';
const FORM = {
  team: 'retail',
  name: 'taxi-daily',
  owner: 'group:default/retail',
  platform: 'sandbox',
  repoUrl: 'github.com?owner=example&repo=retail-pipelines',
};

describe('POST /v1/preview', () => {
  it('tells what a form will create', async () => {
    const { server, audit } = await startPortal();
    const { status, body } = await request(server).post(`${V1}/preview`).send({ form: FORM });
    expect(status).toBe(200);
    expect(body.problems).toEqual([]);
    expect(body.names).toMatchObject({ stateMachine: 'retail-taxi-daily' });
    expect(body.resources.length).toBeGreaterThan(5);
    expect(body.files).toContainEqual(
      expect.objectContaining({ path: 'pipelines/taxi-daily/instance.yaml' }),
    );
    expect(audit).toEqual([{ eventId: 'preview', outcome: 'succeeded' }]);
  });

  it('answers a wrong form with all its problems, each at its field', async () => {
    const { server } = await startPortal();
    const form = { ...FORM, team: 'Retail', platform: 'moon' };
    const { status, body } = await request(server).post(`${V1}/preview`).send({ form });
    expect(status).toBe(200);
    expect(body.problems).toEqual([
      expect.objectContaining({ path: 'team', value: 'Retail' }),
      expect.objectContaining({ path: 'platform', value: 'moon' }),
    ]);
    expect(body.files).toEqual([]);
  });

  it.each([
    [{}, 'The body form is missing: give the form as an object'],
    [{ form: 'x' }, 'The body form is "x": give the form as an object'],
    [{ form: {}, dryRun: true }, 'The body does not know "dryRun": leave it out'],
    [[], 'give a JSON object with the field form'],
  ])('refuses the body %j', async (sent, sentence) => {
    const { server } = await startPortal();
    const { status, body } = await request(server).post(`${V1}/preview`).send(sent);
    expect(status).toBe(400);
    expect(body.error.message).toContain(sentence);
  });

  it('refuses what is no JSON, and what is far too big for a form', async () => {
    const { server } = await startPortal();
    const send = (text: string) =>
      request(server).post(`${V1}/preview`).set('Content-Type', 'application/json').send(text);
    expect((await send('{')).status).toBe(400);
    const big = JSON.stringify({ form: { description: 'x'.repeat(70_000) } });
    expect((await send(big)).status).toBe(413);
  });

  it('refuses a caller without credentials', async () => {
    const { server } = await startPortal();
    const { status } = await request(server)
      .post(`${V1}/preview`)
      .set('Authorization', mockCredentials.none.header())
      .send({ form: FORM });
    expect(status).toBe(401);
  });
});

describe('GET /v1/platforms', () => {
  it('lists the platforms: what people see of them, and the address that commands need in a sandbox', async () => {
    const { server } = await startPortal();
    const { body } = await request(server).get(`${V1}/platforms`).expect(200);
    expect(body).toEqual({
      items: [
        {
          name: 'sandbox',
          title: 'Sandbox on this machine',
          accountId: '123456789012',
          region: 'eu-west-1',
          identity: 'irsa',
          endpoint: 'http://127.0.0.1:4566',
        },
      ],
    });
  });

  it('lists none where none are configured', async () => {
    const { server } = await startPortal({ config: {} });
    const { body } = await request(server).get(`${V1}/platforms`).expect(200);
    expect(body).toEqual({ items: [] });
  });

  it('refuses a caller without credentials', async () => {
    const { server } = await startPortal();
    const { status } = await request(server)
      .get(`${V1}/platforms`)
      .set('Authorization', mockCredentials.none.header());
    expect(status).toBe(401);
  });
});

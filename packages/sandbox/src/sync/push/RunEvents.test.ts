import { mockServices } from '@backstage/backend-test-utils';
import { CreateStateMachineCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { LocalAws } from '../../aws/LocalAws';
import { startTestAws, type TestAws } from '../__testUtils__/testAws';
import { AwsClients } from '../applier/awsClients';
import { RunEvents } from './RunEvents';

jest.setTimeout(60_000);

describe('RunEvents', () => {
  let server: TestAws;
  beforeAll(async () => {
    server = await startTestAws();
  });
  afterAll(() => server.stop());

  it("brings the local AWS's events into the portal, also after it began anew", async () => {
    const clients = new AwsClients({
      endpoint: server.endpoint,
      region: 'eu-west-1',
      accountId: '123456789012',
    });
    let restarted = () => {};
    const aws = {
      ready: async () => {},
      onRestart: (listener: () => void) => {
        restarted = listener;
        return () => {};
      },
    } as Partial<LocalAws> as LocalAws;
    const heard: { detail: { name: string; status: string } }[] = [];
    const events = mockServices.events.mock({
      publish: async ({ topic, eventPayload }) => {
        expect(topic).toBe('runs');
        heard.push(eventPayload as (typeof heard)[number]);
      },
    });
    const logger = mockServices.logger.mock();
    const push = new RunEvents({ aws, clients, events, topic: 'runs', logger });
    push.start();

    const statusesOf = async (name: string) => {
      const { stateMachineArn } = await clients.states.send(
        new CreateStateMachineCommand({
          name,
          roleArn: 'arn:aws:iam::123456789012:role/any',
          definition: '{"StartAt":"Done","States":{"Done":{"Type":"Succeed"}}}',
        }),
      );
      const statuses = () =>
        heard.flatMap(({ detail }) => (detail.name.startsWith(name) ? detail.status : []));
      // The rule may not be there yet, and an event without a rule is gone: as on AWS.
      for (let i = 0; i < 40 && new Set(statuses()).size < 2; i++) {
        await clients.states
          .send(new StartExecutionCommand({ stateMachineArn, name: i ? `${name}-${i}` : name }))
          .catch(() => undefined);
        await new Promise(resolve => setTimeout(resolve, 250));
      }
      return statuses();
    };
    expect(new Set(await statusesOf('first'))).toEqual(new Set(['RUNNING', 'SUCCEEDED']));
    await server.reset();
    restarted();
    expect(new Set(await statusesOf('second'))).toEqual(new Set(['RUNNING', 'SUCCEEDED']));
    await push.stop();
    clients.close();
  });
});

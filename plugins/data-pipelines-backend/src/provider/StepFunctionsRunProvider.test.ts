import { ConfigReader } from '@backstage/config';
import { mockServices } from '@backstage/backend-test-utils';
import { STATE_MACHINE_ARN } from 'backstage-plugin-data-pipelines-common/fixtures';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '@backstage/types';
import { Platforms } from '../platform/Platforms';
import { CONFIG } from '../__testUtils__/startPortal';
import { AwsAccess } from './AwsAccess';
import { StepFunctionsRunProvider } from './StepFunctionsRunProvider';

type Answer = (req: IncomingMessage, res: ServerResponse) => void;

/** An AWS over real HTTP, so that the SDK's own time limits, retries and signatures take part. */
describe('StepFunctionsRunProvider', () => {
  let server: Server;
  let requests: IncomingMessage[];
  let answer: Answer;

  beforeEach(async () => {
    requests = [];
    server = createServer((req, res) => {
      requests.push(req);
      answer(req, res);
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  function provider(options: { timeoutMs?: number; aws?: JsonObject; port?: number } = {}) {
    const { timeoutMs = 2_000, aws } = options;
    const port = options.port ?? (server.address() as AddressInfo).port;
    const { sandbox } = CONFIG.dataPipelines.platforms;
    const config = new ConfigReader({
      ...(aws && { aws }),
      dataPipelines: {
        platforms: { sandbox: { ...sandbox, endpoint: `http://127.0.0.1:${port}` } },
      },
    });
    const access = new AwsAccess(config, Platforms.fromConfig(config), timeoutMs);
    return new StepFunctionsRunProvider({ access, timeoutMs, logger: mockServices.logger.mock() });
  }

  const list = (from: StepFunctionsRunProvider) => from.list(STATE_MACHINE_ARN, { limit: 10 });

  it("asks the platform's endpoint, and never shows it the portal's own credentials", async () => {
    answer = (_req, res) => res.end('{"executions":[]}');
    await expect(list(provider())).resolves.toEqual({ executions: [] });
    expect(requests[0].headers.authorization).toMatch(
      /Credential=local\/\d+\/eu-west-1\/states\/aws4_request/,
    );
  });

  it('uses the credentials that are configured for the account', async () => {
    answer = (_req, res) => res.end('{"executions":[]}');
    const account = { accountId: '123456789012', accessKeyId: 'AKIAMINE', secretAccessKey: 'x' };
    await list(provider({ aws: { accounts: [account] } }));
    expect(requests[0].headers.authorization).toContain('Credential=AKIAMINE/');
  });

  it('gives up in its time on an AWS that hangs', async () => {
    answer = () => {};
    const began = Date.now();
    await expect(list(provider({ timeoutMs: 300 }))).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining('AWS does not answer states:ListExecutions'),
    });
    expect(Date.now() - began).toBeLessThan(3_000);
  });

  it('gives up in its time on an AWS that trickles', async () => {
    answer = (_req, res) => {
      const drip = setInterval(() => res.write(' '), 20);
      res.on('close', () => clearInterval(drip));
    };
    await expect(list(provider({ timeoutMs: 300 }))).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
    });
  });

  it('says that nobody answers at an address', async () => {
    await expect(list(provider({ port: 1 }))).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining('does not answer'),
    });
  });

  it('tries again when AWS throttles, and only then says so', async () => {
    answer = (_req, res) => {
      res.statusCode = 400;
      res.setHeader('x-amzn-errortype', 'ThrottlingException');
      res.end('{"__type":"ThrottlingException","message":"Rate exceeded"}');
    };
    await expect(list(provider())).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      retryAfter: 5,
    });
    expect(requests).toHaveLength(3);
  });

  it('has a sentence for a fault of AWS', async () => {
    answer = (_req, res) => {
      res.statusCode = 500;
      res.end('{"__type":"SomethingBroke"}');
    };
    await expect(list(provider())).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining('AWS has a fault in states:ListExecutions'),
    });
  });

  it('refuses an account or region that is no platform, without a call', async () => {
    const elsewhere = STATE_MACHINE_ARN.replace('eu-west-1', 'us-east-1');
    await expect(provider().list(elsewhere, { limit: 1 })).rejects.toMatchObject({
      name: 'NotAllowedError',
    });
    expect(requests).toEqual([]);
  });
});

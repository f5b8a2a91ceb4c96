import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';

/** A Git host on this machine that speaks as much of Gitea's API as reading a file needs. */
export interface Forge {
  /** `127.0.0.1:PORT`, as in a repoUrl. */
  host: string;
  /** `owner/name` of the repositories that it has. */
  repositories: Set<string>;
  /** Answers everything with this status while it is set. */
  failing?: number;
  config: object;
  close(): Promise<void>;
}

export async function startForge(): Promise<Forge> {
  const repositories = new Set<string>();
  const state: Pick<Forge, 'failing'> = {};
  const server: Server = createServer((request, response) => {
    const [, owner, name] =
      /^\/api\/v1\/repos\/([^/]+)\/([^/]+)\/contents\//.exec(request.url ?? '') ?? [];
    const status = state.failing ?? (repositories.has(`${owner}/${name}`) ? 200 : 404);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({
        encoding: 'base64',
        content: Buffer.from('kind: Location').toString('base64'),
      }),
    );
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(state, {
    host,
    repositories,
    config: {
      integrations: { gitea: [{ host, baseUrl: `http://${host}` }] },
      dataPipelines: {
        platforms: {
          sandbox: {
            title: 'Sandbox on this machine',
            accountId: '123456789012',
            region: 'eu-west-1',
            clusterName: 'sandbox',
            oidcProvider: 'oidc.eks.eu-west-1.amazonaws.com/id/SANDBOX',
            apiGroup: 'pipelines.example.org',
            owner: 'group:default/platform',
          },
        },
      },
    },
    close: () =>
      new Promise<void>((resolve, reject) =>
        server.close(error => (error ? reject(error) : resolve())),
      ),
  });
}

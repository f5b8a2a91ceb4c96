import { Agent, request } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';

/** What the API server refused, in its own words. */
export class Refused extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export interface Call {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  query?: Record<string, string>;
  body?: unknown;
  contentType?: string;
}

/**
 * JSON to and from the API server as it is written. The library's own client turns objects into its models on the way,
 * which loses fields such as `default` of a schema.
 */
export class Transport {
  private readonly server: string;
  private readonly token: string;
  private readonly agent: Agent;

  constructor(config: KubeConfig) {
    this.server = config.getCurrentCluster()!.server;
    this.token = config.getCurrentUser()!.token!;
    const ca = Buffer.from(config.getCurrentCluster()!.caData!, 'base64');
    this.agent = new Agent({ ca, keepAlive: true });
  }

  /** @throws Refused for every answer that is not 2xx. */
  async call<T>(call: Call): Promise<T> {
    const { code, text } = await this.send(call);
    const answer = text ? JSON.parse(text) : undefined;
    if (code >= 200 && code < 300) return answer;
    throw new Refused(code, answer?.message ?? text);
  }

  close(): void {
    this.agent.destroy();
  }

  private send({ method, path, query, body, contentType }: Call) {
    const url = `${this.server}${path}?${new URLSearchParams(query)}`;
    const headers = {
      authorization: `Bearer ${this.token}`,
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': contentType ?? 'application/json' }),
    };
    return new Promise<{ code: number; text: string }>((resolve, reject) => {
      const asked = request(url, { method, headers, agent: this.agent }, response => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', chunk => (text += chunk));
        response.on('end', () => resolve({ code: response.statusCode!, text }));
        response.on('error', reject);
      });
      asked.on('error', reject);
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

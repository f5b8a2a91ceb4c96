import {
  PlatformSummary,
  Preview,
  RunDetail,
  RunPage,
} from 'backstage-plugin-data-pipelines-common';
import { pipelineEntity, runDetails, runs } from 'backstage-plugin-data-pipelines-common/fixtures';

/** An answer of the backend: JSON, or a refusal with its sentence. */
export type Answer<T> = T | Refusal;

interface Refusal {
  refuse: number;
  message: string;
}

/** The HTTP edge of the tests: answers as data-pipelines-backend does, and counts what it is asked. */
export class FakeBackend {
  readonly asked: URL[] = [];
  readonly bodies: unknown[] = [];

  /** Replace one of these to have the backend answer otherwise. */
  runs: (search: URLSearchParams) => Answer<RunPage> = search => {
    const status = search.get('status');
    return { items: runs.filter(run => !status || run.status === status) };
  };

  run: (id: string) => Answer<RunDetail> = id =>
    runDetails.find(run => run.id === id) ?? {
      refuse: 404,
      message: `There is no execution ${id}`,
    };

  preview: (form: Record<string, unknown>) => Answer<Preview> = () => ({
    problems: [],
    names: {},
    resources: [],
    files: [],
  });

  platforms: () => Answer<{ items: PlatformSummary[] }> = () => ({
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

  readonly fetch: typeof fetch = async (input, init) => {
    const url = new URL(String(input));
    this.asked.push(url);
    init?.signal?.throwIfAborted();
    const answer = this.answer(url.pathname, url.searchParams, init?.body);
    if (isRefusal(answer)) {
      const { refuse, message } = answer;
      const body = { error: { name: 'Error', message }, response: { statusCode: refuse } };
      return json(body, refuse);
    }
    return json(answer, 200);
  };

  private answer(path: string, search: URLSearchParams, body: unknown): Answer<unknown> {
    const { namespace = 'default', kind, name } = { ...pipelineEntity, ...pipelineEntity.metadata };
    const base = `/api/data-pipelines/v1/pipelines/${namespace}/${kind.toLowerCase()}/${name}/runs`;
    if (path === base) return this.runs(search);
    if (path.startsWith(`${base}/`))
      return this.run(decodeURIComponent(path.slice(base.length + 1)));
    if (path === '/api/data-pipelines/v1/platforms') return this.platforms();
    if (path === '/api/data-pipelines/v1/preview') {
      const { form } = JSON.parse(String(body));
      this.bodies.push(form);
      return this.preview(form);
    }
    return { refuse: 404, message: `No route ${path}` };
  }
}

function json(body: unknown, status: number): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json' },
  });
}

function isRefusal(answer: unknown): answer is Refusal {
  return typeof answer === 'object' && answer !== null && 'refuse' in answer;
}

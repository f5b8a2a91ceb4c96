import {
  Backfill,
  Diagnosis,
  LogFileList,
  LogSlice,
  PipelinePage,
  PlatformSummary,
  Preview,
  Readiness,
  RunDetail,
  RunEventPage,
  RunPage,
  RunStatistics,
  StartedRun,
} from 'backstage-plugin-data-pipelines-common';
import {
  definition,
  diagnosis,
  eventsOf,
  logFiles,
  manyPipelines,
  readiness,
  runDetails,
  runs,
  sliceOf,
  statistics,
} from 'backstage-plugin-data-pipelines-common/fixtures';

/** An answer of the backend: JSON, or a refusal with its sentence. */
export type Answer<T> = T | Refusal;

interface Refusal {
  refuse: number;
  message: string;
}

/** What a person did, as the backend was asked for it. */
export interface Deed {
  path: string;
  body: Record<string, unknown>;
}

/** The HTTP edge of the tests: answers as data-pipelines-backend does, and counts what it is asked. */
export class FakeBackend {
  readonly asked: URL[] = [];
  readonly bodies: unknown[] = [];
  readonly deeds: Deed[] = [];

  /** Replace one of these to have the backend answer otherwise. */
  runs: (search: URLSearchParams) => Answer<RunPage> = search => {
    const status = search.getAll('status');
    const counts: RunPage['counts'] = {};
    for (const run of runs) counts[run.status] = (counts[run.status] ?? 0) + 1;
    return {
      items: runs.filter(run => status.length === 0 || status.includes(run.status)),
      counts,
    };
  };

  run: (id: string) => Answer<RunDetail> = id =>
    runDetails.find(run => run.id === id) ?? {
      refuse: 404,
      message: `There is no execution ${id}`,
    };

  events: (id: string, search: URLSearchParams) => Answer<RunEventPage> = (id, search) => {
    const run = this.run(id);
    if (isRefusal(run)) return run;
    const all = eventsOf(run);
    const items = all.filter(event => event.id > Number(search.get('cursor') ?? 0));
    return { items, total: all.length };
  };

  definition: () => Answer<{ definition: string }> = () => ({ definition });

  diagnosis: (id: string) => Answer<Diagnosis> = id => {
    const run = this.run(id);
    if (isRefusal(run)) return run;
    return run.status === 'failed' ? diagnosis : { refuse: 404, message: 'It did not fail' };
  };

  logs: () => Answer<LogFileList> = () => ({ items: logFiles });

  log: (logId: string, search: URLSearchParams, jobId: string) => Answer<LogSlice> = (
    logId,
    search,
    jobId,
  ) => {
    const number = (name: string) => (search.has(name) ? Number(search.get(name)) : undefined);
    const query = { from: number('from'), limit: number('limit'), tail: number('tail') };
    return sliceOf({ jobId, logId }, query) ?? { refuse: 404, message: 'There is no such log' };
  };

  statistics: () => Answer<RunStatistics> = () => statistics;
  readiness: () => Answer<Readiness> = () => readiness;
  pipelines: (search: URLSearchParams) => Answer<PipelinePage> = () => ({
    items: manyPipelines(20, Date.parse('2026-06-03T09:00:00.000Z')),
    total: 20,
    owners: ['group:default/logistics', 'group:default/retail'],
  });

  /** Answers to what a person does: start, rerun, stop, redrive. */
  deed: (deed: Deed) => Answer<StartedRun> = () => ({ runId: runs[0].id });

  backfill: (body: Record<string, unknown>) => Answer<Backfill> = () => ({
    objects: [],
    more: false,
  });

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

  /** Holds an answer back until what this gives is fulfilled. */
  hold: (pathname: string) => Promise<void> | undefined = () => undefined;

  /** Whether the signed-in person may do what the permission names. */
  may: (permission: string) => boolean = () => true;

  /** Takes the backend back to the version before: it knows runs, platforms and previews only. */
  beOld() {
    const refuse = () => ({ refuse: 404, message: 'No such route' });
    Object.assign(this, {
      events: refuse,
      definition: refuse,
      diagnosis: refuse,
      logs: refuse,
      statistics: refuse,
      readiness: refuse,
      pipelines: refuse,
    });
    const answer = this.run;
    this.run = id => {
      const run = answer(id);
      return isRefusal(run) ? run : { ...run, actions: undefined, manifest: undefined };
    };
  }

  /** How often a route was asked; the pattern meets the end of the path. */
  count(route: RegExp): number {
    return this.asked.filter(({ pathname }) => route.test(pathname)).length;
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const url = new URL(String(input));
    this.asked.push(url);
    init?.signal?.throwIfAborted();
    await this.hold(url.pathname);
    const answer = this.answer(url, init);
    if (isRefusal(answer)) {
      const { refuse, message } = answer;
      const body = { error: { name: 'Error', message }, response: { statusCode: refuse } };
      return json(body, refuse);
    }
    return json(answer, 200);
  };

  private answer({ pathname, searchParams }: URL, init?: RequestInit): Answer<unknown> {
    const root = '/api/data-pipelines/v1';
    const [base] = /^\/api\/data-pipelines\/v1\/pipelines\/default\/component\/[^/]+/.exec(
      pathname,
    ) ?? [`${root}/none`];
    const body = init?.body ? JSON.parse(String(init.body)) : {};
    if (pathname === `${root}/platforms`) return this.platforms();
    if (pathname === `${root}/pipelines`) return this.pipelines(searchParams);
    if (pathname === `${root}/preview`) {
      this.bodies.push(body.form);
      return this.preview(body.form);
    }
    if (!pathname.startsWith(`${base}/`)) return { refuse: 404, message: `No route ${pathname}` };
    const [part, id = '', sub, jobId, logs, logId] = pathname
      .slice(base.length + 1)
      .split('/')
      .map(decodeURIComponent);
    if (part === 'backfill') {
      this.deeds.push({ path: part, body });
      return this.backfill(body);
    }
    if (init?.method === 'POST') {
      const deed = { path: [part, id, sub].filter(Boolean).join('/'), body };
      this.deeds.push(deed);
      return this.deed(deed);
    }
    if (part === 'statistics') return this.statistics();
    if (part === 'readiness') return this.readiness();
    if (part !== 'runs') return { refuse: 404, message: `No route ${pathname}` };
    if (!id) return this.runs(searchParams);
    if (!sub) return this.run(id);
    if (sub === 'events') return this.events(id, searchParams);
    if (sub === 'definition') return this.definition();
    if (sub === 'diagnosis') return this.diagnosis(id);
    if (sub === 'jobs' && jobId && logs === 'logs') {
      return logId ? this.log(logId, searchParams, jobId) : this.logs();
    }
    if (sub === 'jobs' && logs === 'spark-history') return { url: 'https://history.example.com/' };
    return { refuse: 404, message: `No route ${pathname}` };
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

/** Runs in the store. */
export const RUNS = Number(process.env.BENCH_RUNS ?? 1_000_000);
/** Seconds that each combination is measured for. */
export const SECONDS = Number(process.env.BENCH_SECONDS ?? 10);
/** What the store is on. */
export const STORE = storeOf(process.env.BENCH_STORE ?? 'sqlite');
export const PIPELINES = [1_000, 10_000];
export const VIEWERS = [1, 200, 1_000];
/** A page asks again after this time, as the tab "Runs" does where no signal comes. */
export const POLL_MS = 5_000;
/** One viewer alone would give too few samples, so the only one looks more often. */
export const LONE_POLL_MS = 20;

const ACCOUNT = '123456789012';
const REGION = 'eu-west-1';

export const nameOf = (pipeline: number) => `pipeline-${String(pipeline).padStart(5, '0')}`;
export const arnOf = (pipeline: number) =>
  `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${nameOf(pipeline)}`;

const DAY = 86_400_000;

/** The runs of one pipeline, newest first, over the 90 days before `now`: the same in the store and at AWS. */
export function runOf(pipeline: number, index: number, pipelines: number, now: number) {
  const startedAt = now - index * Math.floor((90 * DAY) / (RUNS / pipelines));
  return {
    name: `run-${String(index).padStart(7, '0')}-${String(pipeline).padStart(5, '0')}`,
    failed: index % 10 === 3,
    startedAt,
    endedAt: startedAt + 120_000 + ((index * 7_919) % 60_000),
  };
}

function storeOf(name: string): 'SQLite' | 'Postgres' {
  if (name === 'sqlite') return 'SQLite';
  if (name === 'postgres') return 'Postgres';
  throw new Error(`BENCH_STORE is '${name}': give sqlite or postgres`);
}

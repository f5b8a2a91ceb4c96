/** Size of a driver or executor. */
export interface Pod {
  cores: number;
  /** As Spark takes it, e.g. `4g`. */
  memory: string;
}

/** How much a job may take, as far as its submit parameters say. */
export interface JobSize {
  driver?: Pod;
  executor?: Pod;
  /** Number of executors: `3`, or `1–4` when Spark chooses. */
  executors?: string;
}

/** What Spark's submit parameters say of the size of a job. */
export interface Sizing extends JobSize {
  /** The parameters that say nothing of the size. */
  other: string[];
}

const SIZES = [
  'spark.driver.cores',
  'spark.driver.memory',
  'spark.executor.cores',
  'spark.executor.memory',
  'spark.executor.instances',
  'spark.dynamicAllocation.minExecutors',
  'spark.dynamicAllocation.maxExecutors',
];

/** The size of a job alone; `undefined` when its parameters say nothing of it. */
export function sizeOf(parameters: string | undefined): JobSize | undefined {
  const { other: _other, ...size } = sizingOf(parameters);
  return Object.keys(size).length > 0 ? size : undefined;
}

/** Reads the sizes out of `--conf a=b --conf c=d ...`. */
export function sizingOf(parameters: string | undefined): Sizing {
  const settings = new Map<string, string>();
  const other: string[] = [];
  for (const parameter of splitParameters(parameters ?? '')) {
    const [, name, value] = /^--conf (spark\.[\w.]+)=(.*)$/.exec(parameter) ?? [];
    if (name && SIZES.includes(name)) settings.set(name, value);
    else other.push(parameter);
  }
  const pod = (role: string): Pod | undefined => {
    const cores = Number(settings.get(`spark.${role}.cores`));
    const memory = settings.get(`spark.${role}.memory`);
    return cores && memory ? { cores, memory } : undefined;
  };
  const min = settings.get('spark.dynamicAllocation.minExecutors');
  const max = settings.get('spark.dynamicAllocation.maxExecutors');
  const driver = pod('driver');
  const executor = pod('executor');
  const executors = max ? range(min ?? '0', max) : settings.get('spark.executor.instances');
  return {
    ...(driver && { driver }),
    ...(executor && { executor }),
    ...(executors && { executors }),
    other,
  };
}

function range(min: string, max: string): string {
  return min === max ? max : `${min}–${max}`;
}

/** One entry per option; a quoted value keeps its spaces. */
function splitParameters(text: string): string[] {
  const words = text.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  const entries: string[] = [];
  for (const word of words) {
    const last = entries.length - 1;
    if (!word.startsWith('--') && last >= 0) entries[last] += ` ${word}`;
    else entries.push(word);
  }
  return entries;
}

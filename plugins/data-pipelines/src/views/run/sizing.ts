/** Size of a driver or executor. */
export interface Pod {
  cores: number;
  /** As Spark takes it, e.g. `4g`. */
  memory: string;
}

/** What Spark's submit parameters say of the size of a job. */
export interface Sizing {
  driver?: Pod;
  executor?: Pod;
  /** Number of executors: `3`, or `1–4` when Spark chooses. */
  executors?: string;
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
  return {
    driver: pod('driver'),
    executor: pod('executor'),
    executors: max ? range(min ?? '0', max) : settings.get('spark.executor.instances'),
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

/* eslint-disable no-console -- prints its measurement */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRenderAction } from '../../plugins/scaffolder-backend-module-data-pipelines/src/actions/render';
import { plan, printYaml, readAssets, render } from '../../plugins/data-pipelines-node/src';
import { readSettings } from '../../plugins/data-pipelines-node/src/bin/appConfig';
import { fetchTemplate, Values, writeSkeleton } from './fetchTemplate';

/*
 * Both actions write the same team repos to disk, interleaved, in this one process; CPU time of the whole process counts,
 * with that of the threads which write. Ours reads and checks the form, decides the plan and prints every value;
 * fetch:template gets a skeleton of the same files, in which only team, name and description are to be put in, ready to
 * print. Each form is of another team, so that neither finds its own output of before. The trees are compared, byte by byte.
 */

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const FORMS = Number(process.env.BENCH_FORMS ?? 20);
const settings = readSettings(['app-config.yaml'], {});

const form = (team: string, name: string, description: string) => ({
  team,
  name,
  description,
  owner: 'group:default/data',
  platform: 'sandbox',
  trigger: { suffix: '.parquet' },
  buckets: { input: 'acme-in', scripts: 'input', lake: 'input' },
  notifications: ['oncall@example.com'],
  repoUrl: 'localhost:7007?owner=data&repo=data-pipelines',
});
type Form = ReturnType<typeof form>;

/** Words that nothing else in a repo holds, in the form that the skeleton is made from. */
const MARKS = form('markteam', 'mark-name', 'Mark description');
const decided = (one: Form) => plan(one, settings);
const base36 = (one: Form) => printYaml(decided(one).instance.identity.roleNameBase36);

function valuesOf(one: Form): Values {
  return [
    ['roleNameBase36', base36(MARKS), base36(one)],
    ['description', MARKS.description, one.description],
    ['name', MARKS.name, one.name],
    ['team', MARKS.team, one.team],
  ];
}

function treeOf(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name));
  return new Map(files.sort().map(file => [file.slice(folder.length), readFileSync(file, 'utf8')]));
}

const top = mkdtempSync(join(tmpdir(), 'bench-render-'));
const logger: any = Object.fromEntries(
  ['info', 'warn', 'error', 'debug'].map(level => [level, () => {}]),
);
logger.child = () => logger;
const contextIn = (workspacePath: string) => ({
  workspacePath,
  logger,
  output: () => {},
  createTemporaryDirectory: async () => mkdtempSync(join(top, 'temporary-')),
  checkpoint: async ({ fn }: any) => fn(),
  task: { id: 'bench' },
  isDryRun: false,
});
const own = createRenderAction({ settings: () => settings });

type Peer = (one: Form, folder: string, values: Values) => Promise<unknown>;
const PEERS: Record<string, Peer> = {
  render: (one, folder) => own.handler({ ...contextIn(folder), input: { form: one } } as any),
  'fetch:template': (_one, folder, values) => fetchTemplate(top, values, contextIn(folder)),
};

/** Milliseconds of CPU for one repo, in the mean of a round. */
async function cpuOf(peer: Peer, forms: Form[], folders: string[]): Promise<number> {
  const values = forms.map(valuesOf);
  const before = process.cpuUsage();
  for (const [at, one] of forms.entries()) await peer(one, folders[at], values[at]);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / forms.length;
}

function formsOf(round: number): Form[] {
  return Array.from({ length: FORMS }, (_, at) =>
    form(`team${round}x${at}`, `trips-${at}`, `Trips of day ${at} in round ${round}`),
  );
}

async function main() {
  const median = (numbers: number[]) =>
    numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
  const figures = new Map(Object.keys(PEERS).map(name => [name, [] as number[]]));
  writeSkeleton(top, render(decided(MARKS), readAssets()), valuesOf(MARKS));
  // The first round warms both up and is not counted.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const forms = formsOf(round);
    const trees = new Map<string, Map<string, string>[]>();
    const names = Object.keys(PEERS);
    for (const name of round % 2 ? names : [...names].reverse()) {
      const folders = forms.map(() => mkdtempSync(join(top, 'workspace-')));
      const cpu = await cpuOf(PEERS[name], forms, folders);
      if (round > 0) figures.get(name)!.push(cpu);
      trees.set(name, folders.map(treeOf));
      folders.forEach(folder => rmSync(folder, { recursive: true }));
    }
    for (const [at, tree] of trees.get('render')!.entries()) {
      const other = trees.get('fetch:template')![at];
      for (const path of new Set([...tree.keys(), ...other.keys()])) {
        if (tree.get(path) !== other.get(path))
          throw new Error(`fetch:template writes another ${path} than render`);
      }
      if (tree.size < 15) throw new Error(`a repo of ${tree.size} files is not one of ours`);
    }
  }
  for (const [name, numbers] of figures)
    console.log(
      `${name}: ${median(numbers).toFixed(2)} ms of CPU for one repo (median of ${ROUNDS} rounds)`,
    );
  const [ours, theirs] = [...figures.values()].map(median);
  console.log(`ratio render-vs-fetch-template ${(theirs / ours).toFixed(2)}`);
}

main()
  .finally(() => rmSync(top, { recursive: true, force: true }))
  .catch(error => {
    console.error(error);
    process.exitCode = 1;
  });

import { parseArgs } from 'node:util';
import { InputError } from '@backstage/errors';
import { writeTree } from '../files';
import { formatProblem } from '../form';
import { tryPlan } from '../plan';
import { render } from '../render';
import { readSettings } from './appConfig';
import { readFormFile } from './formFile';

const USAGE = `Usage: bin/render FORM.yaml OUTDIR [--force] [--config FILE]...
  Writes the team repo of a form to OUTDIR, as the portal would publish it.
  --force        write into a folder that holds files already; files that are not part of the repo stay
  --config FILE  app-config to take platforms and Git hosts from, may be repeated; default: app-config.yaml of this repository`;

/** What people can mend themselves ends with 2, a fault of the program with 1. */
const WRONG_INPUT = 2;

interface Arguments {
  form: string;
  target: string;
  force: boolean;
  config: string[];
}

function readArguments(argv: string[], defaultConfig: string): Arguments | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        force: { type: 'boolean', default: false },
        config: { type: 'string', multiple: true },
      },
    });
    if (positionals.length !== 2) return undefined;
    const [form, target] = positionals;
    return { form, target, force: values.force, config: values.config ?? [defaultConfig] };
  } catch {
    return undefined;
  }
}

/** Runs bin/render. Returns the exit code. */
export async function main(argv: string[], defaultConfig: string): Promise<number> {
  if (argv.includes('--help') || argv.includes('-h')) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const args = readArguments(argv, defaultConfig);
  if (!args) {
    process.stderr.write(`${USAGE}\n`);
    return WRONG_INPUT;
  }
  try {
    const settings = readSettings(args.config, process.env);
    const { plan, problems } = tryPlan(readFormFile(args.form), settings);
    if (!plan) {
      process.stderr.write(`${args.form}: ${problems.length} to mend, nothing was written\n`);
      for (const problem of problems) process.stderr.write(`- ${formatProblem(problem)}\n`);
      return WRONG_INPUT;
    }
    const tree = render(plan);
    await writeTree(args.target, tree, { force: args.force });
    const bytes = [...tree.values()].reduce((sum, content) => sum + Buffer.byteLength(content), 0);
    process.stdout.write(
      `Wrote ${tree.size} files (${Math.ceil(bytes / 1024)} KiB) to ${args.target}\n` +
        `  pipeline    ${plan.team} / ${plan.name} in namespace ${plan.names.namespace}\n` +
        `  platform    ${plan.platform.title}: account ${plan.platform.accountId}, ${plan.platform.region}\n` +
        `  input       s3://${plan.buckets.input.name}/${plan.instance.trigger.prefix}\n` +
        `  repository  ${plan.repository.url}\n`,
    );
    return 0;
  } catch (error) {
    if (error instanceof InputError) {
      process.stderr.write(`error: ${error.message}\n`);
      return WRONG_INPUT;
    }
    process.stderr.write(`error: ${(error as Error).stack}\n`);
    return 1;
  }
}

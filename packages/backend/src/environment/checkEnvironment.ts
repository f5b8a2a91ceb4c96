import { ConfigSources } from '@backstage/config-loader';
import { databaseProblem } from './databaseProblem';
import { sentenceOf, unsetVariables } from './unsetVariables';

/**
 * What keeps a portal with this configuration from starting, a sentence each: variables that are not set, or else a
 * Postgres that cannot be reached. What else may be wrong is left for Backstage to say.
 *
 * @param argv - command line with its `--config FILE`
 */
export async function environmentProblems(
  argv: string[],
  env: Record<string, string | undefined>,
): Promise<string[]> {
  const unset = await unsetVariables(argv, env).catch(() => []);
  if (unset.length) return unset.map(sentenceOf);
  const source = ConfigSources.default({ argv, env: env as Record<string, string>, watch: false });
  const config = await ConfigSources.toConfig(source).catch(() => undefined);
  const problem = config && (await databaseProblem(config));
  return problem ? [problem] : [];
}

/** Ends the process with those sentences, if there are any. */
export async function checkEnvironment(): Promise<void> {
  const problems = await environmentProblems(process.argv, process.env);
  if (!problems.length) return;
  for (const problem of problems) process.stderr.write(`error: ${problem}\n`);
  process.exit(1);
}

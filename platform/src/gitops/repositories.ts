/** The addresses that team repos may have. */
import type { PlatformConfig } from '../config/schema.ts';

/** Where the repositories of an organisation are. */
function home({ gitOps }: PlatformConfig): string {
  const hosts: Record<string, string> = {
    github: 'https://github.com',
    gitlab: 'https://gitlab.com',
  };
  return `${gitOps.url ?? hosts[gitOps.host]}/${gitOps.organization}`;
}

/** Addresses of team repos: all that a team named `*` could have. */
export function repositoryPatterns(config: PlatformConfig): string[] {
  const { host, repositories } = config.gitOps;
  return host === 'list' ? repositories : [`${home(config)}/*-pipelines.git`];
}

/** What the addresses of a team's repository may be, as a CEL expression over the string `team`. */
export function repositoriesOfTeam(config: PlatformConfig): string {
  const { host, repositories } = config.gitOps;
  return host === 'list'
    ? `${JSON.stringify(repositories)}.filter(r, r.endsWith('/' + variables.team + '-pipelines.git'))`
    : `['${home(config)}/' + variables.team + '-pipelines.git']`;
}

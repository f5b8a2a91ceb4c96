import { PlannedFile, Preview, Problem } from 'backstage-plugin-data-pipelines-common';
import { DEFAULT_HOSTS, Hosts, Platforms, problemAt } from '../form';
import { tryPlan } from '../plan';
import { FileTree, render } from '../render';
import { plannedResources } from './resources';

/** What the preview may know beside form and platforms. */
export interface PreviewOptions {
  /** Git hosts of the portal (`parseHosts` of its `integrations`). Default: those that Backstage always knows. */
  hosts?: Hosts;
  /** True when the repository was looked for and is there: then nothing may be created. */
  repositoryExists?: boolean;
}

/** The problem of a form whose repository is there already. */
export function repositoryExistsProblem(repoUrl: unknown): Problem {
  return problemAt(
    'repoUrl',
    repoUrl,
    'this repository exists already; name another one, or add the pipeline to it by a pull request',
  );
}

function plannedFiles(tree: FileTree): PlannedFile[] {
  return [...tree].map(([path, content]) => ({
    path,
    size: Buffer.byteLength(content, 'utf8'),
    content,
  }));
}

/**
 * What a form would create, without creating it: AWS and Kubernetes resources, files, names; or all that is wrong.
 * The names are given as far as team, name and platform allow, even when other fields are wrong.
 */
export function preview(
  form: unknown,
  platforms: Platforms,
  options: PreviewOptions = {},
): Preview {
  const { plan, problems, names } = tryPlan(form, {
    platforms,
    hosts: options.hosts ?? DEFAULT_HOSTS,
  });
  const all = options.repositoryExists
    ? [
        ...problems.filter(p => p.path !== 'repoUrl'),
        repositoryExistsProblem((form as { repoUrl?: unknown } | null)?.repoUrl),
      ]
    : problems;
  if (!plan || all.length > 0)
    return { problems: all, names: names as Record<string, string>, resources: [], files: [] };
  const tree = render(plan);
  return {
    problems: [],
    names: plan.names,
    resources: plannedResources(tree, plan.name),
    files: plannedFiles(tree),
  };
}

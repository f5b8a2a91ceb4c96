import { HostType } from '../form';
import { Plan } from '../plan';
import { Assets, readAssets } from './assets';
import { skeletonContext } from './context';
import { FileTree, fileTree } from './fileTree';
import { graphFiles } from './graph';
import { createFill, Fill, TEMPLATE_SUFFIX } from './templates';

/** The checks of pull requests: file of the skeleton and its place in the repo, for the hosts that run such a file. */
const CHECKS: Partial<Record<HostType, { from: string; to: string }>> = {
  github: { from: 'team/ci/validate.yaml', to: '.github/workflows/validate.yaml' },
  gitea: { from: 'team/ci/validate.yaml', to: '.gitea/workflows/validate.yaml' },
  gitlab: { from: 'team/ci/gitlab-ci.yml', to: '.gitlab-ci.yml' },
};

/** Hosts that read CODEOWNERS in the form the skeleton has it. */
const HAS_CODEOWNERS: readonly HostType[] = ['github', 'gitea', 'gitlab'];

/** Where a file of the skeleton goes in the repo; undefined when this plan has no use for it. */
function placeOf(path: string, plan: Plan): string | undefined {
  const { type } = plan.repository;
  const [area, ...rest] = path.split('/');
  const within = rest.join('/');
  if (area === 'team') {
    if (rest[0] === 'ci') return CHECKS[type]?.from === path ? CHECKS[type]?.to : undefined;
    return within === 'CODEOWNERS' && !HAS_CODEOWNERS.includes(type) ? undefined : within;
  }
  if (area === 'pipeline') {
    const unused =
      (rest[0] === 'tests' && within !== `tests/test_${plan.job.file}`) ||
      (rest[0] === 'pod-templates' && !plan.podTemplates);
    return unused ? undefined : `pipelines/${plan.name}/${within}`;
  }
  return undefined;
}

const fillIn = createFill();

/** All files but those of `rgd/`. */
export function skeletonFiles(
  plan: Plan,
  { skeleton, jobs }: Assets,
  fill: Fill = fillIn,
): [string, string][] {
  const context = { ...skeletonContext(plan), checks: CHECKS[plan.repository.type]?.to ?? '' };
  const files: [string, string][] = [];
  for (const [path, text] of skeleton) {
    const isTemplate = path.endsWith(TEMPLATE_SUFFIX);
    const place = placeOf(isTemplate ? path.slice(0, -TEMPLATE_SUFFIX.length) : path, plan);
    if (place) files.push([place, isTemplate ? fill(path, text, context) : text]);
  }
  const job = jobs.get(plan.job.file);
  if (job === undefined)
    throw new Error(`spark/jobs has no ${plan.job.file}; the installation is not complete`);
  return [...files, [`pipelines/${plan.name}/scripts/${plan.job.file}`, job]];
}

/**
 * Plan -> the files of the team repo. Pure: the same plan and the same skeleton give the same bytes.
 *
 * @param assets - skeleton and jobs; left out: those of this package
 */
export function render(plan: Plan, assets: Assets = readAssets()): FileTree {
  return fileTree([...skeletonFiles(plan, assets), ...graphFiles(plan, assets.skeleton)]);
}

import { buildKroRbac, buildRgd, RgdValues, SkeletonFiles } from '../embed';
import type { Plan } from '../plan';
import { printYaml } from './printers';

const GRAPH_HEAD = `# What a pipeline of this team is made of: kro makes these objects for each DataPipeline, and ACK makes of them what they
# describe in AWS. Generated; a change here is a change to every pipeline of the team.
`;
const RBAC_HEAD = `# What kro may do for the pipelines of this team, added to its rights by the label. Generated together with the graph.
`;

function inputs(plan: Plan, skeleton: ReadonlyMap<string, string>): [SkeletonFiles, RgdValues] {
  const read: SkeletonFiles = path => {
    const text = skeleton.get(path);
    if (text === undefined)
      throw new Error(`skeleton/${path} is missing; the installation is not complete`);
    return text;
  };
  const { emrAccess } = plan.platform;
  const { team, version, names } = plan;
  return [read, { group: names.apiGroup, team, version, emrAccess }];
}

/** The team's ResourceGraphDefinition as a value. */
export function buildGraph(plan: Plan, skeleton: ReadonlyMap<string, string>): unknown {
  return buildRgd(...inputs(plan, skeleton));
}

/** The files of `rgd/`. */
export function graphFiles(plan: Plan, skeleton: ReadonlyMap<string, string>): [string, string][] {
  return [
    ['rgd/data-pipeline.yaml', `${GRAPH_HEAD}${printYaml(buildGraph(plan, skeleton))}\n`],
    ['rgd/kro-rbac.yaml', `${RBAC_HEAD}${printYaml(buildKroRbac(...inputs(plan, skeleton)))}\n`],
  ];
}

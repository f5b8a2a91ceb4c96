import {
  ownKroRbac,
  ownRgd,
  readKroRbac,
  RgdValues,
  SkeletonFiles,
  writeOutRgd,
  WrittenRgd,
} from '../embed';
import type { Plan } from '../plan';
import { printYaml } from './printers';

const GRAPH_HEAD = `# What a pipeline of this team is made of: kro makes these objects for each DataPipeline, and ACK makes of them what they
# describe in AWS. Generated; a change here is a change to every pipeline of the team.
`;
const RBAC_HEAD = `# What kro may do for the pipelines of this team, added to its rights by the label. Generated together with the graph.
`;

type Texts = ReadonlyMap<string, string>;

/** What is the same in the graphs of all teams, and is most of the work. */
interface Common {
  written: WrittenRgd;
  /** `resources` as they stand under `spec`; they name no team. */
  resources: string;
  role: WrittenRgd;
}

function filesOf(skeleton: Texts): SkeletonFiles {
  return path => {
    const text = skeleton.get(path);
    if (text === undefined)
      throw new Error(`skeleton/${path} is missing; the installation is not complete`);
    return text;
  };
}

function valuesOf(plan: Plan): RgdValues {
  const { names, team, version, platform } = plan;
  const { emrAccess, permissionsBoundary } = platform;
  return { group: names.apiGroup, team, version, emrAccess, permissionsBoundary };
}

/** A definition without its `resources`. */
function headOf({ spec: { resources, ...spec }, ...rgd }: any): unknown {
  return { ...rgd, spec };
}

function makeCommon(skeleton: Texts): Common {
  const files = filesOf(skeleton);
  const written = writeOutRgd(files);
  const { resources } = written.spec;
  const printed = printYaml({ spec: { resources } });
  return {
    written,
    resources: printed.slice(printed.indexOf('\n') + 1),
    role: readKroRbac(files),
  };
}

let last: { texts: [string, string][]; common: Common } | undefined;

/** As `makeCommon`, which is asked again only when a file has changed: a process sees one skeleton, read many times. */
function commonOf(skeleton: Texts): Common {
  const texts = [...skeleton].filter(([path]) => path.startsWith('rgd/'));
  const same =
    last?.texts.length === texts.length &&
    last.texts.every(([path, text], at) => path === texts[at][0] && text === texts[at][1]);
  if (!same) last = { texts, common: makeCommon(skeleton) };
  return last!.common;
}

/** The team's ResourceGraphDefinition as a value, not to be changed: it shares parts with those of other teams. */
export function buildGraph(plan: Plan, skeleton: Texts): unknown {
  return ownRgd(commonOf(skeleton).written, valuesOf(plan));
}

/** The files of `rgd/`. */
export function graphFiles(plan: Plan, skeleton: Texts): [string, string][] {
  const { written, resources, role } = commonOf(skeleton);
  const values = valuesOf(plan);
  const head = printYaml(headOf(ownRgd(written, values)));
  return [
    ['rgd/data-pipeline.yaml', `${GRAPH_HEAD}${head}\n${resources}\n`],
    ['rgd/kro-rbac.yaml', `${RBAC_HEAD}${printYaml(ownKroRbac(role, values))}\n`],
  ];
}

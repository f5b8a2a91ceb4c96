import { InputError } from '@backstage/errors';
import { parse } from 'yaml';
import { joinText, splitText } from '../expand/cel/text';
import { withOptionalFields } from './optionalFields';
import { ReadJson, Shorthands, writeOut } from './shorthands';

/** Gives the text of a file of the skeleton by its path from there, e.g. `rgd/data-pipeline.yaml`. */
export type SkeletonFiles = (path: string) => string;

/** What makes a team's definition its own. */
export interface RgdValues {
  /** The team's API group, e.g. `retail.pipelines.example.org`. */
  group: string;
  team: string;
  /** Version of the skeleton, e.g. `0.1.0`. */
  version: string;
  /** How EMR gets into a namespace: by access entries kro needs none of the rights that it would have to hand on. */
  emrAccess: 'accessEntry' | 'rbac';
  /** ARN of the policy that bounds every role, where the platform has one: a pipeline cannot do without it then. */
  permissionsBoundary?: string;
}

const GROUP = /^[a-z][a-z0-9]*(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+$/;
const POLICY_ARN = /^arn:aws[a-z-]*:iam::[0-9]{12}:policy\/[A-Za-z0-9+=,.@/_-]{1,512}$/;

/** The skeleton's definition with every shorthand and every embedded file written out; the same for every team. */
export type WrittenRgd = Readonly<Record<string, any>>;

/**
 * Writes the skeleton's definition out. This is the work in making a definition: who makes many keeps what it gives.
 * Long expressions hold line breaks, for the printer to show them as blocks.
 *
 * @throws InputError when the skeleton is not as it should be.
 */
export function writeOutRgd(files: SkeletonFiles): WrittenRgd {
  const { shorthands = {}, ...rgd } = parse(files('rgd/data-pipeline.yaml'), { maxAliasCount: -1 });
  const read: ReadJson = path => JSON.parse(files(`rgd/${path}`));
  return { ...rgd, spec: writtenOut(rgd.spec, shorthands, read) };
}

/**
 * The definition as a team's own, in the team's group. Shares with `written` what is the same in both.
 *
 * @throws InputError when a value is not as it should be.
 */
export function ownRgd(written: WrittenRgd, values: RgdValues): unknown {
  const { group, team, version, permissionsBoundary } = checked(values);
  const { schema, ...spec } = written.spec;
  // A team's kind is for its own pipelines: names begin with the team, so another team's name would reach its resources.
  const fields = Object.fromEntries(
    Object.entries<string>(schema.spec).map(([name, field]) => [
      name,
      name === 'team' ? `${field} enum="${team}"` : field.replaceAll('TEAM', team),
    ]),
  );
  const types = permissionsBoundary
    ? {
        ...schema.types,
        Aws: {
          ...schema.types.Aws,
          permissionsBoundary: `string | required=true enum="${permissionsBoundary}" description="ARN of the IAM policy that bounds every role of the pipeline."`,
        },
      }
    : schema.types;
  return {
    ...written,
    metadata: {
      name: `datapipelines.${group}`,
      annotations: { 'data-pipelines/version': version },
    },
    spec: { schema: { ...schema, group, types, spec: fields }, ...spec },
  };
}

/**
 * The ResourceGraphDefinition of a team, as a value for the YAML printer. Pure: the same files and values give the same
 * definition.
 *
 * @throws InputError when the skeleton or a value is not as it should be.
 */
export function buildRgd(files: SkeletonFiles, values: RgdValues): unknown {
  return ownRgd(writeOutRgd(files), values);
}

/** The skeleton's ClusterRole of kro; the same for every team. */
export function readKroRbac(files: SkeletonFiles): WrittenRgd {
  // Once as JSON, so that the printer writes no aliases.
  return JSON.parse(JSON.stringify(parse(files('rgd/kro-rbac.yaml'), { maxAliasCount: -1 })));
}

/** That role as a team's own. */
export function ownKroRbac(role: WrittenRgd, values: RgdValues): unknown {
  const { group, team, version, emrAccess } = checked(values);
  const { handedOn, ...rest } = role;
  const own = {
    apiGroups: [group],
    resources: ['datapipelines', 'datapipelines/status', 'datapipelines/finalizers'],
    verbs: ['*'],
  };
  return {
    ...rest,
    metadata: {
      ...rest.metadata,
      name: `data-pipelines-${team}`,
      annotations: { 'data-pipelines/version': version },
    },
    rules: [own, ...rest.rules, ...(emrAccess === 'rbac' ? handedOn : [])],
  };
}

/** The ClusterRole by which kro may handle a team's kinds, as a value for the YAML printer. */
export function buildKroRbac(files: SkeletonFiles, values: RgdValues): unknown {
  return ownKroRbac(readKroRbac(files), values);
}

function checked(values: RgdValues): RgdValues {
  if (!GROUP.test(values.group)) {
    throw new InputError(
      `"${values.group}" is not an API group; write for example "retail.pipelines.example.org"`,
    );
  }
  if (!/^[a-z][a-z0-9]{1,19}$/.test(values.team)) {
    throw new InputError(`"${values.team}" is not a team; write for example "retail"`);
  }
  if (values.permissionsBoundary && !POLICY_ARN.test(values.permissionsBoundary)) {
    throw new InputError(
      `"${values.permissionsBoundary}" is not the ARN of a policy; write for example "arn:aws:iam::123456789012:policy/data-pipelines-boundary"`,
    );
  }
  return values;
}

/** A copy in which every text is written out; nothing in it is the same object twice, so the printer makes no aliases. */
function writtenOut(value: unknown, shorthands: Shorthands, read: ReadJson): any {
  if (typeof value === 'string') {
    const parts = splitText(value);
    return joinText(
      parts.map(part => ('expr' in part ? { expr: writeOut(part.expr, shorthands, read) } : part)),
    );
  }
  if (Array.isArray(value)) return value.map(item => writtenOut(item, shorthands, read));
  if (value === null || typeof value !== 'object') return value;
  return withOptionalFields(
    Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, writtenOut(item, shorthands, read)]),
    ),
  );
}

import { KubeObject, keyOf, titleOf } from '../kube/kubeObject';
import { InventoryEntry, PipelineRecord } from '../status/pipelineRecord';
import { checkpoint, isUnreachable, refusal } from './errors';
import { claimOf, ObjectApplier } from './objectApplier';

/**
 * Removes what earlier commits made and this one no longer wants, the last made first. What cannot be removed stays in
 * the inventory, so that a later sync tries again.
 *
 * @param wanted - everything that stays
 * @returns what was left in AWS by its deletion policy.
 * @throws the first refusal of AWS, after everything else was tried.
 */
export async function prune(
  applier: ObjectApplier,
  record: PipelineRecord,
  wanted: readonly KubeObject[],
  region: string,
  signal: AbortSignal,
): Promise<KubeObject[]> {
  const keep = new Set(wanted.map(keyOf));
  const claims = new Set(wanted.map(claimOf));
  const surplus = record.inventory.filter(({ object }) => !keep.has(keyOf(object))).reverse();
  const retained: KubeObject[] = [];
  let failure: Error | undefined;
  for (const entry of surplus) {
    checkpoint(signal);
    const claim = claimOf(entry.object);
    if (claim && claims.has(claim)) {
      // The manifest's object got another name or namespace; what it stands for in AWS is the same.
      record.forget(entry.object);
      continue;
    }
    try {
      if ((await removeOne(applier, record, entry, region)) === 'retained') {
        retained.push(entry.object);
      }
    } catch (error) {
      if (isUnreachable(error)) {
        throw error;
      }
      const problem = refusal(entry.object, error);
      show(record, entry, 'failed', problem.message);
      failure ??= problem;
    }
  }
  if (failure) {
    throw failure;
  }
  return retained;
}

async function removeOne(
  applier: ObjectApplier,
  record: PipelineRecord,
  entry: InventoryEntry,
  region: string,
) {
  const outcome = await applier.remove(entry.object, region);
  const title = titleOf(entry.object);
  if (outcome === 'retained') {
    const message = 'left in AWS: its deletion policy is retain';
    show(record, entry, 'skipped', message);
    record.log(`${title}: ${message}`);
  } else {
    show(record, entry, 'deleted', outcome === 'gone' ? 'was gone already' : undefined);
    record.log(outcome === 'gone' ? `${title} was gone already` : `${title} deleted`);
  }
  record.forget(entry.object);
  return outcome;
}

function show(
  record: PipelineRecord,
  { id, object }: InventoryEntry,
  state: 'deleted' | 'failed' | 'skipped',
  message?: string,
) {
  record.resource({ id, kind: object.kind, name: object.metadata.name, state, message });
}

import type { AuthService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { RunStatus } from 'backstage-plugin-data-pipelines-common';
import type { Knex } from 'knex';
import { endOf } from '../history';
import type { Change } from '../signal/Changes';
import {
  type HistoryStore,
  type MachineStore,
  type PipelineStore,
  type RunFact,
  RunQueries,
  type RunStore,
  toRun,
} from '../store';
import type { RunNotifier } from './RunNotifier';

/** What ended longer ago is news to the index, but to nobody else. */
const FRESH_MS = 3_600_000;

/** Hands runs that just ended to the notifier, with their entities and how things stood before. */
export class EndedRuns {
  private readonly queries: RunQueries;
  private telling: Promise<void> = Promise.resolve();

  constructor(
    private readonly deps: {
      knex: Knex;
      machines: MachineStore;
      runs: RunStore;
      pipelines: PipelineStore;
      histories: HistoryStore;
      catalog: CatalogService;
      auth: AuthService;
      notifier: Pick<RunNotifier, 'ended'>;
      onError: (error: unknown) => void;
      now?: () => number;
    },
  ) {
    this.queries = new RunQueries(deps.knex);
  }

  /** Takes note of runs that ended. What keeps the catalog or the notifications keeps nobody who writes runs down. */
  take({ machineId, ended }: Change): void {
    for (const runId of ended) {
      this.telling = this.telling.then(() => this.tell(machineId, runId)).catch(this.deps.onError);
    }
  }

  /** Resolves when all that was taken is handed over. */
  idle(): Promise<void> {
    return this.telling;
  }

  private async tell(machineId: number, runId: string): Promise<void> {
    const { machines, runs, pipelines, catalog, auth, notifier } = this.deps;
    const fact = await runs.get(machineId, runId);
    const now = (this.deps.now ?? Date.now)();
    if (!fact?.endedAt || now - fact.endedAt > FRESH_MS) {
      return;
    }
    const machine = await machines.byId(machineId);
    const previous = await this.before(machineId, fact);
    const refs = await pipelines.refsOf(machineId);
    const credentials = await auth.getOwnServiceCredentials();
    const { items } = await catalog.getEntitiesByRefs({ entityRefs: refs }, { credentials });
    const run = toRun(
      fact,
      `${machine!.arn.replace(':stateMachine:', ':execution:')}:${fact.runId}`,
    );
    for (const entity of items) {
      if (entity) {
        await notifier.ended({ entity, run, previous });
      }
    }
  }

  /** How the run before ended; of a redriven one, its own former life. */
  private async before(machineId: number, fact: RunFact): Promise<RunStatus | undefined> {
    if (fact.redriveCount > 0) {
      const newest = await this.queries.lastDecisive(machineId);
      if (newest && newest.runId !== fact.runId) {
        return undefined; // a later run has told already whether the pipeline works
      }
      const history = await this.deps.histories.get(machineId, fact.runId);
      const events = history?.events ?? [];
      const former = endOf(
        events.slice(
          0,
          events.findLastIndex(({ type }) => type === 'ExecutionRedriven'),
        ),
      )?.status;
      if (former && former !== 'stopped') {
        return former;
      }
    }
    return (await this.queries.lastDecisive(machineId, fact.startedAt))?.status;
  }
}

import type { MetricsService } from '@backstage/backend-plugin-api/alpha';
import type { AwsBudget } from './budget';
import type { EventCounts } from './ingest/EventIngest';
import type { MachineStore, RunStore } from './store';

/** Tells of calls to AWS, of events and of how far the index is; docs/operations.md says how to read it. */
export function publishMetrics(
  metrics: MetricsService,
  from: {
    budget: AwsBudget;
    events: EventCounts;
    runs: RunStore;
    machines: MachineStore;
  },
): void {
  const { budget, events, runs, machines } = from;
  const calls = (name: string, description: string, field: 'calls' | 'throttled' | 'refused') =>
    metrics.createObservableCounter(name, { description, unit: '{call}' }).addCallback(result => {
      for (const { accountId, region, action, ...use } of budget.usage()) {
        result.observe(use[field], { account: accountId, region, action });
      }
    });
  calls('data_pipelines.aws.calls', 'Calls to AWS', 'calls');
  calls('data_pipelines.aws.throttled', 'Calls that AWS throttled', 'throttled');
  calls('data_pipelines.aws.refused', 'Calls given up for want of budget', 'refused');

  metrics
    .createObservableCounter('data_pipelines.events', {
      description: 'Events that AWS pushed, by what became of them',
      unit: '{event}',
    })
    .addCallback(result => {
      for (const [outcome, count] of Object.entries(events)) {
        result.observe(count, { outcome });
      }
    });
  metrics
    .createObservableGauge('data_pipelines.runs.unread', {
      description: 'Runs whose history is still to be read',
      unit: '{run}',
    })
    .addCallback(async result => result.observe(await runs.countUnread()));
  metrics
    .createObservableGauge('data_pipelines.pipelines', {
      description: 'Pipelines of the catalog in the index',
      unit: '{pipeline}',
    })
    .addCallback(async result => result.observe((await machines.progress()).total));
  metrics
    .createObservableGauge('data_pipelines.pipelines.complete', {
      description: 'Those whose runs of the last 90 days are all here',
      unit: '{pipeline}',
    })
    .addCallback(async result => result.observe((await machines.progress()).done));
}

import { JOB_STATES, type Job, type JobState } from 'backstage-plugin-data-pipelines-common';
import type { HistoryEvent } from './HistoryEvent';
import { field, parseObject, text, time } from './json';

/** True for the events of a task that starts an EMR on EKS job, by either kind of integration. */
export function startsJob(event: HistoryEvent): boolean {
  const { resourceType, resource } = event.details;
  return (
    (resourceType === 'emr-containers' || resourceType === 'aws-sdk:emrcontainers') &&
    /^startJobRun(\.|$)/.test(resource ?? '')
  );
}

/** A state as EMR names it, or `UNKNOWN` for one that this version does not know. */
export function toJobState(state: string | undefined): JobState {
  return JOB_STATES.find(known => known === state) ?? 'UNKNOWN';
}

/**
 * The job runs of one execution, as far as its history tells: what was asked for when the task was scheduled, the id
 * when EMR took it, and the job's description when it ended. EMR itself knows more, but forgets sooner.
 */
export class JobsOfHistory {
  private readonly jobs = new Map<string, Job>();
  private readonly asked = new Map<string, string | undefined>();
  private readonly current = new Map<string, Job>();

  /** In the order in which they were started. */
  get all(): Job[] {
    return [...this.jobs.values()];
  }

  /** Takes one event of a task for which {@link startsJob} holds, and tells the job's id once it is known. */
  take(event: HistoryEvent, stepId: string): string | undefined {
    const { parameters, output, cause } = event.details;
    switch (event.type) {
      case 'TaskScheduled':
        this.asked.set(stepId, parameters);
        this.current.delete(stepId);
        break;
      case 'TaskSubmitted':
        this.describe(stepId, output, event);
        break;
      case 'TaskSucceeded':
        this.describe(stepId, output, event);
        // With `.sync` the task's success is the job's; without, it only says that the job was taken.
        if (event.details.resource?.endsWith('.sync')) {
          this.end(stepId, 'COMPLETED', event);
        }
        break;
      case 'TaskFailed':
        this.describe(stepId, cause, event);
        this.end(stepId, 'FAILED', event);
        break;
      default: // started, timed out: nothing about the job
    }
    return this.current.get(stepId)?.id;
  }

  private describe(stepId: string, json: string | undefined, event: HistoryEvent) {
    const answer = parseObject(json);
    const described = field(answer, 'jobRun') ?? answer;
    const id = text(described, 'id') ?? this.current.get(stepId)?.id;
    if (!id) {
      return;
    }
    const known = this.jobs.get(id) ?? {
      id,
      virtualClusterId: '',
      state: 'UNKNOWN',
      createdAt: event.at,
      ...sizing(parseObject(this.asked.get(stepId))),
    };
    const job: Job = { ...known, ...sizing(described), id };
    const state = text(described, 'state');
    if (state) {
      job.state = toJobState(state);
    }
    this.jobs.set(id, job);
    this.current.set(stepId, job);
  }

  private end(stepId: string, standard: JobState, event: HistoryEvent) {
    const job = this.current.get(stepId);
    if (job) {
      const ended = ['COMPLETED', 'FAILED', 'CANCELLED'].includes(job.state);
      job.state = ended ? job.state : standard;
      job.finishedAt ??= event.at;
    }
  }
}

/** The fields of a job that both the request to start it and its description may have. */
function sizing(source: unknown): Partial<Job> {
  const driver = field(field(source, 'jobDriver'), 'sparkSubmitJobDriver');
  const monitoring = field(field(source, 'configurationOverrides'), 'monitoringConfiguration');
  const args = field(driver, 'entryPointArguments');
  const found: Partial<Job> = {
    name: text(source, 'name'),
    arn: text(source, 'arn'),
    virtualClusterId: text(source, 'virtualClusterId'),
    stateDetails: text(source, 'stateDetails'),
    failureReason: text(source, 'failureReason'),
    releaseLabel: text(source, 'releaseLabel'),
    createdAt: time(source, 'createdAt'),
    finishedAt: time(source, 'finishedAt'),
    entryPoint: text(driver, 'entryPoint'),
    arguments: Array.isArray(args) ? args.map(String) : undefined,
    sparkSubmitParameters: text(driver, 'sparkSubmitParameters'),
    logUri: text(field(monitoring, 's3MonitoringConfiguration'), 'logUri'),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

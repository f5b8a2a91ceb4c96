import {
  DescribeJobRunCommand,
  EMRContainersClient,
  type JobRun,
} from '@aws-sdk/client-emr-containers';
import type { Job } from 'backstage-plugin-data-pipelines-common';
import { toJobState } from '../history';
import { type AwsAccess, ClientPool } from './AwsAccess';
import { AwsCaller, type AwsCallerOptions } from './call';
import type { JobProvider, JobRef } from './JobProvider';

/** Jobs as EMR on EKS has them. AWS's types and errors stop here. */
export class EmrContainersJobProvider implements JobProvider {
  private readonly clients: ClientPool<EMRContainersClient>;
  private readonly caller: AwsCaller;

  constructor(deps: { access: AwsAccess } & AwsCallerOptions) {
    this.clients = new ClientPool(deps.access, options => new EMRContainersClient(options));
    this.caller = new AwsCaller(deps);
  }

  async describe(ref: JobRef): Promise<Job> {
    const about = {
      action: 'emr-containers:DescribeJobRun',
      thing: `job ${ref.id} of virtual cluster ${ref.virtualClusterId}`,
      accountId: ref.accountId,
      region: ref.region,
    };
    const command = new DescribeJobRunCommand({
      id: ref.id,
      virtualClusterId: ref.virtualClusterId,
    });
    const answer = await this.caller.call(about, async abortSignal =>
      (await this.clients.get(ref)).send(command, { abortSignal }),
    );
    return toJob(answer.jobRun ?? {}, ref);
  }
}

function toJob(run: JobRun, ref: JobRef): Job {
  const driver = run.jobDriver?.sparkSubmitJobDriver;
  const logs = run.configurationOverrides?.monitoringConfiguration?.s3MonitoringConfiguration;
  const optional = {
    name: run.name,
    arn: run.arn,
    stateDetails: run.stateDetails,
    failureReason: run.failureReason,
    releaseLabel: run.releaseLabel,
    createdAt: run.createdAt?.toISOString(),
    finishedAt: run.finishedAt?.toISOString(),
    entryPoint: driver?.entryPoint,
    arguments: driver?.entryPointArguments,
    sparkSubmitParameters: driver?.sparkSubmitParameters,
    logUri: logs?.logUri,
  };
  return {
    id: ref.id,
    virtualClusterId: ref.virtualClusterId,
    state: toJobState(run.state),
    ...Object.fromEntries(
      Object.entries(optional).filter(([, value]) => value !== undefined && value !== ''),
    ),
  };
}

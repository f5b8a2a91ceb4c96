import {
  CreatePersistentAppUICommand,
  EMRClient,
  GetPersistentAppUIPresignedURLCommand,
} from '@aws-sdk/client-emr';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { type AwsAccess, ClientPool } from './AwsAccess';
import { AwsCaller } from './call';
import type { JobRef } from './JobProvider';
import type { SparkHistoryProvider } from './SparkHistoryProvider';

/** EMR's persistent Spark history server. It keeps a job's history for 30 days after its end. */
export class EmrSparkHistoryProvider implements SparkHistoryProvider {
  private readonly clients: ClientPool<EMRClient>;
  private readonly caller: AwsCaller;

  constructor(deps: { access: AwsAccess; logger: LoggerService; timeoutMs: number }) {
    this.clients = new ClientPool(deps.access, options => new EMRClient(options));
    this.caller = new AwsCaller(deps);
  }

  async url(job: JobRef, jobArn: string): Promise<string> {
    const about = {
      action: 'elasticmapreduce:CreatePersistentAppUI',
      thing: `Spark history of job ${job.id}`,
      accountId: job.accountId,
      region: job.region,
    };
    const client = await this.caller.call(about, () => this.clients.get(job));
    const created = await this.caller.call(about, abortSignal =>
      client.send(
        new CreatePersistentAppUICommand({
          TargetResourceArn: jobArn,
          EMRContainersConfig: { JobRunId: job.id },
          ProfilerType: 'SHS',
        }),
        { abortSignal },
      ),
    );
    const answer = await this.caller.call(
      { ...about, action: 'elasticmapreduce:GetPersistentAppUIPresignedURL' },
      abortSignal =>
        client.send(
          new GetPersistentAppUIPresignedURLCommand({
            PersistentAppUIId: created.PersistentAppUIId,
            PersistentAppUIType: 'SHS',
          }),
          { abortSignal },
        ),
    );
    if (!answer.PresignedURL) {
      throw new NotFoundError(
        `The Spark history of job ${job.id} is not ready: it appears some minutes after the job has started`,
      );
    }
    return answer.PresignedURL;
  }
}

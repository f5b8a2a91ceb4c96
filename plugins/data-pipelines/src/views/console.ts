import { Entity } from '@backstage/catalog-model';
import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import { Job, Run, Step, TriggerObject } from 'backstage-plugin-data-pipelines-common';
import { usePlatforms } from '../hooks';
import { machineArnOf, platformOf } from './aws';

/** Pages of the AWS console for what a view shows. */
export interface AwsConsole {
  execution(run: Pick<Run, 'arn'>): string;
  object(object: TriggerObject): string;
  job(job: Job): string;
  /** What a step called, where that has a page: its Spark job, its function. */
  called(step: Step, jobs: Job[]): string | undefined;
}

/** An access portal that signs a person in before the console opens. */
export interface StartPage {
  /** E.g. `https://example.awsapps.com/start`. */
  url: string;
  /** Name of the role to take; left out: the portal asks. */
  role?: string;
}

const DOMAINS: Record<string, string> = {
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** Addresses of the AWS console for a state machine's account and region, through the start page if there is one. */
export function awsConsole(machineArn: string, startPage?: StartPage): AwsConsole {
  const [, partition, , region, account] = machineArn.split(':');
  const host = `https://${region}.${DOMAINS[partition] ?? 'console.aws.amazon.com'}`;
  const through = (path: string) => {
    const address = `${host}${path}`;
    if (!startPage) return address;
    const search = new URLSearchParams({
      account_id: account,
      ...(startPage.role && { role_name: startPage.role }),
      destination: address,
    });
    return `${startPage.url.replace(/\/$/, '')}/#/console?${search}`;
  };
  const job = ({ virtualClusterId }: Job) =>
    through(`/emr/home?region=${region}#/eks/virtualClusters/${virtualClusterId}`);
  return {
    execution: ({ arn }) => through(`/states/home?region=${region}#/v2/executions/details/${arn}`),
    object: ({ bucket, key, versionId }) =>
      through(
        `/s3/object/${encodeURIComponent(bucket)}?${new URLSearchParams({
          region,
          prefix: key,
          ...(versionId && { versionId }),
        })}`,
      ),
    job,
    called: ({ jobId, resource }, jobs) => {
      const started = jobs.find(({ id }) => id === jobId);
      if (started) return job(started);
      // A function of another region or account is on another console.
      const [, name] = resource?.split(`:lambda:${region}:${account}:function:`) ?? [];
      return name && through(`/lambda/home?region=${region}#/functions/${name.split(':')[0]}`);
    },
  };
}

/** The console for a pipeline; `undefined` on a platform that is not AWS's own, which no console shows. */
export function useConsole(entity: Entity): AwsConsole | undefined {
  const config = useApi(configApiRef);
  const platform = platformOf(entity, usePlatforms().data);
  if (platform?.endpoint) return undefined;
  const url = config.getOptionalString('dataPipelines.console.startUrl');
  const role = config.getOptionalString('dataPipelines.console.role');
  return awsConsole(machineArnOf(entity), url ? { url, role } : undefined);
}

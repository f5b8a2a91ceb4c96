import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ConflictError, NotFoundError } from '@backstage/errors';
import { Forge } from '../../forge/service';
import { ClientPool } from '../apply/clientPool';
import { PipelineRecord } from '../status/pipelineRecord';
import { PipelineTrigger } from '../status/pipelineStatus';
import { DropRequest } from './dropRequest';
import { SampleData } from './sampleData';

/** The object that was put, which starts a run. */
export interface Dropped {
  bucket: string;
  key: string;
  /** Bytes. */
  size: number;
}

/** Puts what starts a run where the pipeline looks for it. */
export class DropService {
  /** The last number given out, by bucket and month, so that no name comes twice even when files are deleted. */
  readonly #numbers = new Map<string, number>();

  constructor(
    private readonly clients: ClientPool,
    private readonly samples: SampleData,
    private readonly forge: Forge,
  ) {}

  /** @throws ConflictError when the pipeline is not ready for it, or is started by something else. */
  async drop(record: PipelineRecord, request: DropRequest): Promise<Dropped> {
    try {
      return await this.#drop(record, request);
    } catch (error) {
      if ((error as Error).name !== 'NoSuchBucket') {
        throw error;
      }
      const { bucket, region } = record.status.trigger!;
      throw new ConflictError(
        `bucket ${bucket} is not there, and the pipeline uses it as one that exists already; make it with: aws --endpoint-url ${this.clients.endpoint} --region ${region} s3 mb s3://${bucket}`,
      );
    }
  }

  async #drop(record: PipelineRecord, request: DropRequest): Promise<Dropped> {
    const { status } = record;
    const { trigger, namespace } = status;
    if (!trigger || !status.syncedCommit) {
      throw new ConflictError(
        `pipeline ${namespace} is not there yet (${status.state}: ${status.message}); wait until it is synced`,
      );
    }
    const { s3 } = this.clients.region(trigger.region);
    if (trigger.on === 'data') {
      if (request.script) {
        throw new ConflictError(
          `script: pipeline ${namespace} is started by data, not by its script; leave the field out to drop a file`,
        );
      }
      return this.#dropFile(s3, trigger, request);
    }
    if (!request.script) {
      throw new ConflictError(
        `pipeline ${namespace} is started by a script: send {"script": true} to upload its script ${trigger.script.entryPoint} again`,
      );
    }
    // The script reads all that is there, and fails when that is nothing.
    if (request.explicit || !(await hasData(s3, trigger))) {
      await this.#dropFile(s3, trigger, request);
    }
    return this.#uploadScript(s3, record, trigger);
  }

  async #dropFile(
    s3: S3Client,
    trigger: PipelineTrigger,
    { rows, month, corrupt }: DropRequest,
  ): Promise<Dropped> {
    const stem = `${trigger.prefix}yellow_tripdata_${month}-`;
    const number = await this.#nextNumber(s3, trigger.bucket, stem);
    // A suffix other than .parquet is what the pipeline asked for; the content is the same.
    const key = `${stem}${number}${trigger.suffix ?? '.parquet'}`;
    const content = await this.samples.make({ rows, month, corrupt, seed: number });
    return put(s3, trigger.bucket, key, content);
  }

  async #nextNumber(s3: S3Client, bucket: string, stem: string): Promise<number> {
    const place = `${bucket}/${stem}`;
    let last = this.#numbers.get(place) ?? 0;
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: stem, ContinuationToken }),
      );
      for (const { Key = '' } of page.Contents ?? []) {
        last = Math.max(last, Number(/^\d+/.exec(Key.slice(stem.length))?.[0] ?? 0));
      }
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    // Asked again, since another drop may have been counting at the same time.
    const number = Math.max(last, this.#numbers.get(place) ?? 0) + 1;
    this.#numbers.set(place, number);
    return number;
  }

  async #uploadScript(s3: S3Client, record: PipelineRecord, trigger: PipelineTrigger) {
    const { owner, repository, folder } = record.source;
    const { bucket, prefix, entryPoint } = trigger.script;
    const path = `pipelines/${folder}/scripts/${entryPoint}`;
    const commit = record.status.syncedCommit;
    const { files } = await this.forge.readTree(owner, repository, commit);
    const content = files.get(path);
    if (!content) {
      throw new NotFoundError(`${owner}/${repository} has no ${path} at commit ${commit}`);
    }
    return put(s3, bucket, `${prefix}${entryPoint}`, content);
  }
}

async function hasData(s3: S3Client, { bucket, prefix }: PipelineTrigger): Promise<boolean> {
  const page = await s3.send(
    new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys: 2 }),
  );
  // A key that is the prefix itself is the folder that consoles make.
  return (page.Contents ?? []).some(({ Key }) => Key !== prefix);
}

async function put(s3: S3Client, bucket: string, key: string, content: Buffer): Promise<Dropped> {
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content }));
  return { bucket, key, size: content.length };
}

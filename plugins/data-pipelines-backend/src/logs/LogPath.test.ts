import { failedRun } from 'backstage-plugin-data-pipelines-common/fixtures';
import { logFolder, logKey, toLogFile } from './LogPath';

const job = failedRun.jobs[0];
const folder = logFolder(job)!;
const id = (path: string) => Buffer.from(path).toString('base64url');

describe('where logs are', () => {
  it('is the folder that EMR writes to, whatever slashes the URI ends with', () => {
    expect(folder.prefix).toBe(`logs/${job.virtualClusterId}/jobs/${job.id}/containers/`);
    expect(logFolder({ ...job, logUri: 's3://bucket' })).toEqual({
      bucket: 'bucket',
      prefix: `${job.virtualClusterId}/jobs/${job.id}/containers/`,
    });
    expect(logFolder({ ...job, logUri: undefined })).toBeUndefined();
    expect(logFolder({ ...job, logUri: 'file:///etc/' })).toBeUndefined();
  });

  it('tells drivers from executors, and skips what is no log', () => {
    const file = (path: string) => toLogFile(folder, folder.prefix + path, 7);
    expect(file('spark-1/spark-1-driver/stderr.gz')).toMatchObject({
      role: 'driver',
      stream: 'stderr',
      pod: 'spark-1-driver',
      size: 7,
    });
    expect(file('spark-1/taxi-0f-exec-12/stdout.gz')).toMatchObject({ role: 'executor' });
    expect(file('spark-1/taxi-submit/stdout.gz')).toMatchObject({ role: 'submitter' });
    expect(file('spark-1/driver/')).toBeUndefined();
    expect(file('spark-1/driver/core.dump')).toBeUndefined();
  });

  it('leads nowhere else', () => {
    const file = toLogFile(folder, `${folder.prefix}spark-1/driver/stdout.gz`, 1)!;
    expect(logKey(folder, file.id)).toBe(`${folder.prefix}spark-1/driver/stdout.gz`);
    for (const path of ['../../x/stdout.gz', 'a/../stdout.gz', 'a/b/secrets', '/a/stdout.gz', '']) {
      expect(() => logKey(folder, id(path))).toThrow('There is no log');
    }
  });
});

import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { CONFIG } from '../__testUtils__/startPortal';
import { Platforms } from './Platforms';
import { readRunLimits } from './RunLimits';

const { sandbox } = CONFIG.dataPipelines.platforms;

function limits(runs: JsonObject) {
  return readRunLimits(new ConfigReader({ dataPipelines: { runs } }));
}

describe('dataPipelines.runs', () => {
  it('has the defaults that config.d.ts tells', () => {
    expect(readRunLimits(new ConfigReader({}))).toEqual({
      pageSize: 25,
      maxPageSize: 100,
      timeoutMs: 9_000,
      refreshMs: 2_000,
      concurrency: 5,
      cacheBytes: 64 * 1024 * 1024,
    });
  });

  it('takes what is configured', () => {
    expect(limits({ maxPageSize: 10, timeout: { seconds: 3 }, refresh: '5s' })).toMatchObject({
      pageSize: 10,
      maxPageSize: 10,
      timeoutMs: 3_000,
      refreshMs: 5_000,
    });
  });

  it.each([
    [{ pageSize: 101 }, 'dataPipelines.runs.pageSize is 101: give a whole number from 1 to 100'],
    [{ maxPageSize: 1001 }, 'dataPipelines.runs.maxPageSize is 1001: give a whole number from 1'],
    [{ concurrency: 0.5 }, 'dataPipelines.runs.concurrency is 0.5: give a whole number from 1'],
    [{ cacheMegabytes: -1 }, 'dataPipelines.runs.cacheMegabytes is -1: give a whole number from 0'],
  ])('refuses %j', (runs, sentence) => {
    expect(() => limits(runs)).toThrow(sentence);
  });
});

describe('dataPipelines.platforms', () => {
  const read = (platforms: JsonObject) =>
    Platforms.fromConfig(new ConfigReader({ dataPipelines: { platforms } }));

  it('finds a platform by account and region', () => {
    const platforms = read({ sandbox });
    expect(platforms.find('123456789012', 'eu-west-1')?.name).toBe('sandbox');
    expect(platforms.find('123456789012', 'us-east-1')).toBeUndefined();
    expect(platforms.find('210987654321', 'eu-west-1')).toBeUndefined();
  });

  it('lets several clusters of one account and region share an endpoint, and refuses two endpoints', () => {
    expect(read({ sandbox, second: { ...sandbox, clusterName: 'other' } }).all).toHaveLength(2);
    expect(() => read({ sandbox, second: { ...sandbox, endpoint: 'http://127.0.0.1:1' } })).toThrow(
      'dataPipelines.platforms.second.endpoint is "http://127.0.0.1:1", but that of dataPipelines.platforms.sandbox is',
    );
  });
});

import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { pipelineEntity } from 'backstage-plugin-data-pipelines-common/fixtures';
import type { Knex } from 'knex';
import { AwsBudget } from '../budget';
import { createIndex } from '../createIndex';
import { Platforms } from '../platform/Platforms';
import { readRunLimits } from '../platform/RunLimits';
import { readSyncSettings } from '../platform/SyncSettings';
import {
  AwsAccess,
  CachingJobProvider,
  CachingRunProvider,
  EmrContainersJobProvider,
  StepFunctionsRunProvider,
} from '../provider';
import { configWith } from './startPortal';

/** A pipeline of the catalog whose runs are those of the machine. */
export function entityOf(machineArn: string): Entity {
  return {
    ...pipelineEntity,
    metadata: {
      ...pipelineEntity.metadata,
      name: machineArn.split(':').at(-1)!,
      annotations: { 'aws.amazon.com/aws-step-functions-state-machine-arn': machineArn },
    },
  };
}

/** One replica's index with the real providers and the real SDK, which ask the AWS at `endpoint`. */
export function startIndex(options: {
  knex: Knex;
  endpoint: string;
  entities: Entity[];
  /** Milliseconds for a call to AWS. */
  timeoutMs?: number;
  now?: () => number;
}) {
  const { knex, endpoint, entities, now } = options;
  const config = new ConfigReader(
    configWith(endpoint, { runs: { timeout: { milliseconds: options.timeoutMs ?? 9_000 } } }),
  );
  const platforms = Platforms.fromConfig(config);
  const limits = readRunLimits(config);
  const access = new AwsAccess(config, platforms, limits.timeoutMs);
  // As generous as AWS never is: these tests are about what is asked, not about how fast.
  const budget = new AwsBudget({ share: 1, quotaOf: () => ({ burst: 1e6, perSecond: 1e6 }) });
  const logger = mockServices.logger.mock();
  const aws = { access, budget, logger, timeoutMs: limits.timeoutMs };
  const calm = { ...aws, background: true };
  const signals: unknown[] = [];
  const index = createIndex({
    knex,
    catalog: catalogServiceMock({ entities }),
    auth: mockServices.auth(),
    platforms,
    signals: { publish: async signal => void signals.push(signal) },
    live: {
      runs: new CachingRunProvider(new StepFunctionsRunProvider(aws), limits),
      jobs: new CachingJobProvider(new EmrContainersJobProvider(aws), limits),
    },
    background: {
      runs: new StepFunctionsRunProvider(calm),
      jobs: new EmrContainersJobProvider(calm),
    },
    limits,
    sync: readSyncSettings(config),
    logger,
    now,
  });
  return { ...index, signals, budget, logger };
}

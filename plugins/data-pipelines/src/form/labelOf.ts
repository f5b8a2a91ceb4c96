import { TranslationFunction } from '@backstage/frontend-plugin-api';
import { Problem } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesTranslationRef } from '../translation';

type Translate = TranslationFunction<(typeof dataPipelinesTranslationRef)['T']>;

const FIELDS = [
  'team',
  'name',
  'description',
  'owner',
  'platform',
  'trigger.on',
  'trigger.prefix',
  'trigger.suffix',
  'job',
  'buckets.input',
  'buckets.scripts',
  'buckets.lake',
  'spark.releaseLabel',
  'spark.driver.cores',
  'spark.driver.memory',
  'spark.executor.cores',
  'spark.executor.memory',
  'spark.executor.min',
  'spark.executor.max',
  'spark.executor.spot',
  'spark.nodes.selector',
  'spark.nodes.tolerations',
  'spark.conf',
  'virtualCluster',
  'identity',
  'notifications',
  'results.deletionProtection',
  'results.retentionDays',
  'limits.timeoutMinutes',
  'limits.maxAttempts',
  'limits.concurrentRuns',
  'logs.cloudWatch',
  'logs.retentionDays',
  'encryption.kmsKeyArn',
  'deletion.buckets',
  'repoUrl',
] as const;

/** The words by which a person knows the field at a path, e.g. `notifications.1` → `E-mail addresses`. */
export function labelOf(path: string, t: Translate): string {
  if (path === '') return t('field.whole');
  const field = FIELDS.find(known => path === known || path.startsWith(`${known}.`));
  return field ? t(`field.${field}`) : path;
}

/** A problem in one line, with the label of its field. */
export function sentenceOfProblem(problem: Problem, t: Translate): string {
  return t('review.problem', { label: labelOf(problem.path, t), message: problem.message });
}

import { Entity } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { RunDetail } from 'backstage-plugin-data-pipelines-common';
import { usePlatforms } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { copyCommand, platformOf, redriveCommand, rerunCommand } from '../aws';
import { CodeBlock, Fact, Facts, indent, Panel, uriOf } from '../parts';
import styles from './run.module.css';

/** Why a run ended badly, and what to do; nothing when it did not. */
export function Failure({ run, entity }: { run: RunDetail; entity: Entity }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { status, error } = run;
  if (status !== 'failed' && status !== 'timedOut' && status !== 'stopped') return null;
  const report = error && reportOf(error.name, error.cause);
  return (
    <Panel
      title={t(`failure.${status}`)}
      className={status === 'stopped' ? styles.stopped : styles.failed}
    >
      <Text as="p" variant="body-large" className={styles.reason}>
        {error?.step && <strong>{t('failure.step', { step: error.step })}: </strong>}
        {error?.message || t('failure.noReason')}
      </Text>
      {report && (
        <details>
          <summary className={styles.summary}>{t('failure.details')}</summary>
          <CodeBlock text={report} what={t('failure.detailsWhat')} />
        </details>
      )}
      {/* A person who stopped a run knows what to do. */}
      {status !== 'stopped' && <WhatToDo run={run} entity={entity} />}
    </Panel>
  );
}

function WhatToDo({ run, entity }: { run: RunDetail; entity: Entity }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const endpoint = platformOf(entity, usePlatforms().data)?.endpoint;
  const step = run.error?.step;
  const log = run.jobs.at(-1)?.logUri;

  // A redrive goes on at the failed step, which then misses a cluster that lived for the run only.
  const redrivable = !run.steps.some(({ resource }) =>
    /createVirtualCluster$/i.test(resource ?? ''),
  );
  const again = redrivable
    ? redriveCommand(run.arn, endpoint)
    : rerunCommand(entity, run.input, endpoint);
  let remedy: string = t('failure.todoRerun');
  if (redrivable) {
    remedy = step ? t('failure.todoRedrive', { step }) : t('failure.todoRedriveStart');
  }
  return (
    <>
      <h4 className={styles.subtitle}>{t('failure.todo')}</h4>
      <ol className={styles.todo}>
        {run.trigger && (
          <li>
            {t('failure.todoFile')}
            <CodeBlock
              text={copyCommand(uriOf(run.trigger), endpoint)}
              what={t('failure.commandWhat')}
            />
          </li>
        )}
        {again && (
          <li>
            {remedy}
            <CodeBlock text={again} what={t('failure.commandWhat')} />
          </li>
        )}
      </ol>
      {log && (
        <Facts>
          <Fact name={t('job.log')} copy={log} what={t('failure.logWhat')} mono>
            {log}
          </Fact>
        </Facts>
      )}
    </>
  );
}

/** The error's name and its cause, as far as they say more than the sentence. */
export function reportOf(name: string, cause: string | undefined): string {
  return [name, cause && (indent(cause) ?? cause)].filter(Boolean).join('\n');
}

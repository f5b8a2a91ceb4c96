import { ReactNode } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link, Text } from '@backstage/ui';
import { RiExternalLinkLine } from '@remixicon/react';
import { RunError, Step } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesTranslationRef } from '../../translation';
import { CodeBlock, Duration, ExactTime, Fact, Facts, indent, Json } from '../parts';
import parts from '../parts/parts.module.css';
import styles from './run.module.css';

/** All that is known of a step: what it called, its tries, what went in and what came out. */
export function StepDetail(props: {
  step: Step;
  /** Where the console shows what it called. */
  href?: string;
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { step, href } = props;
  const nothing = step.input === undefined && step.output === undefined;
  return (
    <div className={styles.detailBody}>
      <Facts>
        <Fact name={t('run.started')}>
          <ExactTime time={step.startedAt} />
        </Fact>
        {step.endedAt && (
          <Fact name={t('run.ended')}>
            <ExactTime time={step.endedAt} />
          </Fact>
        )}
        {step.resource && (
          <Fact name={t('steps.resource')} mono>
            {href ? (
              <Link href={href} target="_blank">
                {step.resource} <RiExternalLinkLine size="1em" aria-hidden />
              </Link>
            ) : (
              step.resource
            )}
          </Fact>
        )}
      </Facts>
      {step.error && (
        <Section title={t('steps.error')}>
          <CodeBlock text={textOf(step.error)} what={t('steps.errorWhat')} />
        </Section>
      )}
      {step.tries.length > 1 && (
        <Section title={t('steps.triesTitle')}>
          <ol className={styles.tries}>
            {step.tries.map(({ startedAt, endedAt, error }) => (
              <li key={startedAt}>
                <ExactTime time={startedAt} />
                {', '}
                <Duration from={startedAt} to={endedAt} />
                {error && (
                  <div className={parts.mono}>
                    {error.name}: {error.message}
                  </div>
                )}
              </li>
            ))}
          </ol>
        </Section>
      )}
      {step.input !== undefined && (
        <Section title={t('steps.input')}>
          <Json text={step.input} what={t('steps.inputWhat')} />
        </Section>
      )}
      {step.output !== undefined && (
        <Section title={t('steps.output')}>
          <Json text={step.output} what={t('steps.outputWhat')} />
        </Section>
      )}
      {nothing && (
        <Text as="p" variant="body-small" className={parts.faint}>
          {t('steps.noData')}
        </Text>
      )}
    </div>
  );
}

function Section(props: { title: string; children: ReactNode }) {
  return (
    <section>
      <h4 className={styles.subtitle}>{props.title}</h4>
      {props.children}
    </section>
  );
}

function textOf(error: RunError): string {
  const cause = error.cause && (indent(error.cause) ?? error.cause);
  return [`${error.name}: ${error.message}`, cause].filter(Boolean).join('\n');
}

import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { Previewed } from '../hooks';
import { dataPipelinesTranslationRef } from '../translation';
import { sentenceOf } from '../views/parts';
import parts from '../views/parts/parts.module.css';
import styles from './form.module.css';

const KNOWN = [
  'namespace',
  'stateMachine',
  'table',
  'bus',
  'topic',
  'virtualCluster',
  'component',
  'inputBucket',
  'scriptsBucket',
  'lakeBucket',
  'instance',
  'jobRole',
  'workflowRole',
  'eventsRole',
  'stepsRole',
  'triggerRule',
  'failedRule',
  'succeededRule',
  'cleanup',
  'cleanupRule',
  'sparkLogGroup',
  'deadLetterQueue',
  'logGroup',
  'system',
  'apiGroup',
  'graph',
] as const;

/** Names shown before "all names" is opened: those that a person meets first. */
const FIRST = 2;

/** What will be called after the team and the name; things with the same name share a line. */
export function DerivedNames({ previewed }: { previewed: Previewed }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { preview, error, checking } = previewed;
  const lines = byName(preview?.names ?? {});

  let remark: string | undefined;
  if (error) remark = t('names.failed', { message: sentenceOf(error) });
  else if (checking && lines.length === 0) remark = t('names.checking');
  else if (!preview?.names.namespace) remark = t('names.empty');
  else if (!preview.names.inputBucket) remark = t('names.partial');

  const wordOf = (key: string) => {
    const known = KNOWN.find(candidate => candidate === key);
    return known ? t(`names.${known}`) : key;
  };
  const list = (some: [name: string, keys: string[]][]) => (
    <ul className={styles.nameList}>
      {some.map(([name, keys]) => (
        <li key={name}>
          <span className={parts.mono}>{name}</span>
          <span className={`${parts.faint} ${styles.nameOf}`}>{keys.map(wordOf).join(', ')}</span>
        </li>
      ))}
    </ul>
  );
  return (
    <div className={styles.names} aria-live="polite" aria-busy={checking}>
      {preview?.names.namespace && (
        <>
          <Text as="p" variant="body-small" className={parts.faint}>
            {t('names.title')}
          </Text>
          {list(lines.slice(0, FIRST))}
          {lines.length > FIRST && (
            <details>
              <summary className={styles.more}>{t('names.all')}</summary>
              {list(lines.slice(FIRST))}
            </details>
          )}
        </>
      )}
      {remark && (
        <Text as="p" variant="body-small" className={parts.faint}>
          {remark}
        </Text>
      )}
    </div>
  );
}

function byName(names: Record<string, string>): [name: string, keys: string[]][] {
  const known = KNOWN.filter(key => names[key]);
  const others = Object.keys(names).filter(key => !KNOWN.some(candidate => candidate === key));
  const lines = new Map<string, string[]>();
  for (const key of [...known, ...others]) {
    lines.set(names[key], [...(lines.get(names[key]) ?? []), key]);
  }
  return [...lines];
}

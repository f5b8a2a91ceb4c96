import { ReactNode } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { TriggerObject } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesTranslationRef } from '../../translation';
import { CopyButton } from './CopyButton';
import { splitKey } from './format';
import styles from './parts.module.css';

/** The object's address, as the AWS CLI takes it. */
export function uriOf(object: TriggerObject): string {
  return `s3://${object.bucket}/${object.key}`;
}

/**
 * The object that started a run: its file name strong, its folders faint, the whole on hover and
 * by copy. `children` replaces the plain file name, e.g. by a link.
 */
export function ObjectName(props: { object: TriggerObject; children?: ReactNode }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const uri = uriOf(props.object);
  const { prefix, file } = splitKey(props.object.key);
  return (
    <span className={styles.object} title={uri}>
      <span className={styles.objectText}>
        <span className={styles.objectFile}>{props.children ?? file}</span>
        {prefix && <span className={styles.objectPrefix}>{prefix}</span>}
      </span>
      <CopyButton text={uri} what={t('run.objectUri')} />
    </span>
  );
}

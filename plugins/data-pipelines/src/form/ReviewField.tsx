import { useEffect } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button } from '@backstage/ui';
import { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { Preview, Problem } from 'backstage-plugin-data-pipelines-common';
import { usePreview } from '../hooks';
import { dataPipelinesTranslationRef } from '../translation';
import { Bone, sentenceOf } from '../views/parts';
import { FileTree } from './FileTree';
import styles from './form.module.css';
import { formOf } from './formOf';
import { labelOf } from './labelOf';
import { ResourceList } from './ResourceList';

/** Any value: the form validates only fields that have one. */
const SEEN = 'seen';

/** The last look before Create: what is wrong, or what will be made. */
export function ReviewField(props: FieldExtensionComponentProps<string>) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { formData, onChange, formContext } = props;
  useEffect(() => {
    if (formData !== SEEN) onChange(SEEN);
  }, [formData, onChange]);

  const { preview, error, checking, check } = usePreview(formOf(formContext?.formData));
  return (
    <section
      className={styles.review}
      aria-label={props.schema.title ?? t('review.label')}
      aria-busy={checking}
    >
      {error && !checking && (
        <Alert
          role="alert"
          status="danger"
          icon
          title={t('review.failed')}
          description={sentenceOf(error)}
          customActions={
            <Button variant="secondary" onPress={check}>
              {t('error.retry')}
            </Button>
          }
        />
      )}
      {!preview && (checking || !error) && (
        <div role="status">
          <Alert status="info" isPending title={t('review.checking')} />
          <Bone width="100%" height="12rem" />
        </div>
      )}
      {preview && preview.problems.length > 0 && <Problems problems={preview.problems} />}
      {preview && preview.problems.length === 0 && <Plan preview={preview} />}
    </section>
  );
}

function Problems({ problems }: { problems: Problem[] }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  return (
    <Alert
      role="alert"
      status="danger"
      icon
      title={t('review.problems', { count: problems.length })}
      description={
        <>
          <ul className={styles.problems}>
            {problems.map(({ path, message }) => (
              <li key={`${path} ${message}`}>
                <strong>{labelOf(path, t)}</strong>: {message}
              </li>
            ))}
          </ul>
          {t('review.problemsHint')}
        </>
      }
    />
  );
}

function Plan({ preview }: { preview: Preview }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  return (
    <>
      <Alert
        role="status"
        status="success"
        icon
        title={t('review.ready')}
        description={t('review.readyHint')}
      />
      <ResourceList resources={preview.resources} />
      <FileTree files={preview.files} />
    </>
  );
}

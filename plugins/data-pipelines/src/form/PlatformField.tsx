import { useEffect } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button, VisuallyHidden } from '@backstage/ui';
import { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { usePlatforms } from '../hooks';
import { dataPipelinesTranslationRef } from '../translation';
import { Bone, sentenceOf } from '../views/parts';
import styles from './form.module.css';
import { ChoiceInput } from './inputs';

/** Chooses the account and cluster by name; the only one there is, is chosen. */
export function PlatformField(props: FieldExtensionComponentProps<string>) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { formData, onChange } = props;
  const { data: platforms, error, refresh } = usePlatforms();

  const only = platforms?.length === 1 ? platforms[0].name : undefined;
  useEffect(() => {
    if (only && formData === undefined) onChange(only);
  }, [only, formData, onChange]);

  if (!platforms && error) {
    return (
      <Alert
        role="alert"
        status="danger"
        icon
        title={t('platform.failed')}
        description={sentenceOf(error)}
        customActions={
          <Button variant="secondary" onPress={refresh}>
            {t('error.retry')}
          </Button>
        }
      />
    );
  }
  if (!platforms) {
    return (
      <div role="status">
        <VisuallyHidden>{t('platform.loading')}</VisuallyHidden>
        <Bone width="100%" height="2.5rem" />
      </div>
    );
  }
  if (platforms.length === 0) {
    return (
      <Alert
        role="alert"
        status="warning"
        icon
        title={t('platform.none')}
        description={t('platform.noneHint')}
      />
    );
  }
  const chosen = platforms.find(platform => platform.name === formData);
  return (
    <div className={styles.field}>
      <ChoiceInput
        field={props}
        label={t('platform.label')}
        placeholder={t('platform.placeholder')}
        invalid={props.rawErrors?.length > 0}
        options={platforms.map(({ name, title }) => ({ value: name, label: title }))}
      />
      {chosen && (
        <p className={styles.hint}>
          {t('platform.where', { accountId: chosen.accountId, region: chosen.region })}
        </p>
      )}
    </div>
  );
}

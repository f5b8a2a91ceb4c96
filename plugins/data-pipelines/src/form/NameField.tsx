import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { usePreview } from '../hooks';
import { dataPipelinesTranslationRef } from '../translation';
import { DerivedNames } from './DerivedNames';
import styles from './form.module.css';
import { formOf } from './formOf';
import { TextInput } from './inputs';

/** The field for a pipeline's name; shows live what will be called after it. */
export function NameField(props: FieldExtensionComponentProps<string>) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { formData, rawErrors, formContext } = props;
  // What the fields share may be one render behind this field's own data.
  const previewed = usePreview(formOf({ ...formContext?.formData, [props.name]: formData }));
  const problem = formData
    ? previewed.preview?.problems.find(({ path }) => path === props.name)
    : undefined;
  const refused = rawErrors?.length > 0;
  return (
    <div className={styles.field}>
      <TextInput field={props} label={t('field.name')} invalid={refused || problem !== undefined} />
      {/* The form itself shows the errors for which it refused to go on. */}
      {problem && !refused && (
        <p role="alert" className={styles.problem}>
          {problem.message}
        </p>
      )}
      <DerivedNames previewed={previewed} />
    </div>
  );
}

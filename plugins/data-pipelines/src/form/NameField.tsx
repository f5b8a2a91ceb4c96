import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { TextField } from '@backstage/ui';
import { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { usePreview } from '../hooks';
import { dataPipelinesTranslationRef } from '../translation';
import { DerivedNames } from './DerivedNames';
import styles from './form.module.css';
import { formOf } from './formOf';

/** The field for a pipeline's name; shows live what will be called after it. */
export function NameField(props: FieldExtensionComponentProps<string>) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { formData, onChange, required, rawErrors, schema, uiSchema, idSchema, formContext } =
    props;
  // rjsf may be one render ahead of the data that it shares with the other fields.
  const form = formOf({ ...formContext?.formData, [props.name]: formData });
  const previewed = usePreview(form);
  const problem = formData
    ? previewed.preview?.problems.find(({ path }) => path === props.name)
    : undefined;
  const message = rawErrors?.[0] ?? problem?.message;
  return (
    <div className={styles.field}>
      <TextField
        id={idSchema?.$id}
        name={props.name}
        label={schema.title ?? t('field.name')}
        description={uiSchema?.['ui:description'] ?? schema.description}
        secondaryLabel={required ? t('parts.required') : undefined}
        placeholder={uiSchema?.['ui:placeholder']}
        isRequired={required}
        isDisabled={props.disabled || props.readonly}
        isInvalid={Boolean(message)}
        // The browser must not hold back the form for a problem that is being checked anew.
        validationBehavior="aria"
        autoFocus={uiSchema?.['ui:autofocus']}
        value={formData ?? ''}
        onChange={value => onChange(value === '' ? undefined : value)}
      />
      {problem && !rawErrors?.length && (
        <p role="alert" className={styles.problem}>
          {problem.message}
        </p>
      )}
      <DerivedNames previewed={previewed} />
    </div>
  );
}

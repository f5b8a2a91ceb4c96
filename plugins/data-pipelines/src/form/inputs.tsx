import MuiMenuItem from '@material-ui/core/MenuItem';
import MuiTextField from '@material-ui/core/TextField';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { useScaffolderTheme } from '@backstage/plugin-scaffolder-react/alpha';
import { Select, TextField } from '@backstage/ui';
import { dataPipelinesTranslationRef } from '../translation';

type FieldProps = FieldExtensionComponentProps<string>;

interface InputProps {
  /** As the scaffolder gives them to the field. */
  field: FieldProps;
  /** Label when the template gives none. */
  label: string;
  invalid: boolean;
}

/** A text input in whichever of its two looks the scaffolder's form has. */
export function TextInput({ field, label, invalid }: InputProps) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { formData, required, uiSchema } = field;
  const common = commonProps(field, label);
  const onChange = (value: string) => field.onChange(value === '' ? undefined : value);
  const autoFocus = Boolean(uiSchema?.['ui:autofocus']);
  const placeholder = uiSchema?.['ui:placeholder'];
  const description = descriptionOf(field);

  // Focus is taken only when the template's author asks for it.
  /* eslint-disable jsx-a11y/no-autofocus */
  return useScaffolderTheme() === 'bui' ? (
    <TextField
      {...common}
      description={description}
      secondaryLabel={required ? t('parts.required') : undefined}
      placeholder={placeholder}
      isRequired={required}
      isDisabled={field.disabled || field.readonly}
      isInvalid={invalid}
      // The browser must not hold back the form for a problem that is being checked anew.
      validationBehavior="aria"
      autoFocus={autoFocus}
      value={formData ?? ''}
      onChange={onChange}
    />
  ) : (
    <MuiTextField
      {...common}
      {...muiProps(field, invalid)}
      helperText={description}
      placeholder={placeholder}
      autoFocus={autoFocus}
      value={formData ?? ''}
      onChange={event => onChange(event.target.value)}
    />
  );
  /* eslint-enable jsx-a11y/no-autofocus */
}

/** A choice of one in whichever of its two looks the scaffolder's form has. */
export function ChoiceInput(
  props: InputProps & { options: { value: string; label: string }[]; placeholder: string },
) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { field, label, invalid, options } = props;
  const { formData, required } = field;
  const common = commonProps(field, label);
  const chosen = options.some(option => option.value === formData) ? formData : undefined;
  const description = descriptionOf(field);
  return useScaffolderTheme() === 'bui' ? (
    <Select
      {...common}
      description={description}
      secondaryLabel={required ? t('parts.required') : undefined}
      placeholder={props.placeholder}
      isRequired={required}
      isDisabled={field.disabled || field.readonly}
      isInvalid={invalid}
      validationBehavior="aria"
      options={options}
      selectedKey={chosen ?? null}
      onSelectionChange={key => field.onChange(key === null ? undefined : String(key))}
    />
  ) : (
    <MuiTextField
      {...common}
      {...muiProps(field, invalid)}
      select
      helperText={description}
      value={chosen ?? ''}
      onChange={event => field.onChange(event.target.value)}
    >
      {options.map(option => (
        <MuiMenuItem key={option.value} value={option.value}>
          {option.label}
        </MuiMenuItem>
      ))}
    </MuiTextField>
  );
}

function commonProps({ idSchema, name, schema }: FieldProps, label: string) {
  return { id: idSchema?.$id, name, label: schema.title ?? label };
}

function muiProps({ required, disabled, readonly }: FieldProps, invalid: boolean) {
  return {
    required,
    error: invalid,
    disabled: disabled || readonly,
    fullWidth: true,
    margin: 'normal' as const,
    FormHelperTextProps: { margin: 'dense' as const, style: { marginLeft: 0 } },
  };
}

function descriptionOf({ uiSchema, schema }: FieldProps): string | undefined {
  return uiSchema?.['ui:description'] ?? schema.description;
}

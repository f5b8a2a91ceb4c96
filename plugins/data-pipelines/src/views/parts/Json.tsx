import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { dataPipelinesTranslationRef } from '../../translation';
import { CodeBlock } from './CodeBlock';

/** Step Functions keeps this many bytes of an input or output. */
const CUT_AT = 256 * 1024;

/** JSON text, indented; text that is no JSON as it is. */
export function Json(props: { text: string; what: string }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const pretty = indent(props.text);
  return (
    <>
      <CodeBlock text={pretty ?? props.text} what={props.what} />
      {pretty === undefined && (
        <Text variant="body-small" as="p">
          {props.text.length >= CUT_AT ? t('parts.cut') : t('parts.notJson')}
        </Text>
      )}
    </>
  );
}

/** Indents JSON text; `undefined` when it is none. */
export function indent(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return undefined;
  }
}

import { useEffect, useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonIcon } from '@backstage/ui';
import { RiCheckLine, RiFileCopyLine } from '@remixicon/react';
import { dataPipelinesTranslationRef } from '../../translation';
import { copyText } from './copyText';
import styles from './parts.module.css';

/** Copies a text; `what` names it for those who do not see the icon. */
export function CopyButton(props: { text: string; what: string; className?: string }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <ButtonIcon
      size="small"
      variant="tertiary"
      className={props.className ?? styles.inlineCopy}
      icon={copied ? <RiCheckLine aria-hidden /> : <RiFileCopyLine aria-hidden />}
      aria-label={copied ? t('parts.copied') : t('parts.copy', { what: props.what })}
      onPress={async () => setCopied(await copyText(props.text))}
    />
  );
}

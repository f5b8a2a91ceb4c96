import { useEffect, useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonIcon } from '@backstage/ui';
import { RiCheckLine, RiFileCopyLine } from '@remixicon/react';
import { dataPipelinesTranslationRef } from '../../translation';
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
      onPress={async () => setCopied(await copy(props.text))}
    />
  );
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** The clipboard API exists only over https and on localhost; portals on plain http need this. */
function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  document.body.append(area);
  area.select();
  try {
    return document.execCommand('copy');
  } finally {
    area.remove();
  }
}

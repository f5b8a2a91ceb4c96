import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Cell, MenuItem } from '@backstage/ui';
import { RiExternalLinkLine, RiLinkM } from '@remixicon/react';
import { Run, RunAction } from 'backstage-plugin-data-pipelines-common';
import { May } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { choicesOf } from '../actions';
import { AwsConsole } from '../console';
import { copyText, More, splitKey } from '../parts';
import { ACTION_ICONS } from '../run/RunActions';

/** What can be done to one run, from its row. */
export function MenuCell(props: {
  run: Run;
  href: string;
  may: May;
  aws?: AwsConsole;
  onAction(run: Run, action: RunAction): void;
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { run, href, aws } = props;
  const name = run.trigger ? splitKey(run.trigger.key).file : run.id;
  return (
    <Cell>
      <More label={t('actions.moreOf', { name })}>
        {choicesOf(run, props.may)
          .filter(({ possible }) => possible)
          .map(({ action }) => (
            <MenuItem
              key={action}
              iconStart={ACTION_ICONS[action]}
              onAction={() => props.onAction(run, action)}
            >
              {t(`actions.${action}`)}
            </MenuItem>
          ))}
        <MenuItem
          iconStart={<RiLinkM aria-hidden />}
          onAction={() => copyText(new URL(href, window.location.href).href)}
        >
          {t('actions.copyLink')}
        </MenuItem>
        {aws && (
          <MenuItem
            iconStart={<RiExternalLinkLine aria-hidden />}
            href={aws.execution(run)}
            target="_blank"
          >
            {t('actions.openInAws')}
          </MenuItem>
        )}
      </More>
    </Cell>
  );
}

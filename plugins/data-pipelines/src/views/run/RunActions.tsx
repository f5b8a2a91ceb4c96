import { Entity, getCompoundEntityRef } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, MenuItem } from '@backstage/ui';
import {
  RiExternalLinkLine,
  RiLinkM,
  RiRestartLine,
  RiSkipForwardLine,
  RiStopCircleLine,
} from '@remixicon/react';
import { RunAction, RunDetail } from 'backstage-plugin-data-pipelines-common';
import { useMay } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { choicesOf, useRunActionDialog } from '../actions';
import { useConsole } from '../console';
import { copyText, More } from '../parts';
import parts from '../parts/parts.module.css';
import styles from './run.module.css';

/** Icons of the actions; the same wherever they are offered. */
export const ACTION_ICONS: Record<RunAction, JSX.Element> = {
  redrive: <RiSkipForwardLine aria-hidden />,
  rerun: <RiRestartLine aria-hidden />,
  stop: <RiStopCircleLine aria-hidden />,
};

/** What can be done to a run now, for those who may; the rest and its reason is in the menu. */
export function RunActions(props: {
  run: RunDetail;
  entity: Entity;
  /** Called with the run that goes on from now. */
  onDone(runId: string): void;
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { run, entity } = props;
  const may = useMay(entity);
  const aws = useConsole(entity);
  const { ask, dialog } = useRunActionDialog(entity, props.onDone);
  // A backend that does not know the actions yet says nothing of them.
  const choices = run.actions ? choicesOf(run, may) : [];
  return (
    <div className={styles.actions} data-pipeline={getCompoundEntityRef(entity).name}>
      {choices
        .filter(({ possible }) => possible)
        .map(({ action, note }) => (
          <Button
            key={action}
            size="small"
            variant="secondary"
            iconStart={ACTION_ICONS[action]}
            onPress={() => ask({ run, action, note })}
          >
            {t(`actions.${action}`)}
          </Button>
        ))}
      <More label={t('actions.more')}>
        <MenuItem
          iconStart={<RiLinkM aria-hidden />}
          onAction={() => copyText(window.location.href)}
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
        {choices
          .filter(({ possible }) => !possible)
          .map(({ action, note }) => (
            // One that is disabled is skipped by the arrow keys, and its reason never heard.
            <MenuItem
              key={action}
              className={styles.impossibleItem}
              shouldCloseOnSelect={false}
              textValue={t(`actions.${action}`)}
            >
              <span className={`${styles.impossible} ${parts.faint}`}>
                {t('actions.notNow', { action: t(`actions.${action}`) })}
                {note && <small>{note}</small>}
              </span>
            </MenuItem>
          ))}
      </More>
      {dialog}
    </div>
  );
}

import { ReactNode } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button, Dialog, DialogBody, DialogFooter, DialogHeader } from '@backstage/ui';
import { Action } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { sentenceOf } from '../parts';
import styles from './actions.module.css';

/** Says what an action will do before it is done, and why it was not when it fails. */
export function ConfirmDialog(props: {
  title: string;
  /** Word of the button that does it. */
  confirm: string;
  destructive?: boolean;
  disabled?: boolean;
  action: Pick<Action<never, unknown>, 'running' | 'error'>;
  onConfirm(): void;
  onClose(): void;
  width?: number;
  children: ReactNode;
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { running, error } = props.action;
  return (
    <Dialog
      isOpen
      width={`min(${props.width ?? 520}px, calc(100vw - 32px))`}
      onOpenChange={isOpen => !isOpen && !running && props.onClose()}
    >
      <DialogHeader>{props.title}</DialogHeader>
      <DialogBody>
        <div className={styles.body}>
          {props.children}
          {error && (
            <Alert
              role="alert"
              status="danger"
              icon
              title={t('actions.failed')}
              description={sentenceOf(error)}
            />
          )}
        </div>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" isDisabled={running} onPress={props.onClose}>
          {t('actions.cancel')}
        </Button>
        <Button
          variant="primary"
          destructive={props.destructive}
          isPending={running}
          isDisabled={props.disabled}
          onPress={props.onConfirm}
        >
          {props.confirm}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

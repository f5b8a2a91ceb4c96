import { ReactNode } from 'react';
import { ButtonIcon, Menu, MenuTrigger } from '@backstage/ui';
import { RiMore2Fill } from '@remixicon/react';

/** A button with three dots and the menu behind it. */
export function More(props: { label: string; size?: 'small' | 'medium'; children: ReactNode }) {
  return (
    <MenuTrigger>
      <ButtonIcon
        size={props.size ?? 'small'}
        variant="tertiary"
        icon={<RiMore2Fill aria-hidden />}
        aria-label={props.label}
      />
      <Menu placement="bottom end">{props.children}</Menu>
    </MenuTrigger>
  );
}

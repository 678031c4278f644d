import type { ComponentProps, ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

type Look = 'primary' | 'plain' | 'danger' | 'quiet';

/** A button. While `isBusy` it cannot be pressed again, and keeps its width. */
export function Button({
  look = 'plain',
  icon,
  isBusy = false,
  disabled = false,
  children,
  ...rest
}: Omit<ComponentProps<'button'>, 'className' | 'type'> & {
  readonly look?: Look;
  readonly icon?: IconName;
  readonly isBusy?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <button {...rest} type="button" className={`button ${look}`} disabled={disabled || isBusy} aria-busy={isBusy}>
      {icon && <Icon name={icon} size={18} />}
      <span>{children}</span>
    </button>
  );
}

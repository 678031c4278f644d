import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

/** What stands where there is nothing yet: it says what to do. */
export function EmptyState({
  icon,
  title,
  hint,
  children,
}: {
  readonly icon: IconName;
  readonly title: string;
  readonly hint?: ReactNode;
  /** What to do about it: a button or a link. */
  readonly children?: ReactNode;
}) {
  return (
    <div className="empty">
      <Icon name={icon} size={36} />
      <h2>{title}</h2>
      {hint !== undefined && <p className="muted">{hint}</p>}
      {children !== undefined && <div className="actions">{children}</div>}
    </div>
  );
}

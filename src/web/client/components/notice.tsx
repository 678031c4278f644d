import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

export type Tone = 'good' | 'warn' | 'bad' | 'info';

const ICONS: Readonly<Record<Tone, IconName>> = { good: 'check', warn: 'warning', bad: 'error', info: 'info' };

/** A message that stays on the page. One that appears after an action is announced to screen readers with `isAlert`. */
export function Notice({
  tone,
  title,
  children,
  isAlert = false,
}: {
  readonly tone: Tone;
  readonly title?: ReactNode;
  readonly children?: ReactNode;
  readonly isAlert?: boolean;
}) {
  return (
    <div className={`notice ${tone}`} role={isAlert ? 'alert' : undefined}>
      <Icon name={ICONS[tone]} />
      <div>
        {title !== undefined && <p className="notice-title">{title}</p>}
        {children}
      </div>
    </div>
  );
}

import type { GateWait } from '../resilience/index.ts';
import { t, twoDigits, wholeText } from '../words/index.ts';
import type { NightSettings } from './options/night-values.ts';

/** What a run waits for, such as `waiting until 20:00 (window)`. */
export function gateText({ for: reason, until }: GateWait): string {
  switch (reason) {
    case 'window':
      return t`waiting until ${until} (window)`;
    case 'budget':
      return t`budget used up: goes on ${until}`;
    case 'daily-limit':
      return t`daily limit of the API used up: goes on ${until}`;
  }
}

/** What a run says when it begins to wait, such as `Waiting until 20:00 (window).` */
export function gateMessage(wait: GateWait): string {
  const text = gateText(wait);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** What it says when it goes on. */
export function goingOnMessage(): string {
  return t`Going on.`;
}

/** Stands for a time. */
const ANY = '\0';
const REASONS: readonly GateWait['for'][] = ['window', 'budget', 'daily-limit'];

/** Is a line a `gateMessage`, in the current language? */
export function isGateMessage(line: string): boolean {
  return REASONS.some((reason) => {
    const [before = '', after = ''] = gateMessage({ for: reason, until: ANY, untilMs: 0 }).split(ANY);
    return line.length > before.length + after.length && line.startsWith(before) && line.endsWith(after);
  });
}

/** When calls are made, such as `20:00-06:00, 200,000 calls a day`. */
export function limitsText({ window, budget }: NightSettings): string {
  const clock = (minute: number) => `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`;
  return [
    ...(window ? [`${clock(window.fromMinute)}-${clock(window.toMinute)}`] : []),
    ...(budget === undefined ? [] : [t`${wholeText(budget)} calls a day`]),
  ].join(', ');
}

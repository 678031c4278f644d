import { twoDigits } from '../words/time-text.ts';

/** A new run's id: its start in local time, so that ids sort, and four random characters: `20261123-0412-7f3a`. */
export function newRunId(nowMs: number, random: () => number): string {
  const at = new Date(nowMs);
  const day = [at.getFullYear(), at.getMonth() + 1, at.getDate()].map(twoDigits).join('');
  const suffix = Math.floor(random() * 0x10000)
    .toString(16)
    .padStart(4, '0');
  return `${day}-${twoDigits(at.getHours())}${twoDigits(at.getMinutes())}-${suffix}`;
}

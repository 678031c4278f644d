import { expect, test } from 'vitest';
import { durationText, localTimeText } from '../../src/words/time-text.ts';

const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000];

test.each([
  [0, '0 s'],
  [-5, '0 s'],
  [0.4, '0 s'],
  [850, '850 ms'],
  [999.7, '1 s'],
  [4249, '4.2 s'],
  [45 * SECOND, '45 s'],
  [MINUTE - 1, '1 min'],
  [3 * MINUTE + 20.4 * SECOND, '3 min 20 s'],
  [5 * MINUTE, '5 min'],
  [7 * HOUR + 12 * MINUTE + 59 * SECOND, '7 h 12 min'],
  [DAY - SECOND, '23 h 59 min'],
  [DAY + 30 * MINUTE, '1 d'],
  [40 * DAY + 5 * HOUR, '40 d 5 h'],
])('%d ms are shown as %s', (ms, expected) => {
  expect(durationText(ms)).toBe(expected);
});

test('a local time is shown to the second, or to the minute', () => {
  const at = new Date(2026, 0, 3, 4, 5, 6).getTime();
  expect(localTimeText(at)).toBe('2026-01-03 04:05:06');
  expect(localTimeText(at, 'minute')).toBe('2026-01-03 04:05');
});

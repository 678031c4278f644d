import { expect, test } from 'vitest';
import type { ProgressFacts } from '../../src/app/reporter.ts';
import { progressBar, progressLine } from '../../src/cli/terminal-reporter.ts';

const FACTS: ProgressFacts = {
  title: 'Importing',
  rows: 1200,
  total: 5000,
  errors: 4,
  ratePerSecond: 310.4,
  secondsLeft: 12.2,
  requests: { sent: 1300, retried: 2, throttled: 0 },
  waiting: undefined,
};

test.each<[Partial<ProgressFacts>, string]>([
  [{}, 'Importing: 1200 of about 5000 rows (24 %), 310/s, 4 with errors, about 13 s left'],
  [{ total: undefined, secondsLeft: undefined, errors: 0 }, 'Importing: 1200 rows, 310/s'],
  [
    { secondsLeft: 7300, ratePerSecond: 0.52, errors: 0 },
    'Importing: 1200 of about 5000 rows (24 %), 0.5/s, about 2 h 2 min left',
  ],
  [{ rows: 5000, errors: 0, secondsLeft: 0 }, 'Importing: 5000 of about 5000 rows (99 %), 310/s, about 0 s left'],
  [
    { requests: { sent: 1, retried: 1, throttled: 7 }, waiting: { for: 'pause', leftMs: 1400 }, errors: 0 },
    'Importing: 1200 of about 5000 rows (24 %), 310/s, throttled 7 times, the API asks for a pause, 2 s',
  ],
  [
    { waiting: { for: 'server', reason: 'nothing answers' }, errors: 0 },
    'Importing: 1200 of about 5000 rows (24 %), 310/s, waiting for the server',
  ],
])('a line shows the progress of a run: %o', (changes, text) => {
  expect(progressLine({ ...FACTS, ...changes })).toBe(text);
});

test('a bar is never wider than the terminal, and drops what the run is waiting for last', () => {
  const paint = (_: string, text: string) => text;
  const waiting = { ...FACTS, waiting: { for: 'server', reason: '' } } as const;
  for (let width = 5; width < 160; width += 1) {
    expect(progressBar(FACTS, { width, paint }).length).toBeLessThan(width);
    expect(progressBar(waiting, { width, paint }).length).toBeLessThan(width);
  }
  expect(progressBar(waiting, { width: 70, paint })).toContain('waiting for the server');
});

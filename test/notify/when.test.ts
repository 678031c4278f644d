import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/notify/outcome.ts';
import { isWanted, parseCondition } from '../../src/notify/when.ts';

function outcome(more: Partial<Outcome>): Outcome {
  return { command: 'import', status: 'completed', rows: { read: 0 }, causes: [], ...more };
}

const holds = (when: string, of: Partial<Outcome>): boolean => {
  const condition = parseCondition(when);
  if (typeof condition === 'string') throw new Error(condition);
  return isWanted([condition], outcome(of));
};

describe('when', () => {
  test.each([
    ['always', {}, true],
    ['failure', {}, false],
    ['failure', { status: 'completed_with_errors' }, false],
    ['failure', { status: 'aborted' }, true],
    ['failure', { status: 'interrupted' }, true],
    ['failure', { status: 'not_started' }, true],
    ['incomplete', { complete: true }, false],
    ['incomplete', { complete: false }, true],
    ['incomplete', { rows: { read: 5, pending: 1 } }, true],
    ['rejected > 2%', { rows: { read: 100, rejected: 2 } }, false],
    ['rejected > 2%', { rows: { read: 100, rejected: 3 } }, true],
    ['rejected >= 2%', { rows: { read: 100, rejected: 2 } }, true],
    ['rejected > 0.5%', { rows: { read: 1000, rejected: 6 } }, true],
    ['rejected>2%', { rows: { read: 0, rejected: 0 } }, false],
    ['failed > 10', { rows: { read: 100, failed: 10 } }, false],
    ['failed > 10', { rows: { read: 100, failed: 11 } }, true],
    ['errors > 2', { rows: { read: 9, rejected: 1, failed: 1, in_doubt: 1 } }, true],
    ['different > 0', { rows: { checked: 9, different: 1 } }, true],
    ['missing > 20%', { rows: { checked: 10, missing: 3 } }, true],
  ] as const)('%s holds for %j: %s', (when, of, isHeld) => {
    expect(holds(when, of)).toBe(isHeld);
  });

  test.each([
    ['allways', /must be always, failure, incomplete/],
    ['', /must be always/],
    ['rejected < 2', /must be always/],
    ['rejected > 2 %%', /must be always/],
    ['rejected > -1', /must be always/],
    ['rejected > 200%', /percentage over 100/],
    ['lost > 2', /unknown counter "lost"; use one of errors, rejected, failed/],
  ])('refuses %j', (when, why) => {
    expect(parseCondition(when)).toMatch(why);
  });
});

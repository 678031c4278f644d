import { expect, test } from 'vitest';
import { stepOf } from '../../src/app/import/run-record.ts';
import type { StoredRun } from '../../src/ledger/index.ts';

const run = (id: string, plan?: object) => ({ id, settings: { ...(plan && { plan }) } }) as StoredRun;

test('a run knows its step in a plan, whatever its id ends with', () => {
  expect(stepOf(run('calm-otter-7', { id: 'calm-otter', steps: 3, dir: 'runs', step: 2 }))).toBe(2);
});

test('a step that an older version began is recognised by its position in the plan', () => {
  const plan = { id: 'calm-otter', steps: 3, dir: 'runs' };
  expect(stepOf(run('calm-otter-3', plan))).toBe(3);
  expect(stepOf(run('calm-otter-9', plan))).toBeUndefined();
});

test('a run outside a plan has no step', () => {
  expect(stepOf(run('calm-otter-2'))).toBeUndefined();
});

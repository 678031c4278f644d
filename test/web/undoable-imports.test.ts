import { expect, test } from 'vitest';
import { undoableImports } from '../../src/web/client/pages/runs/undoable-imports.ts';
import type { RunDetails } from '../../src/web/schemas/runs.ts';

const run = (id: string, offers: readonly string[], undoes?: string): RunDetails => ({
  ...{ run: id, command: undoes === undefined ? 'import' : 'undo', target: 'customer', status: 'completed' },
  ...{ reason: null, rows: {}, started: '', ended: null, input: 'people.csv', job: null, causes: [], files: [] },
  offers: [...offers],
  summary: undoes === undefined ? {} : { undoes },
});
const offered = (...runs: RunDetails[]) => undoableImports(runs).map((each) => each.run);

test('the import can be undone after a retry that has corrected nothing', () => {
  expect(offered(run('retry', ['retry']), run('first', ['undo']))).toEqual(['first']);
});

test('a run that has been undone is not offered again, nor is its undo', () => {
  const [retry, first] = [run('retry', ['undo']), run('first', ['undo'])];
  expect(offered(run('back', ['undo'], 'retry'), retry, first)).toEqual(['first']);
});

test('a run whose undo was stopped is offered still', () => {
  expect(offered(run('back', ['resume', 'undo'], 'first'), run('first', ['undo']))).toEqual(['first']);
});

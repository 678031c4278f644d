import { afterAll, beforeAll, expect, test } from 'vitest';
import { UndoingTenant } from './undoing.ts';

let at: UndoingTenant;
let id: string;
let other: string;

beforeAll(async () => {
  at = await UndoingTenant.start({ customers: 12, seed: 5 });
  [id, other] = at.ids as [string, string];
});
afterAll(() => at[Symbol.asyncDispose]());

/** Imports, verifies and undoes: the customers are then what they were. Returns what the import changed. */
async function roundTrip(run: () => Promise<{ readonly run: string; readonly status: string }>) {
  const before = at.state();
  const summary = await run();
  expect(summary.status).toBe('completed');
  const after = at.state();
  const { records, cells } = await at.verify(summary.run);
  expect([records.equal, cells.different]).toEqual([records.checked, 0]);
  const undone = await at.undo(summary.run);
  expect(undone.status, JSON.stringify(undone.errors)).toBe('completed');
  expect(at.state()).toEqual(before);
  return { before: before[id], after: after[id], undone };
}

const mapping = (target: string, key: string, ...fields: string[]) =>
  `target: ${target}\nkey: ${key}\nfields:\n${[`${key}: Id`, ...fields].map((field) => `  ${field}\n`).join('')}`;

test('an edit of every kind of field is taken back', async () => {
  const { after } = await roundTrip(() =>
    at.import(
      ['Id,Note', `${id},Hello`, `${other},`],
      mapping(
        'customer-update',
        'id',
        'nick: { const: Renamed }',
        'remark: { column: Note, blank: clear }',
        'tel: { const: "+49 30 1234567" }',
        'whatsappids: { const: "a;b", split: ";" }',
        'is_vip: { const: 1 }',
      ),
      { undoable: true },
    ),
  );
  expect(after).toMatchObject({ nick: 'Renamed', remark: 'Hello' });
});

test('a plan that is applied is taken back', async () => {
  await roundTrip(() =>
    at.planAndApply(
      ['Id,Note', `${id},Hello`],
      mapping('customer-update', 'id', 'nick: { const: Renamed }', 'remark: Note'),
    ),
  );
});

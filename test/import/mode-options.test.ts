import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { withLedger } from './filtering.ts';
import { folderWith, importHere } from './in-process.ts';

const EDITS = 'version: 1\ntarget: customer-update\nfields:\n  id: Id\n  nick: Name\n';
const GROUPS =
  'version: 1\ntarget: tag-group\nfields:\n  name: Name\n  color_value: { const: "#ff0000" }\n  is_multiple_choice: { const: 1 }\n  label_list: { column: Name, split: ";" }\n';

test.each([
  ['update', GROUPS, '--mode update does not work with target tag-group'],
  ['create', EDITS, '--mode create does not work with target customer-update: it edits customers by their ids'],
] as const)(
  'refuses --mode %s for a target that cannot have it, before anything is sent',
  async (mode, yaml, message) => {
    await using sandbox = await startSandbox();
    await expect(importHere(folderWith(['Id,Name', '1,Ann'], yaml), sandbox, { mode })).rejects.toThrow(message);
    expect(sandbox.stats().requests).toBe(0);
  },
);

test('keeps --mode and --undoable for a resumed run', async () => {
  await using sandbox = await startSandbox({ customers: 1 });
  const [id = ''] = sandbox.snapshot().customerIds();
  const folder = folderWith(['Id,Name', `${id},Ann`], EDITS);
  const { summary } = await importHere(folder, sandbox, { mode: 'update', undoable: true });
  expect(summary.rows.updated).toBe(1);
  expect(await withLedger(folder, (_, run) => run.settings)).toMatchObject({ mode: 'update', undoable: true });
});

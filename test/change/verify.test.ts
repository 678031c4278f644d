import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { planFile } from '../../src/app/change/plan-file.ts';
import { openLedger } from '../../src/ledger/index.ts';
import { UndoingTenant } from './undoing.ts';

let at: UndoingTenant;
beforeAll(async () => {
  at = await UndoingTenant.start({ customers: 40, seed: 12 });
});
afterAll(() => at[Symbol.asyncDispose]());

let taken = 0;
function fresh(): string {
  taken += 1;
  return at.ids[taken] as string;
}

const EDIT =
  'target: customer-update\nkey: { column: Row }\nfields:\n  id: Id\n  nick: { const: Renamed }\n  remark: Note\n';

describe.each([true, false])('a verification of a run (before-images: %s)', (undoable) => {
  const edit = (rows: readonly string[]) => at.import(['Row,Id,Note', ...rows], EDIT, { undoable });

  test('compares every cell that was sent', async () => {
    const { run } = await edit([`1,${fresh()},one`, `2,${fresh()},two`]);
    const verified = await at.verify(run);
    expect(verified).toMatchObject({
      verifies: run,
      status: 'completed',
      records: { checked: 2, equal: 2, different: 0, missing: 0 },
      cells: { compared: 4, different: 0 },
    });
    expect(verified.files.verify).toMatch(/verify\.xlsx$/);
    expect(await verified.sheet('Different')).toEqual([]);
  });

  test('lists what is different, what others changed, and who is missing', async () => {
    const [one, two, three] = [fresh(), fresh(), fresh()];
    const { run } = await edit([`1,${one},one`, `2,${two},two`, `3,${three},three`]);
    await at.edit(two, { remark: 'by somebody' });
    at.hide(three);
    const verified = await at.verify(run);
    at.hide();
    expect(verified.status).toBe('completed_with_errors');
    expect(verified.records).toEqual({ checked: 3, equal: 1, different: 1, missing: 1 });
    expect(verified.cells).toMatchObject({ different: 1 });
    const lines = [...(await verified.sheet('Different')), ...(await verified.sheet('Changed by others'))];
    expect(lines).toMatchObject([{ Row: expect.anything(), Key: '2', Field: 'Note', Sent: 'two', Now: 'by somebody' }]);
    expect(await verified.sheet('Missing')).toMatchObject([{ Key: '3' }]);
  });

  test('counts for each cell the last of several rows on one record', async () => {
    const id = fresh();
    const { run } = await edit([`1,${id},first`, `2,${id},second`]);
    expect((await at.verify(run)).records).toEqual({ checked: 1, equal: 1, different: 0, missing: 0 });
  });

  test('leaves out rows that were not sent', async () => {
    const id = fresh();
    const { run, rows } = await edit([`1,${id},sent`, `2,no-such-customer,not sent`]);
    expect(rows.updated).toBe(1);
    expect((await at.verify(run)).records).toMatchObject({ checked: 1, equal: 1 });
  });

  test('compares values, not their spelling, and nothing that an update ignores', async () => {
    const id = fresh();
    await at.edit(id, { partnerid: `P-${id}` });
    const { crm_status } = at.customer(id);
    const status = crm_status === 2 ? 1 : 2;
    const { run, rows } = await at.import(
      ['Id,Phone,Fruit', `P-${id},0049 30 123-45${taken},apple`],
      `target: customer
key: partnerid
identifiedBy: [partnerid]
fields:
  partnerid: Id
  nick: { const: Somebody }
  tel: Phone
  sex: { const: female }
  crm_status: { const: ${status} }
custom:
  Favourite fruit: Fruit
`,
      { undoable },
    );
    expect(rows.updated).toBe(1);
    const { records, cells } = await at.verify(run);
    expect([records.equal, cells.different]).toEqual([1, 0]);
    expect(at.customer(id)).toMatchObject({ crm_status });
  });
});

test('a run without before-images is refused once its file has changed, or is missing', async () => {
  const { run } = await at.import(['Row,Id,Note', `1,${fresh()},one`], EDIT);
  const path = at.lastFile;
  const text = at.read(path);
  writeFileSync(path, `${text}2,${fresh()},more\n`);
  await expect(at.verify(run)).rejects.toThrow(`has changed since run ${run}`);
  rmSync(path);
  await expect(at.verify(run)).rejects.toThrow(`no longer exists; it is the input of run ${run}`);
  writeFileSync(path, text);
  expect((await at.verify(run)).records.equal).toBe(1);
});

test('a verification of an undo compares what was restored', async () => {
  const id = fresh();
  const { run } = await at.import(['Row,Id,Note', `1,${id},one`], EDIT, { undoable: true });
  const undone = await at.undo(run);
  expect((await at.verify(undone.run)).records).toMatchObject({ checked: 1, equal: 1 });
  await at.edit(id, { remark: 'else' });
  expect((await at.verify(undone.run)).records).toMatchObject({ checked: 1, different: 1 });
});

test.each([
  ['follow-up', 'userid: Id\n  content: Note', 'the API does not show follow-up records'],
  ['recycle', 'confirmids: Id\n  confirm_type: { const: 1 }', 'the API does not show whether a customer was returned'],
  ['enterprise', 'enterprise_name: Note', 'the API has no call that reads enterprises'],
])('a run of %s cannot be verified, nor undone, and it says why', async (target, fields, why) => {
  const { run, rows } = await at.import(['Id,Note', `${fresh()},one`], `target: ${target}\nfields:\n  ${fields}\n`);
  expect(rows.created + rows.done).toBe(1);
  await expect(at.verify(run)).rejects.toThrow(`Run ${run} cannot be verified: ${why}`);
  await expect(at.undo(run)).rejects.toThrow(/kept no before-images, so it cannot be undone\. (The API can|To give)/);
  expect(at.messages.findLast((text) => text.includes(run))).toContain('(cannot be undone)');
});

test('the workbook has another name with -o, which must be a workbook', async () => {
  const { run } = await at.import(['Row,Id,Note', `1,${fresh()},one`], EDIT);
  const output = join(at.folder, 'other.xlsx');
  expect((await at.verify(run, { output })).files.verify).toBe(output);
  await expect(at.verify(run, { output: 'other.csv' })).rejects.toThrow('-o takes the name of a workbook');
});

test('the workbook replaces an earlier one, and no other file', async () => {
  const { run } = await at.import(['Row,Id,Note', `1,${fresh()},one`], EDIT);
  const output = join(at.folder, 'verified.xlsx');
  for (const _ of [1, 2]) expect((await at.verify(run, { output })).records.equal).toBe(1);

  const { files } = await planFile({
    ...at.write(['Row,Id,Note', `1,${fresh()},two`], EDIT),
    connection: at.connection,
  });
  const input = join(at.folder, 'customers.xlsx');
  writeFileSync(input, 'somebody needs this');
  const foreign = await workbookWithSheets(join(at.folder, 'foreign.xlsx'), ['Summary', 'Different']);
  for (const path of [files.plan, input, foreign]) {
    const before = readFileSync(path);
    await expect(at.verify(run, { output: path })).rejects.toThrow(
      `-o ${path}: that file exists and is not the workbook of a verification. Choose another name with -o`,
    );
    expect(readFileSync(path).equals(before)).toBe(true);
  }
  await expect(at.verify(run, { output: join(at.folder, 'no', 'verify.xlsx') })).rejects.toThrow(
    'its folder does not exist',
  );
});

async function workbookWithSheets(path: string, sheets: readonly string[]): Promise<string> {
  const workbook = new ExcelJS.Workbook();
  for (const name of sheets) workbook.addWorksheet(name).addRow(['Run']);
  await workbook.xlsx.writeFile(path);
  return path;
}

test('a run that is still running is neither verified nor undone', async () => {
  const { run } = await at.import(['Row,Id,Note', `1,${fresh()},one`], EDIT, { undoable: true });
  const ledger = await openLedger(at.connection);
  const lock = await ledger.lockRun(run);
  await expect(at.verify(run)).rejects.toThrow(`Run ${run} is still running in another process`);
  await expect(at.undo(run)).rejects.toThrow(`Run ${run} is still running in another process`);
  await lock?.release();
  await ledger.close();
  expect((await at.verify(run)).records.equal).toBe(1);
});

import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import exceljs from 'exceljs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { newFolder } from '../support/run-cli.ts';
import { runToEnd } from './importing.ts';

const MAPPING = `version: 1
target: customer
key: partnerid
identifiedBy: [partnerid]
fields:
  partnerid: id
  nick: name
  remark: note
  liable_serviceid: { column: owner, lookup: agent }
  crm_status: { const: 1 }
`;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, identifiedBy: ['partnerid'] });
});
afterAll(() => sandbox.close());

const customer = (id: string) =>
  [...sandbox.snapshot().customers()].find(({ partnerid }) => partnerid === id) as Record<string, unknown> | undefined;

const noticesOf = (summary: unknown) => (summary as { notices: readonly string[] }).notices.join();

/** A run that rejected rows of ids and notes because of their owner. */
async function refused(rows: readonly (readonly [id: string, note: string])[], mapping = MAPPING) {
  const folder = newFolder();
  writeFileSync(join(folder, 'map.yaml'), mapping);
  const lines = rows.map(([id, note]) => `${id},N ${id},"${note}",Nobody\n`);
  writeFileSync(join(folder, 'in.csv'), `id,name,note,owner\n${lines.join('')}`);
  const run = (file: string, ...more: readonly string[]) =>
    runToEnd(['import', file, '-m', 'map.yaml', ...more], sandbox, folder);
  const first = await run('in.csv', '--out', 'out');
  expect(first.summary.rows.rejected).toBe(rows.length);
  const path = join(folder, 'out', 'errors.csv');
  const change = (...changes: readonly (readonly [string, string])[]) => {
    let text = readFileSync(path, 'utf8').replaceAll(',Nobody,', ',Li Na,');
    for (const [from, to] of changes) {
      expect(text).toContain(from);
      text = text.replace(from, to);
    }
    writeFileSync(path, text);
  };
  return { folder, path, run, change };
}

describe('errors.csv that a spreadsheet program saved', () => {
  test('restores each cell that a spreadsheet program changed, and says how many', async () => {
    const cells = {
      zeros: ['000', '0', 'leading zeros lost: 1'],
      digits: ['12345678901234567', '1.23457E+16', 'number in scientific notation: 2'],
      power: ['3E5', '300000', 'scientific'],
      code: ['1-2', '01/02/2026', 'date written another way: 2'],
      day: ['2024-12-31', '31.12.2024', 'date'],
      truth: ['true', 'WAHR', 'true or false spelled another way: 1'],
      price: ['1.50', '1.5', 'number written another way: 1'],
      name: ['王伟 Ł', '?? ?', 'characters replaced by question marks: 1'],
    } as const;
    const { path, run, change } = await refused(Object.entries(cells).map(([id, [before]]) => [id, before]));
    change(...Object.values(cells).map(([before, after]) => [`,${before},`, `,${after},`] as const));
    const { code, stderr, summary } = await run(path);
    expect(code, stderr).toBe(0);
    for (const [id, [before, , said]] of Object.entries(cells)) {
      expect([id, customer(id)?.['remark']]).toEqual([id, before]);
      expect(noticesOf(summary)).toContain(said);
    }
    expect(noticesOf(summary)).toContain('8 cells that a spreadsheet program changed were restored');
  });

  test('keeps what a person corrected', async () => {
    const { path, run, change } = await refused([
      ['E1', '000'],
      ['E2', 'x'],
    ]);
    change([',000,', ',001,'], [',x,', ',1-2,']);
    const { code } = await run(path);
    expect([code, customer('E1')?.['remark'], customer('E2')?.['remark']]).toEqual([0, '001', '1-2']);
  });

  test('restores keys, so that no new customers are created', async () => {
    const { path, run, change } = await refused([
      ['0000', 'a'],
      ['004', 'b'],
      ['0008', 'c'],
    ]);
    change(['0000,', '0,'], ['004,', '4,'], ['0008,', '8,']);
    const { results } = await run(path);
    expect(results.map(({ id }) => id)).toEqual(['0000', '004', '0008']);
    expect(['0', '4', '8'].map(customer)).toEqual([undefined, undefined, undefined]);
  });

  test.each(['copied, renamed and sorted', 'sent by mail, its folder gone'])(
    'recognises the run of an errors file that was %s',
    async (how) => {
      const ids = [`${how.length}001`, `${how.length}002`];
      const { folder, path, run, change } = await refused(ids.map((id) => [id, '000']));
      change([',000,', ',0,'], [',000,', ',0,']);
      const copy = join(folder, 'elsewhere', 'fixed (2).csv');
      mkdirSync(join(folder, 'elsewhere'));
      copyFileSync(path, copy);
      if (how.startsWith('sent')) rmSync(join(folder, 'out'), { recursive: true });
      const [header, ...rows] = readFileSync(copy, 'utf8').trimEnd().split('\n');
      writeFileSync(copy, `${[header, ...rows.reverse()].join('\n')}\n`);
      // A later run with other rows has nothing to do with it.
      renameSync(join(folder, 'in.csv'), join(folder, 'old.csv'));
      writeFileSync(join(folder, 'in.csv'), 'id,name,note,owner\nQ1,Q,00,Nobody\nQ2,Q,00,Nobody\n');
      await run('in.csv');
      const { code, stderr } = await run(copy);
      expect([code, ...ids.map((id) => customer(id)?.['remark'])], stderr).toEqual([0, '000', '000']);
    },
  );

  test('rejects a row whose rejected cell may be corrected or damaged, unless --accept-damage is given', async () => {
    const mapping = MAPPING.replace('remark: note', 'remark: { column: note, transform: [{ date: YYYY-MM-DD }] }');
    const { path, run, change } = await refused(
      [
        ['D1', '03/04/2024'],
        ['D2', '31/12/2024'],
      ],
      mapping,
    );
    change([',03/04/2024,', ',2024-04-03,'], [',31/12/2024,', ',2024-12-31,']);
    const { code, errors } = await run(path, '--out', 'out2');
    expect(code).toBe(1);
    expect(errors).toMatchObject([{ id: 'D1', note: '2024-04-03', _code: 'changed-by-spreadsheet' }]);
    expect(errors[0]?.['_message']).toContain('"03/04/2024" became "2024-04-03" in column "note"');
    expect(customer('D2')?.['remark']).toBe('2024-12-31');
    const accepted = await run(path, '--accept-damage', '--out', 'out3');
    expect([accepted.code, customer('D1')?.['remark']]).toEqual([0, '2024-04-03']);
  });

  test('says so if no run of this ledger wrote the errors file', async () => {
    const { folder, path, run, change } = await refused([['U1', 'x']]);
    change();
    rmSync(join(folder, 'home'), { recursive: true });
    const { code, summary } = await run(path);
    expect(code).toBe(0);
    expect(noticesOf(summary)).toContain('No run in this ledger wrote this file');
  });
});

describe('a workbook through errors.csv', () => {
  test('gives each cell of errors.csv the value that it has in the workbook', async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    let state = seed;
    const random = () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      return state / 2 ** 31;
    };
    const day = () =>
      new Date(Date.UTC(1950 + Math.floor(random() * 100), Math.floor(random() * 12), 1 + Math.floor(random() * 28)));
    const kinds: readonly (readonly [make: () => unknown, format?: string])[] = [
      [() => Math.round(random() * 1000) / 1000, '0.0%'],
      [() => random() * 1e6],
      [() => Math.floor(random() * 1e12), '#,##0'],
      [() => Math.floor(random() * 1000), '00000'],
      [() => random(), 'hh:mm:ss'],
      [day, 'dd.mm.yyyy'],
      [() => new Date(day().getTime() + Math.floor(random() * 86_400) * 1000), 'yyyy-mm-dd hh:mm'],
      [() => random() < 0.5],
      [() => `'${random() < 0.5 ? '=' : '00'}${random()}\n"x", ${'長'.repeat(Math.floor(random() * 50))}`],
      [() => (random() < 0.3 ? '' : `${Math.floor(random() * 1e6)}`.padStart(8, '0'))],
      [() => -random() * 10 ** Math.floor(random() * 14 - 7)],
    ];
    const columns = kinds.map((_kind, at) => `c${at}`);
    const folder = newFolder();
    const mapping = (prefix: string) => `version: 1
target: customer
key: partnerid
identifiedBy: [partnerid]
fields:
  partnerid: { expr: "'${prefix}' & id" }
  nick: id
  remark: { expr: "$join([${columns.map((name) => `$type(${name}) & ':' & $string(${name})`).join(', ')}], '|')" }
  liable_serviceid: { column: owner, lookup: agent }
  crm_status: { const: 1 }
custom:
  Credit limit: c0
`;
    const rows = Array.from({ length: 12 }, () => kinds.map(([make]) => make()));
    for (const [name, owner] of [
      ['good.xlsx', 'Li Na'],
      ['bad.xlsx', 'Nobody'],
    ] as const) {
      const book = new exceljs.Workbook();
      const sheet = book.addWorksheet('Data');
      sheet.addRow(['id', ...columns, 'owner']);
      for (const [at, cells] of rows.entries()) {
        const row = sheet.addRow([`P${at}`, ...cells, owner]);
        for (const [index, [, format]] of kinds.entries()) if (format) row.getCell(index + 2).numFmt = format;
      }
      await book.xlsx.writeFile(join(folder, name));
    }
    writeFileSync(join(folder, 'good.yaml'), mapping(`G${seed}-`));
    writeFileSync(join(folder, 'bad.yaml'), mapping(`B${seed}-`));
    const good = await runToEnd(['import', 'good.xlsx', '-m', 'good.yaml'], sandbox, folder);
    expect(good.code, good.stderr).toBe(0);
    const bad = await runToEnd(['import', 'bad.xlsx', '-m', 'bad.yaml', '--out', 'out'], sandbox, folder);
    const path = bad.summary.files.errors;
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(',Nobody,', ',Li Na,'));
    const fixed = await runToEnd(['import', path, '-m', 'bad.yaml'], sandbox, folder);
    expect(fixed.code, fixed.stderr).toBe(0);
    const valuesOf = (prefix: string) =>
      rows.map((_row, at) => {
        const found = customer(`${prefix}${seed}-P${at}`);
        return [found?.['remark'], found?.['customFields']];
      });
    expect(valuesOf('B'), `seed ${seed}`).toEqual(valuesOf('G'));
  });
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { expect, test, vi } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { type Session, sessionWith, takeToken } from '../sandbox/session.ts';
import { newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';

// Each test runs the command several times.
vi.setConfig({ testTimeout: 120_000 });

type Row = Record<string, string>;

const latin1 = (text: string) => Buffer.from(text).toString('latin1');
/** As LibreOffice reads UTF-8 where LANG is C: bytes beyond ASCII are characters of private use. */
const privateUse = (text: string) =>
  latin1(text).replace(/[\u0080-\u00ff]/g, (byte) => String.fromCharCode(0xf100 + byte.charCodeAt(0)));
const windows1252 = (text: string) => new TextDecoder('windows-1252').decode(Buffer.from(text));

const LONG = `${'All that was said on the telephone. '.repeat(1000)}the end`;

/** Values of customers, and how spreadsheet programs change them without an edit. */
const DAMAGES: readonly {
  readonly name: string;
  readonly column: string;
  readonly held: string;
  readonly now: string;
}[] = [
  { name: 'lost zeros', column: 'tel', held: '0013800138000', now: '13800138000' },
  { name: 'a lost plus sign', column: 'tel', held: '+8613800138000', now: '8613800138000' },
  { name: 'scientific notation', column: 'qq', held: '1234567890123', now: '1.23457E+12' },
  { name: 'mojibake', column: 'nick', held: 'Jürgen Müller', now: windows1252('Jürgen Müller') },
  { name: 'Chinese as mojibake', column: 'nick', held: '王小明', now: windows1252('王小明') },
  { name: 'characters of private use', column: 'nick', held: 'Zoë 王芳', now: privateUse('Zoë 王芳') },
  { name: 'question marks', column: 'nick', held: 'Łukasz Żak', now: '?ukasz ?ak' },
  { name: 'only question marks', column: 'nick', held: '王小明', now: '???' },
  { name: 'a text cut at 32,767', column: 'History', held: LONG, now: LONG.slice(0, 32_767) },
  { name: 'decimals dropped of a text', column: 'Notes', held: '1250.00', now: '1250' },
  { name: 'decimals dropped of a number', column: 'Credit limit', held: '1250.00', now: '1250' },
  { name: 'another decimal sign', column: 'Credit limit', held: '1250.50', now: '1250,5' },
  { name: 'TRUE', column: 'Notes', held: 'true', now: 'TRUE' },
  { name: 'TRUE in German', column: 'Notes', held: 'true', now: 'WAHR' },
  { name: 'an American date', column: 'Birthday', held: '1990-05-17', now: '5/17/1990' },
  { name: 'a German date', column: 'Birthday', held: '1990-05-17', now: '17.05.1990' },
  { name: 'the number of a day', column: 'Birthday', held: '1990-05-17', now: '33010' },
  { name: 'the number of a day since 1904', column: 'Birthday', held: '1990-05-17', now: '31548' },
  { name: 'a time as part of a day', column: 'Call time', held: '09:30', now: '0,395833333' },
  { name: 'a text taken for a date', column: 'Notes', held: '1-2', now: '2-Jan' },
  { name: 'a time with seconds', column: 'Call time', held: '09:30', now: '9:30:00' },
  { name: 'a formula that fails', column: 'Notes', held: '=SUMME(x)', now: '#NAME?' },
];

/** Customers with these values, exported for editing. */
async function exported(sandbox: Sandbox, held: readonly Row[]) {
  const session = sessionWith(sandbox, await takeToken(sandbox));
  const fields = (await session.get('custom_field/custom_fieid_info_list', { operate_type: 1 })).items;
  const idOf = (name: string) => String(fields.find((field) => field['field_name'] === name)?.['field_id']);
  const ids = sandbox
    .snapshot()
    .customers({})
    .map((one) => String(one['id']));
  for (const [index, row] of held.entries()) await put(session, idOf, ids[index] ?? '', row);
  const folder = newFolder();
  const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
  const { code, stderr } = await runCli(['export', 'customers', '-o', 'edit.csv', '--for-update'], options);
  expect(code, stderr).toBe(0);
  const path = join(folder, 'edit.csv');
  return {
    ids: ids.slice(0, held.length),
    customer: (id: string) => sandbox.snapshot().customers({ id })[0] ?? {},
    /** Changes the rows of these customers. */
    edit(change: (row: Row, index: number) => void) {
      const rows = parse(readFileSync(path), { columns: true, bom: true }) as Row[];
      for (const row of rows) {
        const index = ids.indexOf(row['id'] ?? '');
        if (index >= 0 && index < held.length) change(row, index);
      }
      writeFileSync(path, stringify(rows, { header: true }));
    },
    async sendBack(...more: string[]) {
      const args = [
        'import',
        'edit.csv',
        '-m',
        'edit.mapping.yaml',
        '--changed-only',
        '--json',
        '--out',
        'out',
        ...more,
      ];
      const result = await runCli(args, options);
      return { ...result, rows: (JSON.parse(result.stdout || '{}') as { rows?: Record<string, number> }).rows };
    },
    errors: () => readFileSync(join(folder, 'out', 'errors.csv'), 'utf8'),
  };
}

const IN_RECORD = new Set(['nick', 'tel', 'qq', 'remark']);

async function put(session: Session, idOf: (name: string) => string, id: string, row: Row) {
  const plain = Object.entries(row).filter(([name]) => IN_RECORD.has(name));
  const custom = Object.entries(row).filter(([name]) => !IN_RECORD.has(name));
  const answer = await session.post(`user/update/${id}`, {
    nick: 'Ann',
    ...Object.fromEntries(plain),
    upset_ex_field_str: 1,
    ex_field_str: JSON.stringify(custom.map(([name, value]) => ({ fieldid: idOf(name), field_value: value }))),
  });
  expect(answer.ret_code, JSON.stringify(answer)).toBe('000000');
}

const updates = (sandbox: Sandbox) => sandbox.stats().byEndpoint.updateCustomer ?? 0;

/** The fields of a customer that an edit must not change. */
function besides({ remark, update_time, ...rest }: Readonly<Record<string, unknown>>) {
  return rest;
}

test('sends only the edit of a row in which a spreadsheet program damaged other cells', async () => {
  await using sandbox = await startSandbox({ customers: 30 });
  const work = await exported(
    sandbox,
    DAMAGES.map(({ column, held }) => ({ [column]: held, remark: 'before' })),
  );
  const before = work.ids.map((id) => work.customer(id));
  const puts = updates(sandbox);
  work.edit((row, index) => {
    const { column = '', held, now = '' } = DAMAGES[index] ?? {};
    expect(row[column]?.replace(/^'/, ''), DAMAGES[index]?.name).toBe(held);
    row[column] = now;
    row['remark'] = 'edited';
  });
  const { code, stderr, rows } = await work.sendBack();
  expect(code, stderr + work.errors()).toBe(0);
  expect(rows).toMatchObject({ updated: DAMAGES.length, skipped: 30 - DAMAGES.length });
  expect(stderr).toContain(`${DAMAGES.length} rows changed since the export, ${30 - DAMAGES.length} did not.`);
  expect(updates(sandbox) - puts).toBe(DAMAGES.length);
  for (const [index, id] of work.ids.entries()) {
    const after = work.customer(id);
    expect(after['remark'], DAMAGES[index]?.name).toBe('edited');
    expect(besides(after), DAMAGES[index]?.name).toEqual(besides(before[index] ?? {}));
  }
});

test('sends nothing for damaged rows without an edit', async () => {
  await using sandbox = await startSandbox({ customers: 30 });
  const work = await exported(
    sandbox,
    DAMAGES.map(({ column, held }) => ({ [column]: held })),
  );
  const puts = updates(sandbox);
  work.edit((row, index) => {
    const { column = '', now = '' } = DAMAGES[index] ?? {};
    row[column] = now;
  });
  const { code, stderr, rows } = await work.sendBack();
  expect(code, stderr + work.errors()).toBe(0);
  expect(rows).toMatchObject({ updated: 0, skipped: 30 });
  expect(stderr).toContain('0 rows changed since the export, 30 did not.');
  expect(updates(sandbox)).toBe(puts);
});

test('refuses an edit that leaves garbled text, unless accepted', async () => {
  const edits = [
    ['Jürgen Müller', `${windows1252('Jürgen Müller')} (VIP)`],
    ['王小明', `${privateUse('王小明')} VIP`],
    ['Łukasz Żak', '?ukasz ?ak, Warsaw'],
    ['王小明 Beijing', '??? Shanghai'],
    ['王小明', '???VIP'],
  ] as const;
  await using sandbox = await startSandbox({ customers: 6 });
  const held = edits.map(([remark]) => ({ remark }));
  const work = await exported(sandbox, held);
  const remarks = () => work.ids.map((id) => work.customer(id)['remark']);
  const puts = updates(sandbox);
  work.edit((row, index) => {
    row['remark'] = edits[index]?.[1] ?? '';
  });
  const refused = await work.sendBack();
  expect(refused.code).toBe(1);
  expect(refused.rows).toMatchObject({ rejected: edits.length, skipped: 1 });
  expect(work.errors().match(/changed-by-spreadsheet/g)).toHaveLength(edits.length);
  expect(updates(sandbox)).toBe(puts);
  expect(remarks()).toEqual(edits.map(([before]) => before));
  const accepted = await work.sendBack('--accept-damage');
  expect(accepted.code, accepted.stderr + work.errors()).toBe(0);
  expect(remarks()).toEqual(edits.map(([, now]) => now));
});

test('sends edits with question marks and letters of any script', async () => {
  const edits = [
    ['王芳', 'Why?'],
    ['Müller', 'a?b'],
    ['Müller', 'Müller?'],
    ['Müller', 'Müller???'],
    ['王小明', 'who???'],
    ['价格', 'https://example.com/p?id=1&q=a?b'],
    ['Zoé', 'Pourquoi ?'],
    ['plain', 'Straße 5, São Paulo?'],
    ['Zoë?王', 'Zoë?王 again'],
  ] as const;
  await using sandbox = await startSandbox({ customers: 12 });
  const work = await exported(
    sandbox,
    edits.map(([remark]) => ({ remark })),
  );
  work.edit((row, index) => {
    row['remark'] = edits[index]?.[1] ?? '';
  });
  const { code, stderr, rows } = await work.sendBack();
  expect(code, stderr + work.errors()).toBe(0);
  expect(rows).toMatchObject({ updated: edits.length });
  expect(work.ids.map((id) => work.customer(id)['remark'])).toEqual(edits.map(([, now]) => now));
});

import { describe, expect, test } from 'vitest';
import type { ImportOptions } from '../../src/app/import/import-file.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { folderWith, type Imported, importHere } from './in-process.ts';

const MAPPING = `version: 1
target: customer
key: partnerid
fields:
  partnerid: Id
  nick: Name
  tel: Phone
  email: Mail
  crm_status: { const: 1 }
`;
const HEADER = 'Id,Name,Phone,Mail';

type Given = Partial<Omit<ImportOptions, 'connection'>> & { readonly yaml?: string };

/** Imports (or checks) lines into a tenant that identifies customers by telephone and e-mail. */
async function run(lines: readonly string[], { yaml = MAPPING, ...options }: Given = {}) {
  await using sandbox = await startSandbox({ identifiedBy: ['tel', 'email'] });
  const ended = await importHere(folderWith([HEADER, ...lines], yaml), sandbox, options);
  const customers = sandbox.snapshot().customers();
  return { ...ended, customers, names: customers.map(({ nick }) => String(nick)).sort() };
}

const codes = ({ errors }: Imported) => errors.map(({ _row, _code, _field }) => [_row, _code, _field]);

describe.concurrent('rows with different keys that the CRM would merge into one customer', () => {
  const FAMILY = [
    '1,Ann,+4917012345,fam@x.co',
    '2,Bob,+4917012345,',
    '3,Cy,+4917099999,fam@x.co',
    '4,Di,+4917088888,d@x.co',
  ];

  test('rejects all rows but the first that share an identifying value, and names row and field', async () => {
    const ended = await run(FAMILY);
    const { summary, errors, names } = ended;
    expect(summary.status).toBe('completed_with_errors');
    expect(names).toEqual(['Ann', 'Di']);
    expect(summary.rows).toMatchObject({ read: 4, created: 2, rejected: 2 });
    expect(codes(ended)).toEqual([
      ['3', 'would-merge', 'tel'],
      ['4', 'would-merge', 'email'],
    ]);
    expect(errors[0]?.['_message']).toContain('"+4917012345" is also the tel of row 2');
    expect(errors[1]?.['_message']).toContain('"fam@x.co" is also the email of row 2');
  });

  test('reports shared identifying values in a check as in an import', async () => {
    const ended = await run(FAMILY, { dryRun: true });
    expect(ended.summary.rows).toMatchObject({ read: 4, skipped: 2, rejected: 2 });
    expect(codes(ended)).toEqual([
      ['3', 'would-merge', 'tel'],
      ['4', 'would-merge', 'email'],
    ]);
  });

  test('counts rows with shared identifying values in the summary and in the final output', async () => {
    const { summary } = await run(FAMILY);
    expect(summary).toMatchObject({ collisions: { rows: 2, fields: { tel: 1, email: 1 } } });
    expect(summary.notices.join()).toContain('1 row has the tel of another row; it is rejected as would-merge');
  });

  test('sends rows with shared identifying values with --on-collision send or onCollision: send, and the flag wins', async () => {
    const yaml = MAPPING.replace('key:', 'onCollision: send\nkey:');
    const flagged = await run(FAMILY, { onCollision: 'send' });
    expect(flagged.summary.rows).toMatchObject({ read: 4, rejected: 0 });
    expect(flagged.summary.notices.join()).toContain('1 row has the tel of another row; it is sent anyway');
    const mapped = await run(FAMILY, { yaml });
    expect(mapped.summary.rows).toMatchObject({ read: 4, rejected: 0 });
    const both = await run(FAMILY, { yaml, onCollision: 'reject' });
    expect(both.summary.rows).toMatchObject({ read: 4, rejected: 2 });
  });

  test.each([
    ['+86 138 0013 8001', '13800138001'],
    ['+86 138 0013 8001', '0086-138-0013-8001'],
    ['8613800138001', '138 0013 8001'],
    ['+49 (0)170 1234567', '0170/1234567'],
    ['0049 170 1234567', '+491701234567'],
    ['+1 (555) 234-5678', '15552345678'],
    ['010-12345670 转 8001', '010-12345670-8001'],
    ['１３８００１３８００１', '13800138001'],
    ['0170 1234567;0170 7654321', '01707654321'],
    ['"13800138001,13900139001"', '139 0013 9001'],
  ])('recognises one telephone number written in two ways: %s and %s', async (one, other) => {
    const ended = await run([`1,Ann,${one},`, `2,Bob,${other},`]);
    expect(codes(ended)).toEqual([['3', 'would-merge', 'tel']]);
  });

  test.each([
    ['+44 7911 123456', '+91 7911 123456'],
    ['010-12345670 ext 8001', '010-12345670 ext 8002'],
    ['13812345678', '13912345678'],
    ['+1 555 234 5678', '+55 52 345 678'],
  ])('distinguishes telephone numbers that only look alike: %s and %s', async (one, other) => {
    const { summary, names } = await run([`1,Ann,${one},`, `2,Bob,${other},`]);
    expect(summary.rows).toMatchObject({ created: 2, rejected: 0 });
    expect(names).toEqual(['Ann', 'Bob']);
  });

  test('recognises one e-mail address despite case and blanks', async () => {
    const ended = await run(['1,Ann,,Ann.Lee@X.co', '2,Bob,, ann.lee@x.CO ']);
    expect(codes(ended)).toEqual([['3', 'would-merge', 'email']]);
  });

  test('accepts shared identifying values of rows with the same key', async () => {
    const lines = ['1,Ann,0170 1234567,', '1,Ann Lee,0170 1234567,', '2,Bob,0170 1234567,'];
    const all = await run(lines, { onDuplicate: 'all' });
    expect(all.summary.rows).toMatchObject({ created: 1, updated: 1, rejected: 1 });
    expect(codes(all)).toEqual([['4', 'would-merge', 'tel']]);
    const last = await run(lines, { onDuplicate: 'last' });
    expect(last.summary.rows).toMatchObject({ created: 1, skipped: 1, rejected: 1 });
    expect(last.names).toEqual(['Ann Lee']);
    const first = await run(lines);
    expect(codes(first)).toEqual([
      ['3', 'duplicate-key', 'partnerid'],
      ['4', 'would-merge', 'tel'],
    ]);
  });

  test('lets rows of one key share values, and lets a rejected row own none', async () => {
    const ended = await run(
      ['1,Ann,0170 1111112,', '2,Bob,0170 2222223,', '1,Ann,0170 2222223,a@x.co', '3,Cy,0170 3333334,a@x.co'],
      { onDuplicate: 'all' },
    );
    expect(codes(ended)).toEqual([['4', 'would-merge', 'tel']]);
    expect(ended.names).toEqual(['Ann', 'Bob', 'Cy']);
  });

  test('leaves the key of a rejected row to a later row that can be sent', async () => {
    const ended = await run(['1,Ann,0170 1111112,', '2,Bob,0170 1111112,', '2,Bob,0170 2222223,']);
    expect(codes(ended)).toEqual([['3', 'would-merge', 'tel']]);
    expect(ended.names).toEqual(['Ann', 'Bob']);
  });

  test('treats each row without a key as a customer of its own', async () => {
    const yaml = MAPPING.replace('key: partnerid\n', '');
    const ended = await run(['1,Ann,0170 1111112,', '1,Ann,0170 1111112,'], { yaml });
    expect(codes(ended)).toEqual([['3', 'would-merge', 'tel']]);
  });

  test('compares only the fields of identifiedBy', async () => {
    const yaml = MAPPING.replace('key:', 'identifiedBy: [email]\nkey:');
    const { summary } = await run(['1,Ann,0170 1111112,a@x.co', '2,Bob,0170 1111112,b@x.co'], {
      yaml,
      dryRun: true,
    });
    expect(summary.rows).toMatchObject({ skipped: 2, rejected: 0 });
  });

  test('does not compare values of edits, whose customers are identified by id', async () => {
    const yaml = 'version: 1\ntarget: customer-update\nkey: id\nfields:\n  id: Id\n  nick: Name\n  tel: Phone\n';
    const { summary } = await run(['1,Ann,0170 1111112,', '2,Bob,0170 1111112,'], { yaml, dryRun: true });
    expect(summary.rows).toMatchObject({ rejected: 0 });
  });
});

describe.concurrent('placeholder values', () => {
  test('does not send placeholders as identifying values, and counts them', async () => {
    const lines = [
      '1,Ann,NULL,NULL',
      '2,Bob,NULL,none@none.com',
      '3,Cy,11111111111,c@x.co',
      '4,Di,0170 1234567,无',
      '5,Ed,-,keine',
    ];
    for (const dryRun of [true, false]) {
      const { summary, customers } = await run(lines, { dryRun });
      expect(summary).toMatchObject({ status: 'completed', damage: { counts: { placeholder: 8 } } });
      expect(summary.notices.join()).toContain(
        '8 cells hold a value that identifies nobody: tel "NULL" (2 rows, first row 2)',
      );
      if (dryRun) continue;
      expect(summary.rows).toMatchObject({ created: 5 });
      const ann = customers.find(({ nick }) => nick === 'Ann');
      expect([ann?.tel, ann?.email].filter(Boolean)).toEqual([]);
    }
  });

  test('sends placeholders as they are with --accept-damage, and reports their collisions', async () => {
    const { summary } = await run(['1,Ann,NULL,', '2,Bob,NULL,'], { acceptDamage: true });
    expect(summary.rows).toMatchObject({ created: 1, rejected: 1 });
  });

  test('detects a value shared by more than five rows and half a percent of the file, however late in the file', async () => {
    const lines = Array.from(
      { length: 300 },
      (_, at) => `K${at},P${at},${at % 40 === 39 ? '021-55556666' : `1380013${1000 + at}`},`,
    );
    for (const dryRun of [true, false]) {
      const { summary, customers } = await run(lines, { dryRun });
      expect(summary.rows).toMatchObject({ read: 300, rejected: 0 });
      expect(summary.damage?.counts).toEqual({ placeholder: 7 });
      expect(summary.notices.join()).toContain('tel "021-55556666", which too many rows share (7 rows, first row 41)');
      if (!dryRun) expect(customers.length).toBe(300);
    }
  });

  test('does not treat a value as shared when all its rows have the same key', async () => {
    const lines = Array.from(
      { length: 20 },
      (_, at) => `${at < 8 ? 'A' : at},P${at},${at < 8 ? '021-55556666' : `1380013${1000 + at}`},`,
    );
    const { summary } = await run(lines, { onDuplicate: 'all' });
    expect(summary.rows).toMatchObject({ created: 13, updated: 7 });
    expect(summary.damage).toBeUndefined();
  });

  test('treats placeholders as blank in every column when the mapping lists them as nulls', async () => {
    const yaml = MAPPING.replace('key:', 'nulls: [NULL, N/A, "-"]\nkey:').replace(
      'crm_status',
      'remark: Remark\n  crm_status',
    );
    await using sandbox = await startSandbox();
    const folder = folderWith([`${HEADER},Remark`, '1,Ann,null,n/a,-', '2,Bob, NULL ,b@x.co,-x'], yaml);
    const { summary } = await importHere(folder, sandbox);
    expect(summary.rows).toMatchObject({ created: 2 });
    expect(summary.damage).toBeUndefined();
    expect(
      sandbox
        .snapshot()
        .customers()
        .map(({ remark }) => remark ?? '')
        .sort(),
    ).toEqual(['', '-x']);
  });
});

describe.concurrent('rows that the CRM merged into one customer', () => {
  test('reports both rows that the CRM merged, and the run ends with errors', async () => {
    await using sandbox = await startSandbox({ identifiedBy: ['qq', 'tel'] });
    const yaml = MAPPING.replace('email: Mail', 'qq: Mail');
    const { summary, errors, results } = await importHere(
      folderWith([HEADER, '1,Ann,,77', '2,Bob,,77', '3,Cy,,78'], yaml),
      sandbox,
      {
        connection: { concurrency: 1 },
      },
    );
    expect(summary).toMatchObject({
      status: 'completed_with_errors',
      merged: 1,
      rows: { read: 3, created: 2, updated: 1 },
    });
    expect(errors).toMatchObject([{ _row: '3', _status: 'updated', _code: 'merged-with' }]);
    expect(errors[0]?.['_message']).toContain('rows 2 and 3 are the same customer in the CRM');
    expect(results.map(({ _reason }) => _reason)).toEqual(['', 'merged-with', '']);
  });

  test('reports a customer that was sent under another key before', async () => {
    await using sandbox = await startSandbox({ identifiedBy: ['tel'] });
    const folder = folderWith([HEADER, '1,Ann,0170 1234567,'], MAPPING);
    const first = await importHere(folder, sandbox);
    const again = await importHere(folder, sandbox);
    expect(again.summary).toMatchObject({ status: 'completed', rows: { updated: 1 } });
    const other = folderWith([HEADER, '2,Bob,0170 1234567,'], MAPPING);
    const { summary, errors } = await importHere(other, sandbox, {
      connection: { home: `${folder}/home` },
      onCollision: 'send',
    });
    expect(summary).toMatchObject({ status: 'completed_with_errors', merged: 1, rows: { updated: 1 } });
    expect(errors[0]?.['_message']).toContain('sent under the key "1"');
    expect(first.summary.merged).toBeUndefined();
  });
});

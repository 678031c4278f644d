import { appendFileSync, existsSync, renameSync, writeFileSync } from 'node:fs';
import ExcelJS from 'exceljs';
import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { meddlingProxy } from '../support/meddling-proxy.ts';
import { CUSTOMERS, EDITS, type Planning, startPlanning } from './planning.ts';

const HEADER = 'Id,Name,Email,Phone,Remark';

/** A tenant with Ann and Bob, whose notes and e-mails a planned file changes, and which has a new row. */
async function withPlan(options: Parameters<typeof startPlanning>[2] = {}) {
  const tenant = await startPlanning(
    CUSTOMERS,
    [
      HEADER,
      'P1,Ann,ann@example.com,+8613200000001,new',
      'P2,Bob,bob@example.com,+8613200000002,new',
      'P3,Cem,cem@example.com,+8613200000003,new',
    ],
    options,
  );
  const ann = await tenant.add({ nick: 'Ann', partnerid: 'P1', tel: '+8613200000001', remark: 'old', qq: '12345' });
  const bob = await tenant.add({ nick: 'Bob', partnerid: 'P2', tel: '+8613200000002', remark: 'old' });
  const { plan, files, calls } = await tenant.plan();
  return { tenant, ann, bob, plan, workbook: files.plan, calls };
}

/** Edits a workbook as people do. */
async function edit(path: string, change: (sheet: ExcelJS.Worksheet) => void, sheet = 'Changes'): Promise<void> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.readFile(path);
  change(workbook.getWorksheet(sheet) as ExcelJS.Worksheet);
  await workbook.xlsx.writeFile(path);
}

const columnOf = (sheet: ExcelJS.Worksheet, name: string): number =>
  (sheet.getRow(1).values as readonly unknown[]).indexOf(name);

function setCell(sheet: ExcelJS.Worksheet, row: number, column: string, value: string): void {
  sheet.getRow(row).getCell(columnOf(sheet, column)).value = value;
}

/** What a customer has in the planned fields. */
async function notesOf({ sandbox }: Planning): Promise<Record<string, unknown>> {
  return Object.fromEntries(
    sandbox
      .snapshot()
      .customers()
      .map(({ nick, email, remark }) => [nick, [email ?? '', remark]]),
  );
}

describe('an apply', () => {
  test('sends what the plan says, in two calls for each changed customer', async () => {
    const { tenant, ann, plan, calls } = await withPlan();
    await using _ = tenant;
    expect(calls).toBe(5);
    const made = await tenant.callsOf(async () => {
      const { summary } = await tenant.apply(plan);
      expect(summary).toMatchObject({ command: 'apply', plan, status: 'completed' });
      expect(summary.rows).toMatchObject({ read: 3, created: 1, updated: 2 });
    });
    const { getCustomer, updateCustomer, saveCustomer } = made;
    expect({ getCustomer, updateCustomer, saveCustomer }).toEqual({
      getCustomer: 2,
      updateCustomer: 2,
      saveCustomer: 1,
    });
    expect(await tenant.detail(ann)).toMatchObject({ email: 'ann@example.com', remark: 'new', qq: '12345' });
  });

  test('sends an edit with only the fields that change', async () => {
    await using tenant = await startPlanning(CUSTOMERS, [HEADER, 'P1,Anna,ann@example.com,,new']);
    await tenant.add({ nick: 'Ann', partnerid: 'P1', email: 'ANN@example.com', remark: 'old' });
    const bodies: unknown[] = [];
    await using proxy = await meddlingProxy(tenant.sandbox.url, (path, _nth, body) => {
      if (path.includes('/user/update/')) bodies.push(JSON.parse(body));
      return undefined;
    });
    const connection = { ...tenant.connection, baseUrl: proxy.url };
    const { plan } = await tenant.plan({ connection });
    await tenant.apply(plan, { connection });
    expect(bodies).toEqual([{ nick: 'Anna', remark: 'new', upset_ex_field_str: 1 }]);
  });

  test('of the same plan again sends nothing', async () => {
    const { tenant, plan } = await withPlan();
    await using _ = tenant;
    await tenant.apply(plan);
    const made = await tenant.callsOf(async () => {
      const { summary } = await tenant.apply(plan);
      expect(summary.status).toBe('completed');
      expect(summary.rows).toMatchObject({ read: 3, skipped: 3 });
      expect(summary.skipped_for).toEqual({ unchanged: 3 });
    });
    expect([made['updateCustomer'], made['saveCustomer']]).toEqual([undefined, undefined]);
  });

  test('of the same plan again creates no second customer for a row that nothing identifies', async () => {
    await using tenant = await startPlanning(CUSTOMERS, [HEADER, ',Nobody,,,walk-in']);
    const { plan } = await tenant.plan();
    expect((await tenant.apply(plan)).summary.rows).toMatchObject({ created: 1 });
    expect((await tenant.apply(plan)).summary.rows).toMatchObject({ created: 0, skipped: 1 });
    expect(tenant.sandbox.snapshot().customerCount()).toBe(1);
  });

  test('creates no customer that somebody else has created since', async () => {
    const { tenant, plan } = await withPlan();
    await using _ = tenant;
    const cem = await tenant.add({ nick: 'Cem', email: 'cem@example.com', remark: 'by hand' });
    const { summary, errors } = await tenant.apply(plan);
    expect(summary.rows).toMatchObject({ updated: 2, rejected: 1 });
    expect(errors).toMatchObject([{ _row: '4', _code: 'changed-since-plan' }]);
    expect(errors[0]?.['_message']).toContain(cem);
    expect(tenant.sandbox.snapshot().customerCount()).toBe(3);
  });

  test('leaves a customer alone that somebody has changed since, and names what it had and has', async () => {
    const { tenant, ann, bob, plan } = await withPlan();
    await using _ = tenant;
    // The same field, and another one.
    await tenant.edit(ann, { remark: 'by hand' });
    await tenant.edit(bob, { qq: '777777' });
    const { summary, errors } = await tenant.apply(plan);
    expect(summary.rows).toMatchObject({ updated: 0, created: 1, rejected: 2 });
    expect(errors.map(({ _row, _code, _message }) => [_row, _code, _message])).toEqual([
      ['2', 'changed-since-plan', 'changed since the plan: Note was "old" and is now "by hand"'],
      ['3', 'changed-since-plan', 'changed since the plan: QQ was "" and is now "777777"'],
    ]);
    expect(await notesOf(tenant)).toMatchObject({ Ann: ['', 'by hand'], Bob: ['', 'old'] });
  });

  test('sends nothing for a customer that somebody else has given the planned values', async () => {
    const { tenant, ann, plan } = await withPlan();
    await using _ = tenant;
    await tenant.edit(ann, { remark: 'new', email: 'ann@example.com' });
    const { summary } = await tenant.apply(plan);
    expect(summary.rows).toMatchObject({ updated: 1, created: 1, skipped: 1 });
  });

  test('rejects a customer that no longer exists', async () => {
    await using tenant = await startPlanning(EDITS, ['Id,Name,Remark']);
    const ann = await tenant.add({ nick: 'Ann', remark: 'old' });
    tenant.write('Id,Name,Remark', `${ann},Ann,new`);
    let isGone = false;
    await using proxy = await meddlingProxy(tenant.sandbox.url, (path) =>
      isGone && path.endsWith('/user/detail')
        ? { answer: JSON.stringify({ ret_code: '400008', ret_msg: 'the customer does not exist' }) }
        : undefined,
    );
    const connection = { ...tenant.connection, baseUrl: proxy.url };
    const { plan } = await tenant.plan({ connection });
    isGone = true;
    const { summary, errors } = await tenant.apply(plan, { connection });
    expect(summary.rows).toMatchObject({ rejected: 1 });
    expect(errors).toMatchObject([{ _code: 'gone' }]);
  });
});

describe('the workbook of a plan', () => {
  test('leaves out lines that say no, and lines that were deleted', async () => {
    const { tenant, workbook } = await withPlan();
    await using _ = tenant;
    await edit(workbook, (sheet) => {
      for (let row = sheet.rowCount; row > 1; row--) {
        const textOf = (name: string) => String(sheet.getRow(row).getCell(columnOf(sheet, name)).value);
        if (textOf('Key') === 'P2') sheet.spliceRows(row, 1);
        else if (textOf('_field') === 'remark') setCell(sheet, row, '_apply', 'no');
      }
    });
    await edit(workbook, (sheet) => setCell(sheet, 2, '_apply', 'No'), 'New');
    const { summary, results } = await tenant.apply(workbook);
    expect(summary.rows).toMatchObject({ updated: 1, skipped: 2 });
    expect(results.map(({ _row, _status, _reason }) => [_row, _status, _reason])).toEqual([
      ['2', 'updated', ''],
      ['3', 'skipped', 'left-out'],
      ['4', 'skipped', 'left-out'],
    ]);
    expect(await notesOf(tenant)).toMatchObject({
      Ann: ['ann@example.com', 'old'],
      Bob: ['', 'old'],
    });
  });

  test('is refused if people edited more than _apply', async () => {
    const { tenant, workbook } = await withPlan();
    await using _ = tenant;
    const refusals: [(sheet: ExcelJS.Worksheet) => void, RegExp][] = [
      [(sheet) => setCell(sheet, 2, '_apply', ''), /Changes row 2: _apply is blank; write yes or no/],
      [(sheet) => setCell(sheet, 2, '_apply', 'perhaps'), /Changes row 2: _apply is "perhaps"/],
      [
        (sheet) => setCell(sheet, 2, 'After', 'other'),
        /plan\.xlsx: Changes row 2: "After" is "other", and the plan has "/,
      ],
      [(sheet) => setCell(sheet, 2, 'Row', '99'), /plan\.xlsx: Changes row 2: the plan has no such line/],
      [(sheet) => setCell(sheet, 2, '_id', 'other'), /plan\.xlsx: Changes row 2: "_id" is "other", and the plan has "/],
      [(sheet) => setCell(sheet, 2, '_id', ''), /Changes row 2: "_id" is "", and the plan has "/],
      [(sheet) => setCell(sheet, 2, 'Row', 'x'), /Changes row 2: "Row" is "x"/],
    ];
    for (const [change, message] of refusals) {
      const { files } = await tenant.plan();
      await edit(files.plan, change);
      await expect(tenant.apply(files.plan)).rejects.toThrow(message);
    }
    expect(existsSync(workbook)).toBe(true);
    expect(tenant.sandbox.stats().succeeded.updateCustomer).toBe(undefined);
  });
});

describe('an apply is refused', () => {
  test('if the file, the mapping or the tenant is another one', async () => {
    const { tenant, plan } = await withPlan();
    await using _ = tenant;
    await using other = await startSandbox();
    const elsewhere = { ...tenant.connection, baseUrl: other.url };
    await expect(tenant.apply(plan, { connection: elsewhere })).rejects.toThrow(
      `Plan ${plan} was made for another tenant (at ${tenant.sandbox.url}) than this one (at ${other.url})`,
    );
    expect(other.stats().succeeded.saveCustomer).toBe(undefined);

    renameSync(tenant.path('in.csv'), tenant.path('moved.csv'));
    await expect(tenant.apply(plan)).rejects.toThrow(
      /in\.csv, the file of plan .* no longer exists.* Put it back, then: sobot-etl apply/,
    );
    renameSync(tenant.path('moved.csv'), tenant.path('in.csv'));
    appendFileSync(tenant.path('in.csv'), 'P4,Dan,,,\n');
    await expect(tenant.apply(plan)).rejects.toThrow(
      /in\.csv has changed since plan .* Plan again: sobot-etl plan .*in\.csv -m .*map\.yaml/,
    );

    const next = await tenant.plan();
    appendFileSync(tenant.path('map.yaml'), '# edited\n');
    await expect(tenant.apply(next.plan)).rejects.toThrow(/map\.yaml has changed since plan/);
    renameSync(tenant.path('map.yaml'), tenant.path('moved.yaml'));
    await expect(tenant.apply(next.plan)).rejects.toThrow(/map\.yaml, the mapping of plan .*, can no longer be read/);
    expect(tenant.sandbox.stats().succeeded.updateCustomer).toBe(undefined);
  });

  test('for what is no plan', async () => {
    const { tenant, plan, workbook } = await withPlan();
    await using _ = tenant;
    const applied = await tenant.apply(plan);
    const imported = await tenant.import();
    const text = tenant.path('plan.xlsx');
    writeFileSync(text, 'Row,_apply\n2,yes\n');
    const other = tenant.path('other.xlsx');
    const sheets = new ExcelJS.Workbook();
    sheets.addWorksheet('Sheet1').addRow(['a']);
    await sheets.xlsx.writeFile(other);
    const refusals: [string, RegExp][] = [
      ['nope.xlsx', /nope\.xlsx: there is no such file/],
      ['', /Name the workbook of a plan, or its id/],
      ['20991231-0000-0000', /There is no run "20991231-0000-0000"/],
      [tenant.path('in.csv'), /in\.csv: this is not the workbook of a plan/],
      [other, /it has no sheet "Summary"/],
      [
        applied.summary.run,
        new RegExp(`is the run of apply .*To apply its plan again: sobot-etl apply ${workbook} --out .* --home `),
      ],
      [imported.summary.run, /is the run of import .*Make a plan with: sobot-etl plan/],
    ];
    for (const [given, message] of refusals) await expect(tenant.apply(given)).rejects.toThrow(message);
    await expect(tenant.apply(text)).rejects.toThrow();
    const elsewhere = { ...tenant.connection, home: tenant.path('home2') };
    await expect(tenant.apply(workbook, { connection: elsewhere })).rejects.toThrow(
      /which the ledger in .*home2 does not have/,
    );
  });

  test('for a plan that was cut short, which has no workbook', async () => {
    await using tenant = await startPlanning(CUSTOMERS, [
      HEADER,
      ...Array.from({ length: 300 }, (_, index) => `P${index},Ann,a${index}@example.com,,`),
    ]);
    const stop = new AbortController();
    const { plan, status, files } = await tenant.plan({
      signal: stop.signal,
      onMessage: (text) => text.startsWith('Planning') && stop.abort(),
    });
    expect([status, existsSync(files.plan)]).toEqual(['interrupted', false]);
    await expect(tenant.apply(plan)).rejects.toThrow(
      new RegExp(
        `Plan ${plan} was cut short and does not have every row. Plan again: sobot-etl plan .*in.csv -m .*map.yaml`,
      ),
    );
  });
});

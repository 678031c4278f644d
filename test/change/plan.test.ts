import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import ExcelJS from 'exceljs';
import { describe, expect, test } from 'vitest';
import { customField, option, tagId } from '../sandbox/session.ts';
import { CUSTOMERS, EDITS, sheetOf, startPlanning } from './planning.ts';

const HEADER = 'Id,Name,Email,Phone,Remark';

test('a plan says what an import would create, change, leave and refuse, and sends nothing', async () => {
  await using tenant = await startPlanning(CUSTOMERS, [
    HEADER,
    'P1,Ann,ann@example.com,+8613200000001,new',
    'P2,Bob,bob@example.com,+8613200000002,same',
    'P3,Cem,cem@example.com,+8613200000003,',
    'P4,Dan,not an address,,',
    'P5,Eve,eve@example.com,+8613200000006,',
  ]);
  const ann = await tenant.add({
    nick: 'Ann',
    partnerid: 'P1',
    email: 'ann@example.com',
    tel: '+8613200000001',
    remark: 'old',
  });
  await tenant.add({
    nick: 'Bob',
    partnerid: 'P2',
    email: 'BOB@example.com',
    tel: '0086 132-0000-0002',
    remark: 'same',
  });
  const [eve, fay] = [
    await tenant.add({ nick: 'Eve', email: 'eve@example.com' }),
    await tenant.add({ nick: 'Fay', tel: '+8613200000006' }),
  ];
  const before = tenant.sandbox.stats().succeeded;
  const summary = await tenant.plan();
  const { plan, rows, requests, duration_ms, seconds_estimated, causes, files, ...others } = summary;
  expect(others).toEqual({
    command: 'plan',
    target: 'customer',
    status: 'completed_with_errors',
    cells_changed: 1,
    // A record is read and written; a new one is only written.
    calls: 3,
    notices: [],
  });
  expect(rows).toEqual({ read: 5, create: 1, update: 1, unchanged: 1, ambiguous: 1, rejected: 1, skipped: 0 });
  expect([requests.sent, duration_ms, seconds_estimated].every((number) => number > 0)).toBe(true);
  expect(causes.map(({ code, count }) => [code, count])).toEqual([
    ['bad-email', 1],
    ['ambiguous-customer', 1],
  ]);
  const now = tenant.sandbox.stats().succeeded;
  for (const name of ['saveCustomer', 'updateCustomer'] as const) expect(now[name]).toBe(before[name]);

  expect(existsSync(files.errors)).toBe(true);
  const sheets = await Promise.all(
    ['Changes', 'New', 'Ambiguous', 'Rejected'].map((name) => sheetOf(files.plan, name)),
  );
  expect(sheets).toEqual([
    [
      {
        ...{ Row: '2', Key: 'P1', Name: 'Ann', Field: 'Note', Before: 'old', After: 'new' },
        ...{ _apply: 'yes', _field: 'remark', _id: ann },
      },
    ],
    [expect.objectContaining({ Row: '4', Key: 'P3', Name: 'Cem', _apply: 'yes', 'E-mail': 'cem@example.com' })],
    [
      expect.objectContaining({
        Row: '6',
        Key: 'P5',
        Customers: expect.stringMatching(`^(${eve}, ${fay}|${fay}, ${eve})$`),
      }),
    ],
    [expect.objectContaining({ Row: '5', Key: 'P4', Code: 'bad-email' })],
  ]);
  expect(await sheetOf(files.plan, 'Summary')).toContainEqual({ Summary: 'Plan', Value: plan });
});

test('the corrected errors file of a plan is planned on its own', async () => {
  await using tenant = await startPlanning(CUSTOMERS, [HEADER, 'P1,Ann,bad,,', 'P2,Bob,bob@example.com,,']);
  const { files } = await tenant.plan();
  writeFileSync(files.errors, readFileSync(files.errors, 'utf8').replace(',bad,', ',ann@example.com,'));
  const { rows, plan } = await tenant.plan({ file: files.errors });
  expect(rows).toMatchObject({ read: 1, create: 1, rejected: 0 });
  const applied = await tenant.apply(plan);
  expect(applied.summary.rows).toMatchObject({ read: 1, created: 1 });
});

describe('an apply reads the rows as its plan did:', () => {
  test('--limit plans the first rows, and apply sends those', async () => {
    await using tenant = await startPlanning(CUSTOMERS, [HEADER, 'P1,Ann,,,', 'P2,Bob,,,', 'P3,Cem,,,']);
    const { plan, rows } = await tenant.plan({ limit: 2 });
    expect(rows).toMatchObject({ read: 2, create: 2 });
    const { summary } = await tenant.apply(plan);
    expect(summary.rows).toMatchObject({ read: 2, created: 2 });
  });

  test('--on-duplicate last plans the last row of a key', async () => {
    await using tenant = await startPlanning(CUSTOMERS, [HEADER, 'P1,Ann,,,first', 'P1,Ann,,,last']);
    const { plan, rows } = await tenant.plan({ onDuplicate: 'last' });
    expect(rows).toEqual({ read: 2, create: 1, update: 0, unchanged: 0, ambiguous: 0, rejected: 0, skipped: 1 });
    const { summary, results } = await tenant.apply(plan);
    expect(summary.rows).toMatchObject({ read: 2, created: 1, skipped: 1 });
    expect(results.map(({ _status, _reason }) => [_status, _reason])).toEqual([
      ['skipped', 'duplicate-key'],
      ['created', ''],
    ]);
  });

  test.each(['jsonl', 'xlsx'])('a file in.%s is planned and applied', async (format) => {
    await using tenant = await startPlanning(CUSTOMERS, [HEADER]);
    const file = tenant.path(`in.${format}`);
    if (format === 'jsonl') {
      writeFileSync(file, '{"Id":"P1","Name":"Ann","Email":"","Phone":"","Remark":"x"}\n');
    } else {
      const workbook = new ExcelJS.Workbook();
      const sheet = workbook.addWorksheet('People');
      sheet.addRows([HEADER.split(','), ['P1', 'Ann', '', '', 'x']]);
      await workbook.xlsx.writeFile(file);
    }
    const { plan } = await tenant.plan({ file });
    expect((await tenant.apply(plan)).summary.rows).toMatchObject({ read: 1, created: 1 });
    const { plan: again, rows } = await tenant.plan({ file });
    expect(rows).toMatchObject({ unchanged: 1, create: 0 });
    expect((await tenant.apply(again)).summary.rows).toMatchObject({ read: 1, skipped: 1 });
  });
});

test('two rows that share an e-mail are refused, unless they are meant to be sent', async () => {
  await using tenant = await startPlanning(CUSTOMERS, [
    HEADER,
    'P1,Ann,ann@example.com,,a',
    'P2,Ann,ann@example.com,,b',
  ]);
  await tenant.add({ nick: 'Ann', partnerid: 'P1', email: 'ann@example.com' });
  const { rows } = await tenant.plan();
  expect(rows).toMatchObject({ read: 2, update: 1, rejected: 1 });
});

test('only the first of two rows that find the same customer may change it', async () => {
  await using tenant = await startPlanning(CUSTOMERS, [
    HEADER,
    'P1,Ann,ann@example.com,,a',
    'P2,Ann,,+8613200000001,b',
  ]);
  const ann = await tenant.add({ nick: 'Ann', email: 'ann@example.com', tel: '+8613200000001' });
  const { rows, plan, files } = await tenant.plan();
  expect(rows).toMatchObject({ read: 2, update: 1, rejected: 1 });
  const [rejected] = await sheetOf(files.plan, 'Rejected');
  expect(rejected).toMatchObject({ Row: '3', Code: 'same-record' });
  expect(rejected?.['Message']).toContain(`row 2 is about the same customer (${ann})`);
  expect((await tenant.apply(plan)).summary.rows).toMatchObject({ updated: 1, rejected: 1 });
  for (const mode of ['update', 'upsert'] as const) {
    const { summary } = await tenant.import({ mode, undoable: true });
    expect(summary.rows).toMatchObject({ updated: 0, skipped: 1, rejected: 1 });
  }
  expect(await tenant.detail(ann)).toMatchObject({ partnerid: 'P1', remark: 'a' });
  expect((await tenant.plan({ onCollision: 'send' })).rows).toMatchObject({ unchanged: 1, update: 1 });
});

test.each([
  ['the first changes it', ['from a', 'now'], { update: 1, unchanged: 0, rejected: 1 }, 'from a'],
  ['the second would change it', ['now', 'from a'], { update: 0, unchanged: 1, rejected: 1 }, 'now'],
  ['none changes it', ['now', 'now'], { update: 0, unchanged: 2, rejected: 0 }, 'now'],
])('of two rows on the same customer the second is refused if %s', async (_, notes, rows, remark) => {
  await using tenant = await startPlanning(EDITS, ['Id,Name,Remark']);
  const ann = await tenant.add({ nick: 'Ann', remark: 'now' });
  tenant.write('Key,Id,Name,Remark', ...notes.map((note, index) => `${index},${ann},Ann,${note}`));
  writeFileSync(tenant.path('map.yaml'), EDITS.replace('key: id', 'key: { column: Key }'));
  const planned = await tenant.plan();
  expect(planned.rows).toMatchObject(rows);
  expect(planned.causes.map(({ code }) => code)).toEqual(rows.rejected > 0 ? ['same-record'] : []);
  await tenant.apply(planned.plan);
  expect(await tenant.detail(ann)).toMatchObject({ remark });
});

test('edits by id are planned: a record that does not exist is rejected', async () => {
  await using tenant = await startPlanning(EDITS, ['Id,Name,Remark']);
  const ann = await tenant.add({ nick: 'Ann', remark: 'old' });
  tenant.write('Id,Name,Remark', `${ann},Ann,new`, `${'0'.repeat(32)},Bob,x`);
  const { rows, plan, files } = await tenant.plan();
  expect(rows).toMatchObject({ read: 2, update: 1, rejected: 1 });
  expect(await sheetOf(files.plan, 'Rejected')).toMatchObject([{ Row: '3', Code: 'gone' }]);
  const { summary } = await tenant.apply(plan);
  expect(summary.rows).toMatchObject({ updated: 1, rejected: 1 });
  expect(await tenant.detail(ann)).toMatchObject({ remark: 'new' });
});

describe('custom fields, tags, stage and blacklist', () => {
  const mapping = [
    'version: 1',
    'target: customer',
    'key: partnerid',
    'fields: { partnerid: Id, nick: Name, crm_status: { const: 1 } }',
    'custom:',
    '  Notes: Notes',
    '  History: History',
    '  Birthday: Birthday',
    '  Call time: Call time',
    '  Credit limit: { column: Limit, transform: [number] }',
    '  Favourite fruit: Fruit',
    '  Interests: { column: Interests, split: ";" }',
    '  Plan: Plan',
    '  Region: { column: Region, split: "/", path: true }',
    'tags: { add: { column: Tags, split: ";" } }',
    'stage: Stage',
    'blacklist: { black_type: { column: Block, values: { day: 24h } }, black_reason: Block }',
    '',
  ].join('\n');
  const header = 'Id,Name,Notes,History,Birthday,Call time,Limit,Fruit,Interests,Plan,Region,Tags,Stage,Block';
  const full =
    'P1,Ann,a note,"line 1\nline 2",1990-02-01,19:45,12500.50,Banana,Fishing;Music,Pro,APAC/China/Shanghai,Interest/Hot,Negotiation,day';

  test.each(['all', 'basic'] as const)(
    'a created customer is unchanged when it is planned again (list: %s)',
    async (listMembers) => {
      await using tenant = await startPlanning(mapping, [header, full], { listMembers });
      const stages = (await tenant.session.get('user_stage/query_list_by_type')).items;
      tenant.write(header, full.replace('Negotiation', String(stages[1]?.['stage_name'] ?? stages[1]?.['name'])));
      const first = await tenant.plan();
      expect(first.rows).toMatchObject({ create: 1 });
      // The customer, its tags, its stage and its blacklisting.
      expect(first.calls).toBe(4);
      let applied: Awaited<ReturnType<typeof tenant.apply>> | undefined;
      const calls = await tenant.callsOf(async () => {
        applied = await tenant.apply(first.plan);
      });
      expect(applied?.summary.rows).toMatchObject({ created: 1 });
      expect(calls).toMatchObject({ saveCustomer: 1, tagCustomer: 1, setStage: 1, addToBlacklist: 1 });
      const second = await tenant.plan();
      expect(second.rows).toMatchObject({ unchanged: 1, update: 0 });
      expect(second).toMatchObject({ cells_changed: 0, calls: 0 });
    },
  );

  test.each(['all', 'basic'] as const)(
    'each changed cell is listed in words, and only these are sent (list: %s)',
    async (listMembers) => {
      await using tenant = await startPlanning(mapping, [header, full.replace('Negotiation', '')], { listMembers });
      await tenant.apply((await tenant.plan()).plan);
      const [id = ''] = tenant.sandbox
        .snapshot()
        .customers()
        .map((customer) => String(customer.id));
      tenant.write(
        header,
        'P1,Ann,a note,"line 1\nline 2",1990-02-01,19:45,12500.5,Apple,Music;Fishing,Pro,APAC/China/Beijing,Interest/Premium,,',
      );
      const { files, rows, plan, calls } = await tenant.plan();
      expect(rows).toMatchObject({ update: 1 });
      const changes = await sheetOf(files.plan, 'Changes');
      expect(changes.map(({ Field, Before, After }) => [Field, Before, After])).toEqual([
        ['Favourite fruit', 'Banana', 'Apple'],
        ['Region', 'APAC / China / Shanghai', 'APAC / China / Beijing'],
        ['Tag Interest/Premium', '', 'yes'],
      ]);
      const made = await tenant.callsOf(() => tenant.apply(plan));
      const { getCustomer, updateCustomer, tagCustomer, listCustomerTags } = made;
      expect({ getCustomer, updateCustomer, tagCustomer }).toEqual({
        getCustomer: 1,
        updateCustomer: 1,
        tagCustomer: 1,
      });
      // The tags of several customers are read in one call.
      expect([listCustomerTags, calls]).toEqual([1, 4]);
      const fruit = await customField(tenant.session, 'Favourite fruit');
      const fields = JSON.parse(String((await tenant.detail(id))['ex_field_str'] ?? '[]')) as Record<string, string>[];
      expect(fields.find(({ fieldid, field_id }) => (fieldid ?? field_id) === fruit.field_id)?.['field_value']).toBe(
        option(fruit, 'Apple'),
      );
      expect(await tagId(tenant.session, 'Interest', 'Premium')).toBeTruthy();
    },
  );
});

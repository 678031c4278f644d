import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { importFiles } from '../../src/app/import/import-files.ts';
import { customField, option, tagId } from '../sandbox/session.ts';
import { CUSTOMERS, EDITS, type Planning, sheetOf, startPlanning } from './planning.ts';

const HEADER = 'Id,Name,Email,Phone,Remark';
const ROWS = [HEADER, 'P1,Ann,ann@example.com,,new', 'P2,Bob,bob@example.com,,new'];

/** A mapping of customers with a rule for the note. */
const merging = (rule: string): string =>
  CUSTOMERS.replace('remark: Remark', `remark: { column: Remark, merge: ${rule} }`);

const reasons = (results: readonly Record<string, string>[]) =>
  results.map(({ _row, _status, _reason }) => [_row, _status, _reason]);

/** Ann is in the CRM, Bob is not. */
async function withAnn(mapping = CUSTOMERS, options: Parameters<typeof startPlanning>[2] = {}, remark = 'old') {
  const tenant = await startPlanning(mapping, ROWS, options);
  const ann = await tenant.add({ nick: 'Ann', partnerid: 'P1', email: 'ann@example.com', remark });
  return { tenant, ann };
}

const namesIn = ({ sandbox }: Planning) =>
  sandbox
    .snapshot()
    .customers()
    .map(({ nick, remark }) => [nick, remark]);

describe('mode', () => {
  test.each(['all', 'basic'] as const)(
    'create sends only new customers, update only known ones, and neither reads a record (list: %s)',
    async (listMembers) => {
      const { tenant } = await withAnn(CUSTOMERS, { listMembers });
      await using _ = tenant;
      const made = await tenant.callsOf(async () => {
        const updated = await tenant.import({ mode: 'update' });
        expect(reasons(updated.results)).toEqual([
          ['2', 'updated', ''],
          ['3', 'skipped', 'not-in-crm'],
        ]);
        const created = await tenant.import({ mode: 'create' });
        expect(reasons(created.results)).toEqual([
          ['2', 'skipped', 'already-exists'],
          ['3', 'created', ''],
        ]);
        expect(created.summary.skipped_for).toEqual({ 'already-exists': 1 });
      });
      const { getCustomer, saveCustomer, updateCustomer } = made;
      expect({ getCustomer, saveCustomer, updateCustomer }).toEqual({ saveCustomer: 1, updateCustomer: 1 });
      expect(namesIn(tenant)).toEqual([
        ['Ann', 'new'],
        ['Bob', 'new'],
      ]);
    },
  );

  test('create and update a second time send nothing', async () => {
    const { tenant } = await withAnn();
    await using _ = tenant;
    for (const mode of ['create', 'update'] as const) await tenant.import({ mode });
    const made = await tenant.callsOf(async () => {
      expect(reasons((await tenant.import({ mode: 'create' })).results)).toEqual([
        ['2', 'skipped', 'already-exists'],
        ['3', 'skipped', 'already-exists'],
      ]);
      expect(reasons((await tenant.import({ mode: 'update' })).results)).toEqual([
        ['2', 'skipped', 'unchanged'],
        ['3', 'skipped', 'unchanged'],
      ]);
    });
    expect([made['saveCustomer'], made['updateCustomer'], made['getCustomer']]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('create does not create a customer without identifying values twice', async () => {
    await using tenant = await startPlanning(CUSTOMERS, [HEADER, 'P1,Ann,,,'], { identifiedBy: ['tel', 'email'] });
    expect((await tenant.import({ mode: 'create' })).summary.rows.created).toBe(1);
    const again = await tenant.import({ mode: 'create' });
    expect(reasons(again.results)).toEqual([['2', 'skipped', 'already-exists']]);
    expect((await tenant.import({ mode: 'create', again: true })).summary.rows.created).toBe(1);
  });

  test('of the mapping holds for import, check and plan, and the option overrides it', async () => {
    const { tenant } = await withAnn(CUSTOMERS.replace('key:', 'mode: create\nkey:'));
    await using _ = tenant;
    const { connection } = tenant;
    const check = async (mode?: 'update') => {
      const { summary } = await importFiles({
        ...{ command: 'check', files: [tenant.path('in.csv')], mappings: [tenant.path('map.yaml')] },
        ...{ connection, mode, out: tenant.path('check') },
      });
      return summary;
    };
    expect(await check()).toMatchObject({ rows: { fit: 1 }, skipped_for: { 'already-exists': 1 } });
    expect(await check('update')).toMatchObject({ rows: { fit: 1 }, skipped_for: { 'not-in-crm': 1 } });
    expect((await tenant.plan()).rows).toMatchObject({ create: 1, update: 0, skipped: 1 });
    expect((await tenant.plan({ mode: 'update' })).rows).toMatchObject({ create: 0, update: 1, skipped: 1 });
    const { plan } = await tenant.plan({ mode: 'update' });
    expect((await tenant.apply(plan)).summary.skipped_for).toEqual({ 'not-in-crm': 1 });
    expect(namesIn(tenant)).toEqual([['Ann', 'new']]);
    expect((await tenant.import()).summary.rows).toMatchObject({ created: 1, skipped: 1 });
  });

  test('holds for each file of a plan of several files', async () => {
    const { tenant } = await withAnn();
    await using _ = tenant;
    const { connection, path } = tenant;
    writeFileSync(path('more.csv'), `${HEADER}\nP1,Ann,ann@example.com,,newer\nP4,Dan,dan@example.com,,x\n`);
    const { kind, summary } = await importFiles({
      ...{
        command: 'import',
        files: [path('in.csv'), path('more.csv')],
        mappings: [path('map.yaml'), path('map.yaml')],
      },
      ...{ connection, mode: 'update', out: path('out') },
    });
    expect([kind, summary.status]).toEqual(['plan', 'completed']);
    expect(namesIn(tenant)).toEqual([['Ann', 'newer']]);
  });

  test('rejects a row that several customers match, and says which', async () => {
    await using tenant = await startPlanning(CUSTOMERS, [HEADER, 'P1,Ann,ann@example.com,+8613200000001,x']);
    const [one, two] = [
      await tenant.add({ nick: 'Ann', email: 'ann@example.com' }),
      await tenant.add({ nick: 'Ann', tel: '13200000001' }),
    ];
    const { summary, errors } = await tenant.import({ mode: 'update' });
    expect(summary.rows).toMatchObject({ rejected: 1 });
    expect(errors[0]?.['_code']).toBe('ambiguous-customer');
    for (const id of [one, two]) expect(errors[0]?.['_message']).toContain(id);
  });
});

describe('merge', () => {
  test('fill only fills a blank cell', async () => {
    const { tenant, ann } = await withAnn(merging('fill'));
    await using _ = tenant;
    await tenant.import();
    expect(await tenant.detail(ann)).toMatchObject({ remark: 'old' });
    await tenant.edit(ann, { remark: '' });
    await tenant.import();
    expect(await tenant.detail(ann)).toMatchObject({ remark: 'new' });
  });

  test('keep sets a value on creation and never changes it', async () => {
    const { tenant } = await withAnn(merging('keep'), {}, '');
    await using _ = tenant;
    const { summary } = await tenant.import();
    expect(summary.rows).toMatchObject({ created: 1, skipped: 1 });
    expect(namesIn(tenant)).toEqual([
      ['Ann', undefined],
      ['Bob', 'new'],
    ]);
  });

  test('append adds a line once', async () => {
    const { tenant, ann } = await withAnn(merging('append'));
    await using _ = tenant;
    for (const expected of [{ updated: 1, created: 1 }, { skipped: 2 }, { skipped: 2 }]) {
      expect((await tenant.import()).summary.rows).toMatchObject(expected);
      expect(await tenant.detail(ann)).toMatchObject({ remark: 'old\nnew' });
    }
  });

  test.each(['all', 'basic'] as const)(
    'append joins the options of a check box as a set (list: %s)',
    async (listMembers) => {
      const mapping = `${CUSTOMERS}custom:\n  Interests: { column: Interests, split: ";", merge: append }\n`;
      await using tenant = await startPlanning(
        mapping,
        [`${HEADER},Interests`, 'P1,Ann,ann@example.com,,,Music;Travel'],
        {
          listMembers,
        },
      );
      const field = await customField(tenant.session, 'Interests');
      const [fishing, music, travel] = ['Fishing', 'Music', 'Travel'].map((name) => option(field, name));
      const ann = await tenant.add({
        ...{ nick: 'Ann', partnerid: 'P1', email: 'ann@example.com' },
        ex_field_str: JSON.stringify([{ fieldid: field.field_id, field_value: `${fishing},${music}` }]),
      });
      const { files, rows } = await tenant.plan();
      expect(rows.update).toBe(1);
      expect(await sheetOf(files.plan, 'Changes')).toMatchObject([
        { Field: 'Interests', Before: 'Fishing; Music', After: 'Fishing; Music; Travel' },
      ]);
      expect((await tenant.import()).summary.rows).toMatchObject({ updated: 1 });
      const text = JSON.stringify(await tenant.detail(ann));
      expect(text).toContain(`${fishing},${music},${travel}`);
      expect((await tenant.import()).summary.rows).toMatchObject({ skipped: 1 });
      expect((await tenant.plan()).rows).toMatchObject({ unchanged: 1 });
    },
  );

  test('holds for edits by id', async () => {
    await using tenant = await startPlanning(
      EDITS.replace('remark: Remark', 'remark: { column: Remark, merge: append }'),
      ['Id,Name,Remark'],
    );
    const ann = await tenant.add({ nick: 'Ann', remark: 'old' });
    tenant.write('Id,Name,Remark', `${ann},Ann,new`);
    expect((await tenant.import()).summary.rows).toMatchObject({ updated: 1 });
    expect(await tenant.detail(ann)).toMatchObject({ remark: 'old\nnew' });
    expect((await tenant.import()).summary.rows).toMatchObject({ skipped: 1 });
  });

  test('reads no record where the list of customers answers', async () => {
    const { tenant } = await withAnn(merging('fill'));
    await using _ = tenant;
    const made = await tenant.callsOf(() => tenant.import());
    expect(made['getCustomer']).toBe(undefined);
  });
});

describe('tags of a mapping with a mode', () => {
  test('are sent only for the customers that the mode lets through, missing ones created', async () => {
    const { tenant, ann } = await withAnn(`${CUSTOMERS}tags: { add: { column: Tags, split: ";" } }\n`);
    await using _ = tenant;
    tenant.write(
      `${HEADER},Tags`,
      'P1,Ann,ann@example.com,,new,Interest/Brand new',
      'P2,Bob,bob@example.com,,,Interest/Hot',
    );
    const { summary } = await tenant.import({ mode: 'update', createMissing: true });
    expect(summary.rows).toMatchObject({ updated: 1, skipped: 1 });
    const tag = await tagId(tenant.session, 'Interest', 'Brand new');
    const { items } = await tenant.session.post('label/userlabels', [ann]);
    expect(JSON.stringify(items)).toContain(tag);
  });
});

describe('several rows of one customer', () => {
  test.each([
    { mode: 'update', onDuplicate: 'all' },
    { mode: 'upsert', onDuplicate: 'all', undoable: true },
  ] as const)('leave what the last one has, though the CRM had it before (%o)', async (options) => {
    const { tenant, ann } = await withAnn();
    await using _ = tenant;
    tenant.write(HEADER, 'P1,Ann,ann@example.com,,new', 'P1,Ann,ann@example.com,,old', 'P1,Ann,ann@example.com,,new');
    expect((await tenant.import(options)).summary.rows).toMatchObject({ updated: 3 });
    expect(await tenant.detail(ann)).toMatchObject({ remark: 'new' });
    tenant.write(HEADER, 'P1,Ann,ann@example.com,,other', 'P1,Ann,ann@example.com,,new');
    expect((await tenant.import(options)).summary.rows).toMatchObject({ updated: 2 });
    expect(await tenant.detail(ann)).toMatchObject({ remark: 'new' });
  });

  test.each([
    ['append', { onDuplicate: 'all' }, '--on-duplicate all'],
    ['fill', { onCollision: 'send' }, '--on-collision send'],
  ] as const)('are refused where merge: %s would lose values (%o)', async (rule, options, named) => {
    const { tenant } = await withAnn(merging(rule));
    await using _ = tenant;
    const imported = tenant.callsOf(() => tenant.import({ mode: 'update', ...options }));
    await expect(imported).rejects.toThrow(`${named} does not work with merge: ${rule} (remark)`);
    await expect(tenant.plan(options)).rejects.toThrow(named);
    expect(namesIn(tenant)).toEqual([['Ann', 'old']]);
    // Where the mapping says so, it is named as there; the flag overrides it.
    writeFileSync(tenant.path('map.yaml'), `onCollision: send\n${merging(rule)}`);
    await expect(tenant.plan()).rejects.toThrow('onCollision: send does not work');
    expect((await tenant.plan({ onCollision: 'reject' })).rows).toMatchObject({ read: 2, rejected: 0 });
  });
});

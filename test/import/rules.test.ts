import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { applyPlan } from '../../src/app/change/apply-plan.ts';
import { planFile } from '../../src/app/change/plan-file.ts';
import { checkFile } from '../../src/app/import/import-file.ts';
import { resumeRun } from '../../src/app/resume-run.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { until } from '../support/until.ts';
import { folderWith, importHere } from './in-process.ts';
import { readCsv } from './workspace.ts';

const HEADER = 'Id,Name,Badge,Status';
const mappingWith = (rules: string, more = '') =>
  `version: 1\ntarget: customer\nkey: partnerid\nidentifiedBy: [partnerid]\n${more}rules:\n${rules}fields:\n  partnerid: Id\n  nick: Name\n  remark: Badge\n  crm_status: { const: 1 }\n`;

const connectionOf = (folder: string, { appId, appKey, url }: Sandbox) => ({
  appId,
  appKey,
  baseUrl: url,
  home: join(folder, 'home'),
});

const outcomes = (rows: readonly Record<string, string>[]) =>
  rows.map(({ _row, _status, _reason }) => [_row, _status, _reason].join(' ').trim());

describe.concurrent('rules of a mapping', () => {
  test('reject rows, skip rows, and warn of others, each in one counter, in a check as in an import', async () => {
    await using sandbox = await startSandbox();
    const folder = folderWith(
      [HEADER, '1,Ann,B1,on', '2,Bo,B1,on', '3,Cy,B1,off', '4,,B4,on', '5,Eve,B4,on', '6,Flo,x,on', '7,Gus,B7,'],
      mappingWith(
        "  - { column: Badge, unique: true, message: each badge once }\n  - { field: remark, match: '^B', level: warn }\n",
        'where: Status != "off"\n',
      ),
    );
    const expected = ['2 created', '3 rejected rule-unique', '4 skipped left-out-by-where', '5 rejected required'];
    const sent = await importHere(folder, sandbox);
    // A row that is rejected for something else does not have its value.
    expect(outcomes(sent.results)).toEqual([...expected, '6 created', '7 created', '8 created']);
    expect(sent.summary.rows).toMatchObject({ read: 7, created: 4, rejected: 2, skipped: 1 });
    expect(sent.summary.skipped_for).toEqual({ 'left-out-by-where': 1 });
    expect(sent.summary.damage).toMatchObject({
      counts: { 'rule-warning': 1 },
      findings: [{ row: 7, columnName: 'Badge', text: 'x' }],
    });
    expect(sent.summary.notices.join('\n')).toContain('1 row breaks a rule of the mapping that only warns');
    expect(sent.errors[0]).toMatchObject({
      _field: 'Badge',
      _message: 'row 3, column "Badge": "B1" is already in row 2, and the mapping allows it only once: each badge once',
    });
    const checked = await checkFile({
      file: join(folder, 'in.csv'),
      mapping: join(folder, 'map.yaml'),
      out: join(folder, 'checked'),
      connection: { ...connectionOf(folder, sandbox), home: join(folder, 'other') },
    });
    expect(outcomes(readCsv(checked.files.results))).toEqual([
      ...expected.map((line) => line.replace('created', 'skipped')),
      ...['6 skipped', '7 skipped', '8 skipped'],
    ]);
    expect(checked.rows).toMatchObject({ read: 7, fit: 4, rejected: 2, skipped: 5 });
  });

  test('rows that where leaves out count neither as duplicates nor among values that too many rows share', async () => {
    await using sandbox = await startSandbox();
    const shared = Array.from({ length: 8 }, (_, at) => `${at + 10},Old ${at},+8613812345678,off`);
    const folder = folderWith(
      ['Id,Name,Phone,Status', '1,Old,+8613900000001,off', ...shared, '1,Ann,+8613812345678,on'],
      'version: 1\ntarget: customer\nkey: partnerid\nwhere: Status = "on"\nfields:\n  partnerid: Id\n  nick: Name\n  tel: Phone\n  crm_status: { const: 1 }\n',
    );
    const { summary } = await importHere(folder, sandbox);
    expect(summary.rows).toMatchObject({ read: 10, created: 1, rejected: 0, skipped: 9 });
    expect(sandbox.snapshot().customers()[0]).toMatchObject({ nick: 'Ann', tel: '+8613812345678' });
  });

  test('rows of one key may share a value when all of them are sent, and the last counts when it is asked for', async () => {
    await using sandbox = await startSandbox();
    const rows = [HEADER, 'A,Ann,B1,', 'A,Anna,B1,', 'C,Cy,B1,'];
    const mapping = mappingWith('  - { field: remark, unique: true }\n');
    const all = await importHere(folderWith(rows, mapping), sandbox, { onDuplicate: 'all' });
    expect(outcomes(all.results)).toEqual(['2 created', '3 updated', '4 rejected rule-unique']);
    const last = await importHere(folderWith([...rows, 'A,Anne,B2,'], mapping), sandbox, { onDuplicate: 'last' });
    expect(outcomes(last.results)).toEqual([
      '2 skipped duplicate-key',
      '3 skipped duplicate-key',
      '4 created',
      '5 updated',
    ]);
  });

  test('a value that an earlier run behind an errors file has sent stays taken, but never by the row itself', async () => {
    await using sandbox = await startSandbox();
    const folder = folderWith(
      [HEADER, '1,Ann,B1,', '2,Bo,B1,', '3,,B3,'],
      mappingWith('  - { field: remark, unique: true }\n'),
    );
    const first = await importHere(folder, sandbox);
    expect(outcomes(first.results)).toEqual(['2 created', '3 rejected rule-unique', '4 rejected required']);
    const again = await importHere(folder, sandbox, { file: first.summary.files.errors });
    expect(again.errors[0]?.['_message']).toContain(`"B1" is already in row 2 of run ${first.summary.run}`);
    const corrected = ['2,Bo,B9,,3,rejected,remark,rule-unique,x', '3,Cy,B3,,4,rejected,nick,required,x'];
    writeFileSync(join(folder, 'fixed.csv'), `${HEADER},_row,_status,_field,_code,_message\n${corrected.join('\n')}\n`);
    const fixed = await importHere(folder, sandbox, { file: join(folder, 'fixed.csv') });
    expect(fixed.summary.rows).toMatchObject({ created: 2, rejected: 0 });
    // The whole file again: each row has its own value.
    expect(outcomes((await importHere(folder, sandbox)).results)[0]).toBe('2 updated');
    // A row that was not sent because nothing has changed has its value, too.
    const changed = await importHere(folder, sandbox, { changedOnly: true });
    expect(outcomes(changed.results)).toEqual(['2 skipped unchanged', '3 rejected rule-unique', '4 rejected required']);
    const unedited = await importHere(folder, sandbox, { file: changed.summary.files.errors });
    expect(unedited.errors[0]?.['_message']).toContain(`"B1" is already in row 2 of run ${changed.summary.run}`);
  });

  test('the errors file of a plan is compared with what an apply has sent', async () => {
    await using sandbox = await startSandbox();
    const folder = folderWith([HEADER, '1,Ann,B1,', '2,Bo,B1,'], mappingWith('  - { column: Badge, unique: true }\n'));
    const [connection, output] = [connectionOf(folder, sandbox), join(folder, 'plan.xlsx')];
    const file = { file: join(folder, 'in.csv'), mapping: join(folder, 'map.yaml'), out: join(folder, 'planned') };
    const { files } = await planFile({ ...file, connection, output });
    const { run } = await applyPlan({ connection, plan: output, out: join(folder, 'applied') });
    const { errors } = await importHere(folder, sandbox, { file: files.errors });
    expect(errors[0]?.['_message']).toContain(`"B1" is already in row 2 of run ${run}`);
  });

  test('a resumed run knows the values that it has sent', async () => {
    await using sandbox = await startSandbox({ latencyMs: 8 });
    const rows = Array.from({ length: 60 }, (_, at) => `K${at},Person ${at},B${at},on`);
    const folder = folderWith(
      [HEADER, 'K63,Left out,B63,off', ...rows, 'K60,Late,B0,on', 'K61,Left out,B1,off', 'K62,Later,B62,on'],
      mappingWith(
        '  - { column: Badge, unique: true }\n  - { field: nick, match: "^X", level: warn }\n',
        'where: Status = "on"\n',
      ),
    );
    const controller = new AbortController();
    const began = importHere(folder, sandbox, { signal: controller.signal, connection: { concurrency: 2 } });
    await until(() => (sandbox.stats().succeeded.saveCustomer ?? 0) > 10);
    controller.abort();
    const { summary } = await began;
    expect(summary.status).toBe('interrupted');
    const resumed = await resumeRun({ connection: connectionOf(folder, sandbox), run: summary.run });
    expect(resumed.rows).toMatchObject({ read: 64, created: 61, rejected: 1, skipped: 2, pending: 0 });
    // In whichever process a row was skipped.
    expect(resumed.skipped_for).toEqual({ 'left-out-by-where': 2 });
    expect(resumed.notices.join()).toMatch(
      / that only warns\. .*These are rows since the run was resumed; earlier ones/,
    );
    expect(readCsv(resumed.files.errors)).toMatchObject([{ _row: '63', _code: 'rule-unique' }]);
  });

  test('the mirror tells who else in the CRM has a value; the row of that customer may have it', async () => {
    await using sandbox = await startSandbox();
    const mapping = `version: 1\ntarget: customer\nkey: partnerid\nidentifiedBy: [partnerid]\nrules:\n  - { field: email, unique: mirror }\n  - { field: tel, unique: mirror, level: warn }\nfields:\n  partnerid: Id\n  nick: Name\n  email: Email\n  tel: Phone\n  crm_status: { const: 1 }\n`;
    const header = 'Id,Name,Email,Phone';
    const folder = folderWith([header, '1,Ann,ann@x.co,+8613812345678'], mapping);
    await importHere(folder, sandbox);
    writeFileSync(
      join(folder, 'in.csv'),
      `${header}\n1,Ann B,ANN@x.co,13812345678\n2,Bo,Ann@X.co,\n3,Cy,cy@x.co,138 1234 5678\n`,
    );
    const { summary, results, errors } = await importHere(folder, sandbox);
    expect(outcomes(results)).toEqual(['2 updated', '3 rejected rule-unique', '4 created']);
    expect(errors[0]?.['_message']).toMatch(/"Ann@X.co" is already in row 2/);
    expect(summary.damage?.counts).toEqual({ 'rule-warning': 1 });
    writeFileSync(join(folder, 'in.csv'), `${header}\n2,Bo,Ann@X.co,\n`);
    const alone = await importHere(folder, sandbox);
    const byOther = /"Ann@X.co" is already the email of another customer in the CRM \(Ann B, \w+\)/;
    expect(alone.errors[0]?.['_message']).toMatch(byOther);

    writeFileSync(join(folder, 'in.csv'), `${header}\n2,Bo,Ann@X.co,\n4,Di,di@x.co,138-1234-5678\n`);
    const connection = connectionOf(folder, sandbox);
    const output = join(folder, 'plan.xlsx');
    const file = { file: join(folder, 'in.csv'), mapping: join(folder, 'map.yaml'), out: join(folder, 'planned') };
    const planned = await planFile({ ...file, connection, output });
    expect(planned.rows).toMatchObject({ create: 1, rejected: 1 });
    expect(readCsv(planned.files.errors)[0]?.['_message']).toMatch(byOther);
    const applied = await applyPlan({ connection, plan: output, out: join(folder, 'applied') });
    expect(applied.rows).toMatchObject({ read: 2, created: 1, rejected: 1 });
    expect(applied.damage?.counts).toEqual({ 'rule-warning': 1 });
  });
});

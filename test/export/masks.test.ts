import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { previewExport } from '../../src/app/export/preview-export.ts';
import { openTable } from '../../src/files/index.ts';
import { exportStream } from '../../src/index.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ customers: 40 });
});
afterAll(() => sandbox.close());

function workspace() {
  const folder = newFolder();
  const { url: baseUrl, appId, appKey } = sandbox;
  const path = (name: string) => join(folder, name);
  const connection = { baseUrl, appId, appKey, home: path('home') };
  const records = (name: string) => parse(readFileSync(path(name)), { columns: true, bom: true }) as Row[];
  return { folder, path, connection, records };
}

type Row = Record<string, string>;

const MASK = ['email=hash,tel=last4', 'nick=initials,uname=initials'];

async function customersOf(connection: ReturnType<typeof workspace>['connection'], output: string): Promise<Row[]> {
  await exportStream({ connection, stream: 'customers', output });
  return parse(readFileSync(output), { columns: true, bom: true }) as Row[];
}

/** Every text of a spreadsheet. */
async function textsOf(file: string): Promise<string> {
  const table = await openTable(file);
  const cells: string[] = [];
  for await (const rows of table.batches()) {
    for (const row of rows) cells.push(...row.cells.map((cell) => (typeof cell === 'string' ? cell : cell.text)));
  }
  await table.close();
  return cells.join('\n');
}

describe('export --mask', () => {
  test('leaves no masked value in any format, on standard output, or in a preview', async () => {
    const { path, connection } = workspace();
    const plain = await customersOf(connection, path('plain.csv'));
    const secrets = plain.flatMap(({ email, tel, nick }) => [email, tel, nick]).filter((each) => each !== '');
    expect(secrets.length).toBeGreaterThan(60);
    const none = (output: string) => secrets.filter((secret) => output.includes(secret ?? ''));
    for (const name of ['masked.csv', 'masked.xlsx', 'masked.jsonl']) {
      const { complete, notices } = await exportStream({
        connection,
        stream: 'customers',
        output: path(name),
        mask: MASK,
      });
      expect(complete).toBe(true);
      expect(notices.join()).toContain('Masked: nick (initials), uname (initials), email (hash), tel (last4).');
      expect(notices.join()).toMatch(/Not masked, though they may tell who somebody is: .*remark/);
      const output = await textsOf(path(name));
      expect(output).toContain(plain[0]?.['id']);
      expect(none(output), name).toEqual([]);
    }
    const stdout = new PassThrough();
    const streamed = text(stdout);
    await exportStream({
      ...{ connection, stream: 'customers', output: '-', format: 'jsonl', streams: { stdout } },
      mask: { email: 'hash', tel: 'last4', nick: 'initials', uname: 'initials' },
    });
    stdout.end();
    const lines = await streamed;
    expect(lines).toContain('"****');
    expect(none(lines)).toEqual([]);
    const { rows } = await previewExport({ connection, stream: 'customers', maxRows: 20, mask: MASK });
    expect(rows.length).toBe(20);
    expect(none(JSON.stringify(rows))).toEqual([]);
  });

  test('keeps hashes equal between exports of a state folder, by a secret that only the owner reads', async () => {
    const { path, connection, records } = workspace();
    const mask = { nick: 'hash' } as const;
    await Promise.all(
      ['one.csv', 'two.csv'].map((name) =>
        exportStream({ connection, stream: 'customers', output: path(name), columns: ['id', 'nick'], mask }),
      ),
    );
    expect(records('one.csv')).toEqual(records('two.csv'));
    expect(statSync(path('home/mask.key')).mode & 0o777).toBe(0o600);
    expect(readdirSync(path('home')).filter((name) => name.startsWith('mask.key'))).toEqual(['mask.key']);
    const other = { ...connection, home: path('other') };
    await exportStream({
      ...{ connection: other, stream: 'customers', output: path('three.csv'), columns: ['id', 'nick'] },
      mask,
    });
    expect(records('three.csv')[0]?.['nick']).not.toBe(records('one.csv')[0]?.['nick']);
    writeFileSync(path('home/mask.key'), 'cut');
    await expect(exportStream({ connection, stream: 'customers', output: path('x.csv'), mask })).rejects.toThrow(
      /mask\.key.* is damaged/,
    );
  });

  test('masks a datum in every column that shows it, by its own name or its name in the file', async () => {
    const { path, connection, records } = workspace();
    const columns = 'version: 1\nstream: customers\ncolumns: [id, nick, { nick: Full name }, tel]\n';
    writeFileSync(path('columns.yaml'), columns);
    for (const name of ['nick', 'Full name']) {
      await exportStream({
        ...{ connection, stream: 'customers', output: path('out.csv'), mapping: path('columns.yaml') },
        mask: [`${name}=remove`],
      });
      expect(records('out.csv').every((row) => row['nick'] === '' && row['Full name'] === '')).toBe(true);
      expect(records('out.csv').some((row) => row['tel'] !== '')).toBe(true);
    }
  });

  test('personal masks what tells who somebody is, custom fields included, except what is kept', async () => {
    const { path, connection, records } = workspace();
    const plain = await customersOf(connection, path('plain.csv'));
    const [first = {}] = plain;
    const custom = Object.keys(first).slice(Object.keys(first).indexOf('update_user_name') + 1);
    expect(custom.length).toBeGreaterThan(1);
    const [kept = '', ...others] = custom.filter((name) => plain.some((row) => row[name] !== ''));
    await exportStream({
      ...{ connection, stream: 'customers', output: path('out.csv') },
      mask: [`personal,${kept}=keep,tel=remove`],
    });
    const masked = records('out.csv');
    for (const [index, row] of masked.entries()) {
      const before = plain[index] ?? {};
      expect(row['id']).toBe(before['id']);
      expect(row['source']).toBe(before['source']);
      expect(row[kept]).toBe(before[kept]);
      for (const name of others) expect(row[name]).toBe('');
      expect(row['tel']).toBe('');
      for (const name of ['nick', 'email', 'partnerid', 'remark']) {
        if (before[name] !== '') expect(row[name]).not.toBe(before[name]);
      }
    }
    await expect(
      exportStream({ connection, stream: 'countries', output: path('c.csv'), mask: ['personal'] }),
    ).rejects.toThrow(/countries has no personal columns/);
  });

  test.each([
    [{ mask: ['emial=hash'] }, /no column "emial", so nothing was exported\. Did you mean "email"/],
    [{ mask: ['email=hahs'] }, /no method "hahs"\. Did you mean email=hash\? Methods: hash, last4/],
    [{ mask: ['email'] }, /not of the form column=method/],
    [{ mask: ['persnal'] }, /Did you mean --mask personal/],
    [{ mask: ['email=hash,email=last4'] }, /names the column "email" twice/],
    [{ mask: [' '] }, /names no column/],
    [{ mask: ['nick=hash'], forUpdate: true }, /masked value would replace the real one/],
  ])('refuses %j before a customer is read', async (options, message) => {
    const { path, connection } = workspace();
    const before = sandbox.stats().byEndpoint.listCustomers ?? 0;
    await expect(
      exportStream({ connection, stream: 'customers', output: path('out.csv'), ...options }),
    ).rejects.toThrow(message);
    expect(sandbox.stats().byEndpoint.listCustomers ?? 0).toBe(before);
    expect(existsSync(path('out.csv'))).toBe(false);
  });

  test('has cursors of its own, so that neither export lacks what the other has read', async () => {
    const { path, connection, records } = workspace();
    const changes = (mask: string[], output = 'changes.csv') =>
      exportStream({ connection, stream: 'customers', since: 'last', output: path(output), mask });
    await changes([]);
    const { rows } = await changes(['nick=hash']);
    expect(rows.written).toBe(40);
    // Merging masked rows into a file that was not masked would leave the values of other rows in it.
    await exportStream({ connection, stream: 'customers', output: path('plain.csv') });
    const into = (mergeInto: string) =>
      exportStream({
        connection,
        stream: 'customers',
        since: 'last',
        mergeInto: path(mergeInto),
        mask: ['nick=remove'],
      });
    await expect(into('plain.csv')).rejects.toThrow(/may hold values that are not masked/);
    await into('masked.csv');
    await into('masked.csv');
    expect(records('masked.csv').length).toBe(40);
    expect(records('masked.csv').every((row) => row['nick'] === '')).toBe(true);
    // Rows are merged by their ids, of which several could end in the same characters.
    const byId = (method: 'hash' | 'last4') =>
      exportStream({ connection, stream: 'customers', mergeInto: path(`${method}.csv`), mask: { id: method } });
    await byId('hash');
    await byId('hash');
    expect(records('hash.csv').length).toBe(40);
    await byId('last4');
    await expect(byId('last4')).rejects.toThrow(/--merge-into needs the columns id/);
  });

  test('is an option of the command', async () => {
    const folder = newFolder();
    const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
    const given = ['export', 'customers', '-o', 'out.csv', '--mask', 'email=domain', '--mask', 'tel=remove'];
    const { code, stderr } = await runCli(given, options);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('Masked: email (domain), tel (remove).');
  });
});

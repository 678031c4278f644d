import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test, vi } from 'vitest';
import { endpoints } from '../../src/api/endpoints/index.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { sessionWith, takeToken } from '../sandbox/session.ts';
import { newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';
import { alterServer } from './altered-server.ts';

const HOUR = 3600;

// Each test runs the command many times.
vi.setConfig({ testTimeout: 240_000 });

/** A server whose clock is set by the test, and exports from it. */
async function working(customers = 20) {
  const clock = { seconds: Math.floor(Date.now() / 1000) };
  const now = () => clock.seconds * 1000;
  const sandbox = await startSandbox({ customers, now, clockSkewSeconds: 1e13 });
  const server = await alterServer(sandbox.url, { now });
  const folder = newFolder();
  const env = sandboxEnv({ ...sandbox, url: server.url }, folder);
  const path = (name: string) => join(folder, name);
  const run = (...args: string[]) => runCli(args, { cwd: folder, env });
  const records = (name: string) => parse(readFileSync(path(name)), { columns: true }) as Record<string, string>[];
  return {
    clock,
    sandbox,
    path,
    run,
    records,
    id: (index: number) => sandbox.snapshot().customerIds()[index] ?? '',
    /** Changes a customer at a time of the server's clock. */
    async edit(id: string, nick: string, atSeconds = clock.seconds) {
      const before = clock.seconds;
      clock.seconds = atSeconds;
      const session = sessionWith(sandbox, await takeToken(sandbox));
      const call = endpoints.updateCustomer.path.replace('/api/scrm/5/', '').replace('{id}', id);
      expect((await session.post(call, { nick })).ret_code).toBe('000000');
      clock.seconds = before;
    },
    /** The ids in an export of changes, and its messages. */
    async changes() {
      const { code, stderr } = await run('export', 'customers', '-o', 'changes.csv', '--since', 'last');
      expect(code, stderr).toBe(0);
      return { ids: records('changes.csv').map(({ id }) => id), stderr };
    },
    /** Updates a file, and returns the names in it. */
    async merge(name: string, ...args: string[]) {
      const given = ['export', 'customers', '--merge-into', name, '--since', 'last', '--columns', 'id,nick', ...args];
      const { code, stderr } = await run(...given);
      expect(code, stderr).toBe(0);
      return { names: new Map(records(name).map(({ id = '', nick = '' }) => [id, nick])), stderr };
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await sandbox.close();
    },
  };
}

describe('--since last', () => {
  test.each([
    ['in 2099', () => Date.UTC(2099, 0, 1) / 1000, /\(2099-01-01\)/],
    ['in milliseconds', () => Date.now(), /in milliseconds/],
  ])('exports every change although a record is dated %s, and names the record', async (_, time, named) => {
    await using work = await working();
    const [ahead, first, second] = [work.id(3), work.id(5), work.id(7)];
    await work.edit(ahead, 'Ahead', time());
    const all = await work.changes();
    expect(all.ids).toHaveLength(20);
    expect(all.stderr).toContain(`Record ${ahead}`);
    expect(all.stderr).toMatch(named);
    for (const id of [first, second]) {
      work.clock.seconds += 2 * HOUR;
      await work.edit(id, 'Changed');
      work.clock.seconds += 60;
      const { ids, stderr } = await work.changes();
      expect(ids).toContain(id);
      expect(stderr).toContain(`Record ${ahead}`);
    }
    work.clock.seconds += 2 * HOUR;
    await work.edit(ahead, 'Back');
    const { ids, stderr } = await work.changes();
    expect(ids).toContain(ahead);
    expect(stderr).not.toContain('Record');
  });

  test.each([600, HOUR, 40 * 24 * HOUR])(
    'exports every change after the server’s clock was set back by %i s',
    async (back) => {
      await using work = await working();
      await work.edit(work.id(0), 'Latest');
      expect((await work.changes()).ids).toHaveLength(20);
      work.clock.seconds -= back;
      for (const index of [5, 7]) {
        await work.edit(work.id(index), 'Changed');
        work.clock.seconds += 30;
        expect((await work.changes()).ids).toContain(work.id(index));
        work.clock.seconds += 60;
      }
    },
  );
});

describe('--merge-into --since last', () => {
  test('adds all missing changes to a file, whatever was exported in between', async () => {
    await using work = await working();
    expect((await work.merge('all.csv')).names.size).toBe(20);
    work.clock.seconds += 2 * HOUR;
    await work.edit(work.id(5), 'One');
    work.clock.seconds += 2 * HOUR;
    // Neither of these concerns the file: they move the cursor of the stream.
    await work.run('export', 'customers', '-o', 'other.csv');
    await work.changes();
    work.clock.seconds += 2 * HOUR;
    const { names, stderr } = await work.merge('all.csv');
    expect(names.get(work.id(5))).toBe('One');
    expect(stderr).toContain('Exporting what changed since');
    expect(stderr).toMatch(/[12] rows? updated, 0 added/);
    await work.edit(work.id(6), 'Two');
    const again = await work.merge('all.csv');
    expect(again.names.get(work.id(6))).toBe('Two');
  });

  test('exports everything into a file that is missing, moved, replaced, edited, or gets other columns', async () => {
    await using work = await working();
    await work.merge('all.csv');
    await work.run('export', 'customers', '-o', 'other.csv');
    work.clock.seconds += 2 * HOUR;
    const isWhole = async (...args: string[]) => {
      const { names, stderr } = await work.merge('all.csv', ...args);
      expect(names.size).toBe(20);
      expect(stderr).toContain('exporting everything');
    };
    rmSync(work.path('all.csv'));
    await isWhole();
    const [header = '', ...lines] = readFileSync(work.path('all.csv'), 'utf8').split('\r\n');
    writeFileSync(work.path('all.csv'), [header, ...lines.slice(0, 4)].join('\r\n'));
    await isWhole();
    copyFileSync(work.path('other.csv'), work.path('all.csv'));
    await isWhole();
    renameSync(work.path('all.csv'), work.path('moved.csv'));
    const moved = await work.merge('moved.csv');
    expect(moved.stderr).toContain('exporting everything');
    copyFileSync(work.path('moved.csv'), work.path('all.csv'));
    await isWhole('--tz', 'Asia/Tokyo');
  });

  test('keeps a cursor for each of two files, and restores that of an earlier copy', async () => {
    await using work = await working();
    await work.merge('one.csv');
    await work.merge('two.csv');
    copyFileSync(work.path('one.csv'), work.path('copy.csv'));
    work.clock.seconds += 2 * HOUR;
    await work.edit(work.id(5), 'Changed');
    expect((await work.merge('one.csv')).names.get(work.id(5))).toBe('Changed');
    work.clock.seconds += 2 * HOUR;
    const second = await work.merge('two.csv');
    expect(second.names.get(work.id(5))).toBe('Changed');
    expect(second.stderr).toContain('Exporting what changed since');
    copyFileSync(work.path('copy.csv'), work.path('one.csv'));
    expect((await work.merge('one.csv')).names.get(work.id(5))).toBe('Changed');
  });

  test('does not resume into a file that was removed or changed meanwhile', async () => {
    await using work = await working();
    await work.merge('all.csv');
    work.clock.seconds += 2 * HOUR;
    await work.edit(work.id(5), 'Changed');
    work.sandbox.setFaults({ '500': 1 });
    const given = ['export', 'customers', '--merge-into', 'all.csv', '--since', 'last', '--columns', 'id,nick'];
    expect((await work.run(...given, '--max-attempts', '1')).code).toBe(3);
    work.sandbox.setFaults({});
    renameSync(work.path('all.csv'), work.path('kept.csv'));
    const refused = await work.run('resume');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('all.csv was removed after run');
    expect(existsSync(work.path('all.csv'))).toBe(false);
    renameSync(work.path('kept.csv'), work.path('all.csv'));
    const { code, stderr } = await work.run('resume');
    expect(code, stderr).toBe(0);
    expect(work.records('all.csv').find(({ id }) => id === work.id(5))).toMatchObject({ nick: 'Changed' });
    expect(work.records('all.csv')).toHaveLength(20);
  });
});

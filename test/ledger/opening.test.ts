import { chmodSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Ledger, openLedger as openLedgerOf } from '../../src/ledger/index.ts';
import { MIGRATIONS } from '../../src/ledger/sqlite/schema.ts';
import { SharedRateLimiter } from '../../src/ledger/sqlite/shared-rate-limiter.ts';
import { newFolder } from '../support/run-cli.ts';
import { newRun } from './new-run.ts';

async function open(home: string): Promise<Ledger> {
  const ledger = await openLedgerOf({ home });
  onTestFinished(() => ledger.close());
  return ledger;
}

describe('opening a ledger', () => {
  test('creates files that only their owner can read, including the journal', async () => {
    const home = join(newFolder(), 'deep', 'home');
    const ledger = await open(home);
    await (await ledger.lockRun('r'))?.release();
    await ledger.permits('tenant', Date.now).take(10, 1);
    await (await ledger.openRowLog(await newRun(ledger))).begin({ row: 1 });
    const files = readdirSync(home, { recursive: true, encoding: 'utf8' }).map((name) => join(home, name));
    const modes = files.filter((path) => statSync(path).isFile()).map((path) => [path, statSync(path).mode & 0o777]);
    expect(modes.length).toBeGreaterThanOrEqual(5);
    expect(modes.filter(([, mode]) => mode !== 0o600)).toEqual([]);
    expect(statSync(home).mode & 0o777).toBe(0o700);
  });

  test('removes the permissions of other users', async () => {
    const home = newFolder();
    (await openLedgerOf({ home })).close();
    chmodSync(join(home, 'ledger.db'), 0o644);
    await open(home);
    expect(statSync(join(home, 'ledger.db')).mode & 0o777).toBe(0o600);
  });

  test('waits for the disk at every commit', async () => {
    const home = newFolder();
    await open(home);
    const database = new DatabaseSync(join(home, 'ledger.db'));
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    database.close();
  });

  test('migrates a ledger of the first version, and keeps its rows and runs', async () => {
    const home = newFolder();
    const database = new DatabaseSync(join(home, 'ledger.db'));
    database.exec(`${MIGRATIONS[0]}; PRAGMA user_version = 1;
      INSERT INTO runs (seq, id, command, target, key_field, scope, stage, input, input_bytes, input_sha256, mapping, mapping_text, settings, out_dir, started_at)
      VALUES (1, 'old', 'import', 'customer', 'partnerid', 'tenant', 'running', '/in.csv', 1, 'x', '/m.yaml', '', '{}', '/out', 1);
      INSERT INTO rows (run, row, state, key) VALUES (1, 2, 'created', 'a'), (1, 3, 'created', 'b'), (1, 4, 'sending', 'c');`);
    database.close();
    const ledger = await open(home);
    const run = await ledger.runs.find('old');
    expect(run).toBeDefined();
    if (!run) return;
    expect(await ledger.runs.counts(run)).toEqual({ created: 2, sending: 1 });
    expect((await (await ledger.openRowLog(run)).known(4, 4)).get(4)).toMatchObject({
      state: 'sending',
      key: 'c',
      step: 0,
    });
    expect((await (await open(home)).runs.list(5)).length).toBe(1);
  });

  test('refuses the ledger of a newer sobot-etl, and leaves it unchanged', async () => {
    const home = newFolder();
    const path = join(home, 'ledger.db');
    const database = new DatabaseSync(path);
    database.exec('CREATE TABLE runs (x); PRAGMA user_version = 99');
    database.close();
    const before = readFileSync(path);
    await expect(openLedgerOf({ home })).rejects.toThrow(expect.objectContaining({ code: 'ledger-newer' }));
    expect(readFileSync(path)).toEqual(before);
  });

  test('refuses the database of another program', async () => {
    const home = newFolder();
    const database = new DatabaseSync(join(home, 'ledger.db'));
    database.exec('CREATE TABLE songs (title)');
    database.close();
    await expect(openLedgerOf({ home })).rejects.toThrow(expect.objectContaining({ code: 'ledger-foreign' }));
  });

  test.each([
    ['another file', (path: string) => writeFileSync(path, 'this is not a ledger at all, '.repeat(500))],
    ['a ledger that was cut short', (path: string) => truncateSync(path, 5000)],
    [
      'a ledger with a page overwritten',
      (path: string) => {
        const bytes = readFileSync(path);
        writeFileSync(path, bytes.fill(0xab, 24, 4096 * 3));
      },
    ],
  ])('refuses %s', async (_what, spoil) => {
    const home = newFolder();
    const ledger = await openLedgerOf({ home });
    await newRun(ledger);
    await ledger.close();
    spoil(join(home, 'ledger.db'));
    const use = async () => {
      const spoilt = await open(home);
      await spoilt.runs.list(10);
    };
    await expect(use()).rejects.toThrow(
      expect.objectContaining({ code: 'ledger-corrupt', message: expect.stringMatching(/move/) }),
    );
  });

  test('refuses a home that is a file', async () => {
    const home = join(newFolder(), 'home');
    writeFileSync(home, '');
    await expect(openLedgerOf({ home })).rejects.toThrow(expect.objectContaining({ code: 'ledger-unopened' }));
  });

  test('recreates the shared rate file when a power cut damaged it', async () => {
    const path = join(newFolder(), 'pace.db');
    writeFileSync(path, 'rubbish '.repeat(1000));
    const limiter = new SharedRateLimiter(path);
    expect(limiter.take('tenant', 1_000_000, 100, 1)).toEqual({ taken: 1, waitMs: 100 });
    limiter.close();
  });
});

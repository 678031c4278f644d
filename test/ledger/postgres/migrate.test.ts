import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { migrate } from '../../../src/ledger/postgres/migrate.ts';
import { MIGRATIONS } from '../../../src/ledger/postgres/schema.ts';
import { MIGRATIONS as SQLITE_MIGRATIONS } from '../../../src/ledger/sqlite/schema.ts';
import { newPostgresDatabase } from '../../support/postgres-server.ts';
import { openDatabase } from './open-database.ts';

let url: string;
beforeAll(async () => {
  url = await newPostgresDatabase();
});

/** Runs `work` with a plain connection. */
async function withClient<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query('SET search_path TO sobot_etl');
    return await work(client);
  } finally {
    await client.end();
  }
}

test('of many that open a new ledger at the same time, one creates the tables', async () => {
  // Each has connections of its own, as processes have.
  const databases = await Promise.all(Array.from({ length: 10 }, () => openDatabase(url)));
  await Promise.all(databases.map((database) => database.run('UPDATE last_forgotten SET seq = seq + 1')));
  const [database] = databases;
  expect(await database?.all('SELECT seq FROM last_forgotten')).toEqual([{ seq: 10 }]);
  expect(await database?.all('SELECT version FROM ledger_version')).toEqual([{ version: MIGRATIONS.length }]);
});

test('the tables are those of a ledger in a file, with the same columns and keys', async () => {
  const database = await openDatabase(url);
  const sqlite = new DatabaseSync(':memory:');
  for (const step of SQLITE_MIGRATIONS) sqlite.exec(step);
  const tables = sqlite.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
  expect(tables.length).toBeGreaterThan(10);
  for (const { name } of tables) {
    const columns = sqlite
      .prepare('SELECT name, "notnull", pk FROM pragma_table_info(?) ORDER BY name')
      .all(String(name));
    const found = await database.all(
      `SELECT attname AS name, attnotnull AS "notnull", coalesce(array_position(conkey, attnum), 0) AS pk
       FROM pg_attribute LEFT JOIN pg_constraint ON conrelid = attrelid AND contype = 'p'
       WHERE attrelid = ?::regclass AND attnum > 0 ORDER BY attname COLLATE "C"`,
      [`sobot_etl.${name}`],
    );
    const facts = (records: readonly Record<string, unknown>[]) =>
      records.map((column) => [
        column['name'],
        Boolean(column['notnull']) || Number(column['pk']) > 0,
        Number(column['pk']),
      ]);
    expect([name, facts(found)]).toEqual([name, facts(columns)]);
  }
  const indexes = await database.all("SELECT indexname AS name FROM pg_indexes WHERE schemaname = 'sobot_etl'");
  const named = sqlite.prepare("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL").all();
  expect(indexes.map(({ name }) => name)).toEqual(expect.arrayContaining(named.map(({ name }) => name)));
});

test('a later version adds to the tables, and keeps what is in them', async () => {
  const database = await openDatabase(url);
  await database.run("INSERT INTO watermarks VALUES ('s', 'x', '', 1)");
  const before = await database.all('SELECT * FROM watermarks');
  expect(before).toEqual([{ scope: 's', stream: 'x', filter: '', value: 1 }]);
  const later = [...MIGRATIONS, 'ALTER TABLE watermarks ADD COLUMN note text', 'CREATE TABLE later (run bigint)'];
  await withClient((client) => migrate(client, 'there', later));
  await withClient((client) => migrate(client, 'there', later));
  // Its connections have prepared this statement for the table as it was.
  expect(await database.all('SELECT * FROM watermarks')).toEqual([
    { scope: 's', stream: 'x', filter: '', value: 1, note: null },
  ]);
  await expect(withClient((client) => migrate(client, 'there', MIGRATIONS))).rejects.toMatchObject({
    code: 'ledger-newer',
  });
});

test('a migration that fails leaves the tables as they were', async () => {
  const before = await withClient((client) => client.query('SELECT version FROM ledger_version'));
  const steps = Array.from({ length: Number(before.rows[0].version) }, () => '');
  const failing = [...steps, 'CREATE TABLE half (run bigint); SELECT nonsense'];
  await expect(withClient((client) => migrate(client, 'there', failing))).rejects.toThrow('nonsense');
  await withClient(async (client) => {
    expect((await client.query("SELECT to_regclass('half') AS half")).rows).toEqual([{ half: null }]);
    expect((await client.query('SELECT version FROM ledger_version')).rows).toEqual(before.rows);
  });
});

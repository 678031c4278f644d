import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { PostgresDatabase } from '../../../src/ledger/postgres/postgres-database.ts';
import { fromStoredText, toStoredText } from '../../../src/ledger/postgres/stored-text.ts';
import type { SqlConnection } from '../../../src/ledger/sql.ts';
import { newPostgresDatabase } from '../../support/postgres-server.ts';
import { openDatabase } from './open-database.ts';

const INSERT_KEY = `INSERT INTO keys (scope, target, field, key, id, hash, run) VALUES (?, 'customer', ?, ?, ?, NULL, ?)
  ON CONFLICT (scope, target, field, key) DO UPDATE SET id = coalesce(excluded.id, keys.id), run = excluded.run`;

let url: string;
beforeAll(async () => {
  url = await newPostgresDatabase();
});

/** Records of a scope of its own. */
async function keysOf(database: SqlConnection, scope: string) {
  return database.all('SELECT key, id, run FROM keys WHERE scope = ? ORDER BY key', [scope]);
}

function putKeys(database: SqlConnection, scope: string, keys: readonly string[], run = 1): Promise<void> {
  return database.insertAll(
    INSERT_KEY,
    keys.map((key) => [scope, 'partnerid', key, null, run]),
  );
}

describe('statements', () => {
  test('take values for question marks, but not for those in texts, names and comments', async () => {
    const database = await openDatabase(url);
    const sql = `SELECT '?''?' AS "a?", CAST(? AS TEXT) AS b -- why?\n, CAST(? AS BIGINT) AS c`;
    expect(await database.get(sql, ['x', 2])).toEqual({ 'a?': "?'?", b: 'x', c: 2 });
  });

  test('return whole numbers and sums as numbers, and nothing as undefined', async () => {
    const database = await openDatabase(url);
    const now = 1_790_000_000_123;
    await database.run('INSERT INTO lookups (scope, name, content, fetched_at) VALUES (?, ?, ?, ?)', [
      'n',
      'x',
      '',
      now,
    ]);
    expect(await database.get("SELECT fetched_at, count(*) AS n FROM lookups WHERE scope = 'n' GROUP BY 1")).toEqual({
      fetched_at: now,
      n: 1,
    });
    expect(await database.get("SELECT sum(fetched_at) AS n FROM lookups WHERE scope = 'n'")).toEqual({ n: now });
    expect(await database.get('SELECT fetched_at FROM lookups WHERE scope = ?', ['?'])).toBeUndefined();
  });

  test('say how many records they changed', async () => {
    const database = await openDatabase(url);
    await putKeys(database, 'changed', ['a', 'b', 'c']);
    expect(await database.run('DELETE FROM keys WHERE scope = ? AND key <> ?', ['changed', 'a'])).toBe(2);
  });

  test('keep all 64 bits of a number', async () => {
    const database = await openDatabase(url);
    const values = [-(2n ** 63n), 2n ** 63n - 1n, 0x1234_5678_9abc_def1n];
    const insert = 'INSERT INTO identities (value, run, row, key) VALUES (?, ?, ?, ?)';
    await database.insertAll(
      insert,
      values.map((value, at) => [value, 1, at, null]),
    );
    const among = database.dialect.among('value', 'integer');
    const found = await database.all(
      `SELECT CAST(value AS TEXT) AS value FROM identities WHERE ${among} ORDER BY row`,
      [`[${values.join(',')}]`],
    );
    expect(found.map(({ value }) => BigInt(String(value)))).toEqual(values);
  });

  test('insert thousands of records, and update those that are there', async () => {
    const database = await openDatabase(url, { maxInsertedRecords: 1000 });
    const keys = Array.from({ length: 2500 }, (_, at) => `k${String(at).padStart(4, '0')}`);
    await database.insertAll(
      INSERT_KEY,
      keys.map((key) => ['many', 'partnerid', key, `id of ${key}`, 1]),
    );
    await putKeys(database, 'many', keys, 2);
    const stored = await keysOf(database, 'many');
    expect(stored).toEqual(keys.map((key) => ({ key, id: `id of ${key}`, run: 2 })));
    await database.insertAll(INSERT_KEY, []);
  });

  test('find records among many keys, whatever characters they have', async () => {
    const database = await openDatabase(url);
    const keys = [
      'plain',
      'quo"te',
      "apo'strophe",
      'back\\slash',
      '{a,b}',
      'NULL',
      '',
      'nul\0',
      'half\ud800',
      '张伟',
      '\u0010',
    ];
    await putKeys(database, 'among', keys);
    const among = database.dialect.among('key', 'text');
    const wanted = [...keys.slice(1), 'missing', 'half\ud801', '\u0010\u0010'];
    const found = await database.all(`SELECT key FROM keys WHERE scope = ? AND ${among}`, [
      'among',
      JSON.stringify(wanted),
    ]);
    expect(found.map(({ key }) => key).toSorted()).toEqual(keys.slice(1).toSorted());
  });

  test('know the words of PostgreSQL for what SQLite calls otherwise', async () => {
    const database = await openDatabase(url);
    const { greatest, least, jsonLength, jsonArray } = database.dialect;
    const changes = "INSERT INTO changes (run, row, id, cells) VALUES (?, ?, 'x\u0010\0', ?)".replace(
      "'x\u0010\0'",
      '?',
    );
    await database.run(changes, [1, 1, 'x\u0010\0', JSON.stringify([{ a: '\0' }, '\ud800', 3])]);
    const record = await database.get(
      `SELECT ${greatest}(1, 3, 2) AS greatest, ${least}(1, 3, 2) AS least, ${jsonLength('cells')} AS length, ${jsonArray('run, id, name')} AS list FROM changes`,
    );
    expect(record).toMatchObject({ greatest: 3, least: 1, length: 3 });
    expect(JSON.parse(String(record?.['list']))).toHaveLength(3);
  });

  test('that are wrong are an error of the ledger, and the next one works', async () => {
    const database = await openDatabase(url);
    await expect(database.all('SELECT nonsense')).rejects.toMatchObject({
      name: 'LedgerError',
      code: 'ledger-failed',
      message: expect.stringContaining(database.location),
    });
    expect(await database.get('SELECT 1 AS one')).toEqual({ one: 1 });
  });
});

describe('texts', () => {
  test('come back as they were, and different ones stay different', async () => {
    const unit = fc.constantFrom('\0', '\u0010', '\ud800', '\udc00', '\ud83d\ude00', 'a', '0', '0000', 'd800');
    const text = fc.array(unit, { maxLength: 8 }).map((units) => units.join(''));
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(fromStoredText(toStoredText(one))).toBe(one);
        expect(toStoredText(one).isWellFormed()).toBe(true);
        expect(toStoredText(one)).not.toContain('\0');
        if (one !== other) expect(toStoredText(one)).not.toBe(toStoredText(other));
      }),
    );
    const database = await openDatabase(url);
    const texts = [...new Set(fc.sample(text, { numRuns: 50, seed: 7 }))].toSorted();
    await putKeys(database, 'texts', texts);
    expect((await keysOf(database, 'texts')).map(({ key }) => key as string).toSorted()).toEqual(texts);
  });
});

describe('a transaction', () => {
  test('is undone when its work fails, and the error is that of the work', async () => {
    const database = await openDatabase(url);
    const failure = new Error('of the work');
    const work = database.transaction(async (connection) => {
      await putKeys(connection, 'undone', ['a']);
      throw failure;
    });
    await expect(work).rejects.toBe(failure);
    expect(await keysOf(database, 'undone')).toEqual([]);
  });

  test('is not committed in part when its work overlooks a failed statement', async () => {
    const database = await openDatabase(url);
    const work = database.transaction(async (connection) => {
      await putKeys(connection, 'overlooked', ['a']);
      await connection.all('SELECT nonsense').catch(() => undefined);
    });
    await expect(work).rejects.toMatchObject({ code: 'ledger-failed' });
    expect(await keysOf(database, 'overlooked')).toEqual([]);
  });

  test('refuses statements after its end', async () => {
    const database = await openDatabase(url);
    const late = await database.transaction(async (connection) => () => connection.get('SELECT 1'));
    await expect(late()).rejects.toThrow('the transaction has ended');
  });

  test('runs statements that are given together one after the other', async () => {
    const database = await openDatabase(url);
    const sums = await database.transaction((connection) =>
      Promise.all([1, 2, 3].map((value) => connection.get('SELECT CAST(? AS BIGINT) AS n', [value]))),
    );
    expect(sums).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  test('that is exclusive runs while no other exclusive one does, of any process', async () => {
    const databases = await Promise.all([openDatabase(url), openDatabase(url), openDatabase(url)]);
    await databases[0]?.run("INSERT INTO watermarks VALUES ('exclusive', '', '', 0)");
    const increment = (database: PostgresDatabase) =>
      database.transaction(
        async (connection) => {
          const record = await connection.get("SELECT value FROM watermarks WHERE scope = 'exclusive'");
          await connection.run("UPDATE watermarks SET value = ? WHERE scope = 'exclusive'", [
            Number(record?.['value']) + 1,
          ]);
        },
        { exclusively: true },
      );
    await Promise.all(databases.flatMap((database) => Array.from({ length: 10 }, () => increment(database))));
    expect(await databases[0]?.get("SELECT value FROM watermarks WHERE scope = 'exclusive'")).toEqual({ value: 30 });
  });

  test('that deadlocks with another is repeated', async () => {
    const [one, other] = [await openDatabase(url), await openDatabase(url)];
    await putKeys(one, 'deadlock', ['a', 'b']);
    const both = Promise.withResolvers<void>();
    let waiting = 0;
    let attempts = 0;
    const update = (database: PostgresDatabase, first: string, second: string) =>
      database.transaction(async (connection) => {
        attempts += 1;
        const increment = "UPDATE keys SET run = run + 1 WHERE scope = 'deadlock' AND key = ?";
        await connection.run(increment, [first]);
        waiting += 1;
        if (waiting === 2) both.resolve();
        await both.promise;
        await connection.run(increment, [second]);
      });
    await Promise.all([update(one, 'a', 'b'), update(other, 'b', 'a')]);
    expect(attempts).toBeGreaterThan(2);
    expect(await keysOf(one, 'deadlock')).toMatchObject([{ run: 3 }, { run: 3 }]);
  });

  test('that was decided by what another changed meanwhile is repeated', async () => {
    const database = await openDatabase(url);
    await putKeys(database, 'serial', ['a']);
    let attempts = 0;
    await database.transaction(async (connection) => {
      attempts += 1;
      if (attempts === 1) await connection.run('SET TRANSACTION ISOLATION LEVEL SERIALIZABLE');
      await connection.get("SELECT run FROM keys WHERE scope = 'serial'");
      if (attempts === 1) await database.run("UPDATE keys SET run = 5 WHERE scope = 'serial'");
      await connection.run("UPDATE keys SET run = run + 1 WHERE scope = 'serial'");
    });
    expect(attempts).toBe(2);
    expect(await keysOf(database, 'serial')).toMatchObject([{ run: 6 }]);
  });
});

describe('reading', () => {
  test('a snapshot sees one moment', async () => {
    const database = await openDatabase(url);
    await putKeys(database, 'snapshot', ['a']);
    const counts = await database.snapshot(async (connection) => {
      const before = await keysOf(connection, 'snapshot');
      await putKeys(database, 'snapshot', ['b']);
      return [before.length, (await keysOf(connection, 'snapshot')).length];
    });
    expect(counts).toEqual([1, 1]);
  });

  test('in parts returns all records in order, while others write and read', async () => {
    const database = await openDatabase(url, { maxConnections: 1 });
    const keys = Array.from({ length: 1200 }, (_, at) => String(at).padStart(5, '0'));
    await putKeys(database, 'parts', keys);
    const sizes: number[] = [];
    const read: unknown[] = [];
    for await (const part of database.parts('SELECT key FROM keys WHERE scope = ? ORDER BY key', ['parts'])) {
      sizes.push(part.length);
      read.push(...part.map(({ key }) => key));
      await putKeys(database, 'parts', [`later ${sizes.length}`]);
      for await (const inner of database.parts('SELECT count(*) AS n FROM keys WHERE scope = ?', ['parts'])) {
        expect(inner).toEqual([{ n: 1200 + sizes.length }]);
      }
    }
    expect(sizes).toEqual([500, 500, 200]);
    expect(read).toEqual(keys);
  });

  test('in parts may be left early, and of nothing has no parts', async () => {
    const database = await openDatabase(url);
    for await (const _ of database.parts('SELECT generate_series(1, 5000) AS n')) break;
    for await (const part of database.parts('SELECT key FROM keys WHERE scope = ?', ['none']))
      expect(part).toBe('no part');
    await expect(database.parts('SELECT nonsense').next()).rejects.toMatchObject({ code: 'ledger-failed' });
  });

  test('after much was deleted, the space is given back', async () => {
    const database = await openDatabase(url);
    await database.compact();
  });
});

test('closing the ledger lets work finish that has begun, and refuses more', async () => {
  const database = await openDatabase(url);
  const begun = Promise.withResolvers<void>();
  const working = database.transaction(async (connection) => {
    begun.resolve();
    await connection.get('SELECT pg_sleep(0.05)');
    await putKeys(connection, 'finished', ['a']);
  });
  await begun.promise;
  await database.close();
  await working;
  await expect(database.get('SELECT 1')).rejects.toMatchObject({ code: 'ledger-lost' });
  expect(await keysOf(await openDatabase(url), 'finished')).toHaveLength(1);
});

test('a connection does what the ledger relies on, whatever the database is set to', async () => {
  const settings = [
    'synchronous_commit',
    'statement_timeout',
    'search_path',
    'tcp_keepalives_idle',
    'transaction_isolation',
  ];
  const own = await newPostgresDatabase();
  const name = new URL(own).pathname.slice(1);
  const before = await openDatabase(own);
  await before.run(`ALTER DATABASE ${name} SET synchronous_commit = off`);
  await before.run(`ALTER DATABASE ${name} SET statement_timeout = '20s'`);
  await before.run(`ALTER DATABASE ${name} SET default_transaction_isolation = serializable`);
  const database = await openDatabase(own);
  const found = await database.get(
    `SELECT ${settings.map((name) => `current_setting('${name}') AS ${name}`).join(', ')}`,
  );
  expect(found).toEqual({
    synchronous_commit: 'on',
    statement_timeout: '0',
    search_path: 'sobot_etl',
    tcp_keepalives_idle: '30',
    transaction_isolation: 'read committed',
  });
});

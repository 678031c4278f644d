import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { readAddress } from '../../../src/ledger/postgres/address.ts';
import { rejectUnsuitable } from '../../../src/ledger/postgres/migrate.ts';
import { openPostgresDatabase } from '../../../src/ledger/postgres/postgres-database.ts';
import { type PostgresServer, startPostgres } from '../../support/postgres-server.ts';
import { newFolder } from '../../support/run-cli.ts';
import { until } from '../../support/until.ts';
import { openDatabase } from './open-database.ts';

const SECRET = 'pass-wort';

let server: PostgresServer;
let url: string;
let certificate: string;
beforeAll(async () => {
  const folder = newFolder();
  certificate = join(folder, 'server.crt');
  const key = join(folder, 'server.key');
  const names = ['-subj', '/CN=db.example.com', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', [...args, ...names, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  server = await startPostgres({
    settings: { ssl: 'on', unix_socket_directories: '.' },
    files: { 'server.crt': certificate, 'server.key': key },
    access: [
      'local all all trust',
      'host all locked 127.0.0.1/32 scram-sha-256',
      'host all barred 127.0.0.1/32 reject',
      'host all all 127.0.0.1/32 trust',
    ],
  });
  url = await server.createDatabase();
  await server.query(`CREATE ROLE locked LOGIN PASSWORD '${SECRET}'; CREATE ROLE barred LOGIN; CREATE ROLE single LOGIN CONNECTION LIMIT 1;
    GRANT etl TO locked; GRANT etl TO single;`);
  // The tables are those of the role that others are members of.
  await (await openPostgresDatabase(url)).close();
});
afterAll(() => server.close());
afterEach(() => vi.unstubAllEnvs());

/** What the server says when it is ready for a query: `Z`, the length of the rest, `I` for no transaction. */
const READY = Buffer.from('Z\0\0\0\x05I');

/** How opening a ledger fails. */
async function failure(address: string, policy = {}): Promise<{ code: string; message: string }> {
  const opened = openPostgresDatabase(address, { policy });
  const error = await opened.then(
    (database) => database.close().then(() => new Error('it was opened')),
    (thrown: Error) => thrown,
  );
  const { code = '', message } = error as Error & { code?: string };
  expect(`${message} ${JSON.stringify(error.cause)} ${error.stack}`).not.toContain(SECRET);
  return { code, message };
}

/** A server that treats each connection as it is told; returns its port. */
async function listen(onConnection: (socket: Socket, count: number) => void): Promise<number> {
  let count = 0;
  const listening: Server = createServer((socket) => {
    count += 1;
    onConnection(
      socket.on('error', () => undefined),
      count,
    );
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void listening.close());
  await once(listening, 'listening');
  return (listening.address() as AddressInfo).port;
}

describe('without a server', () => {
  test('the message says where none is, and what to do', async () => {
    const port = await listen(() => undefined);
    const { port: free } = await new Promise<AddressInfo>((resolve) => {
      const probe = createServer().listen(0, '127.0.0.1', () => {
        const address = probe.address() as AddressInfo;
        probe.close(() => resolve(address));
      });
    });
    expect(await failure(`postgres://etl:${SECRET}@127.0.0.1:${free}/d`)).toEqual({
      code: 'ledger-no-server',
      message: `the ledger postgres://etl@127.0.0.1:${free}/d cannot be used: no PostgreSQL server can be reached at 127.0.0.1, port ${free} (ECONNREFUSED); start it, or correct the address (--ledger, SOBOT_ETL_LEDGER or the profile), then try: sobot-etl doctor`,
    });
    expect(await failure('postgres://etl@db.invalid/d')).toMatchObject({
      code: 'ledger-no-server',
      message: expect.stringContaining('no host named db.invalid'),
    });
    expect(await failure(`postgres://etl@127.0.0.1:${port}/d`, { connectTimeoutMs: 50 })).toMatchObject({
      code: 'ledger-no-server',
      message: expect.stringContaining('does not answer'),
    });
    expect(await failure('postgres://etl@%2Fnone/d')).toMatchObject({ code: 'ledger-no-server' });
  });

  test('that is ready, it is waited for', async () => {
    const fields = ['SFATAL', 'C57P03', 'Mthe database system is starting up', '']
      .map((field) => `${field}\0`)
      .join('');
    const length = Buffer.alloc(4);
    length.writeInt32BE(fields.length + 4);
    const port = await listen((socket, count) => {
      if (count < 3)
        socket.once('data', () => socket.end(Buffer.concat([Buffer.from('E'), length, Buffer.from(fields)])));
      else socket.pipe(connect(server.port, '127.0.0.1')).pipe(socket);
    });
    const database = await openDatabase(url.replace(String(server.port), String(port)));
    expect(await database.get('SELECT 1 AS one')).toEqual({ one: 1 });
    const waiting = await listen(
      (socket) =>
        void socket.once('data', () => socket.end(Buffer.concat([Buffer.from('E'), length, Buffer.from(fields)]))),
    );
    expect(await failure(`postgres://etl@127.0.0.1:${waiting}/d`, { maxLostMs: 20 })).toMatchObject({
      code: 'ledger-no-server',
      message: expect.stringContaining('the database system is starting up'),
    });
  });
});

describe('the user', () => {
  const locked = (password: string) => server.address(new URL(url).pathname.slice(1), `locked${password}`);

  test('may have the password in the address, in PGPASSWORD or in .pgpass', async () => {
    await (await openDatabase(locked(`:${SECRET}`))).close();
    vi.stubEnv('PGPASSWORD', SECRET);
    await (await openDatabase(locked(''))).close();
    vi.stubEnv('PGPASSWORD', undefined);
    const file = join(newFolder(), 'pgpass');
    writeFileSync(file, `127.0.0.1:*:*:other:x\n127.0.0.1:${server.port}:*:locked:${SECRET}\n`, { mode: 0o600 });
    vi.stubEnv('PGPASSFILE', file);
    const database = await openDatabase(locked(''));
    expect(database.location).toBe(locked(''));
  });

  test('without a password or with a wrong one is told so', async () => {
    vi.stubEnv('PGPASSFILE', '/none');
    expect(await failure(locked(''))).toMatchObject({
      code: 'ledger-login',
      message: expect.stringContaining('asks for a password'),
    });
    expect(await failure(locked(':wrong'))).toMatchObject({
      code: 'ledger-login',
      message: expect.stringContaining('refuses the password of locked'),
    });
    expect(await failure(server.address('postgres', 'barred'))).toMatchObject({
      code: 'ledger-login',
      message: expect.stringMatching(/barred.*pg_hba.conf rejects/),
    });
  });

  test('who may not create the tables is told what to grant', async () => {
    const owned = server.address('template1');
    expect(await failure(owned)).toMatchObject({
      code: 'ledger-permission',
      message: expect.stringContaining('GRANT CREATE ON DATABASE "template1" TO "etl"'),
    });
  });

  test('for whom no connection is left is told so', async () => {
    const address = server.address('postgres', 'single');
    const client = new pg.Client(address);
    await client.connect();
    expect(await failure(address)).toMatchObject({
      code: 'ledger-connections',
      message: expect.stringContaining('max_connections'),
    });
    await client.end();
  });
});

describe('the database', () => {
  test('that is missing is named with the command that creates it', async () => {
    expect(await failure(server.address("o'ne"))).toMatchObject({
      code: 'ledger-no-database',
      message: expect.stringContaining(
        `createdb -h 127.0.0.1 -p ${server.port} -U postgres -E UTF8 -T template0 'o'\\''ne'`,
      ),
    });
  });

  test('must be able to store all characters', async () => {
    await server.query("CREATE DATABASE ascii OWNER etl ENCODING 'SQL_ASCII' TEMPLATE template0 LOCALE 'C'");
    expect(await failure(server.address('ascii'))).toMatchObject({
      code: 'ledger-encoding',
      message: expect.stringContaining('SQL_ASCII'),
    });
  });

  test('with tables of another program in the schema is left alone', async () => {
    const address = await server.createDatabase();
    await server.query('CREATE SCHEMA sobot_etl CREATE TABLE things (name text)', address);
    expect(await failure(address)).toMatchObject({
      code: 'ledger-foreign',
      message: expect.stringContaining('the schema sobot_etl'),
    });
    expect(await server.query('SELECT * FROM sobot_etl.things', address)).toEqual([]);
  });

  test('of a newer version is left alone', async () => {
    const address = await server.createDatabase();
    await (await openDatabase(address)).run('UPDATE ledger_version SET version = 99');
    expect(await failure(address)).toMatchObject({
      code: 'ledger-newer',
      message: expect.stringContaining('version 99; this one supports'),
    });
  });

  test('that is read-only says so when something is written', async () => {
    const address = await server.createDatabase();
    const before = await openDatabase(address);
    await before.run(`ALTER DATABASE ${new URL(address).pathname.slice(1)} SET default_transaction_read_only = on`);
    const database = await openDatabase(address);
    const writing = database.run('DELETE FROM tokens');
    await expect(writing).rejects.toMatchObject({ code: 'ledger-replica' });
  });

  test.each([
    ['53100', 'ledger-full', 'the disk of the server is full'],
    ['XX001', 'ledger-corrupt', 'restore a backup'],
    ['P0001', 'ledger-failed', 'said the server'],
  ])('that reports %s is %s', async (state, code, words) => {
    const database = await openDatabase(url);
    const raising = database.run(
      `DO $$ BEGIN RAISE EXCEPTION 'said the server' USING ERRCODE = '${state}', DETAIL = '${SECRET}'; END $$`,
    );
    const error = await raising.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'LedgerError', code, message: expect.stringContaining(words) });
    expect(JSON.stringify((error as Error).cause)).not.toContain(SECRET);
  });
});

describe('the server', () => {
  test('must be one that is new enough', () => {
    const address = readAddress('postgres://etl@localhost/d', pg.Client);
    const facts = { pid: 1, startedAt: '', encoding: 'UTF8', isReplica: false };
    expect(() => rejectUnsuitable(address, { ...facts, version: 120_020 })).toThrow(
      'PostgreSQL 12.20; at least PostgreSQL 13',
    );
    rejectUnsuitable(address, { ...facts, version: 130_000 });
  });

  test('must not be a replica', async () => {
    const signal = join(newFolder(), 'standby.signal');
    writeFileSync(signal, '');
    const replica = await startPostgres({
      settings: { wal_level: 'replica', max_wal_senders: '10' },
      files: { 'standby.signal': signal },
    });
    onTestFinished(() => replica.close());
    expect(await failure(replica.address('postgres'))).toMatchObject({
      code: 'ledger-replica',
      message: expect.stringContaining('name the primary server'),
    });
  });

  test('must not be behind a pooler that changes its connections', async () => {
    let isSwitched = false;
    let preparing = 0;
    const port = await listen((socket) => {
      const [first, second] = [connect(server.port, '127.0.0.1'), connect(server.port, '127.0.0.1')];
      socket.on('close', () => [first, second].map((upstream) => upstream.destroy()));
      // Both get the beginning of the conversation, and are ready for queries after it.
      preparing += 1;
      socket.once('data', (data) => void second.write(data));
      second.on('data', (data) => {
        if (isSwitched) socket.write(data);
        else if (data.subarray(-6).equals(READY)) preparing -= 1;
      });
      first.on('data', (data) => void socket.write(data));
      socket.on('data', (data) => void (isSwitched ? second : first).write(data));
    });
    const database = await openDatabase(url.replace(String(server.port), String(port)));
    const lock = await database.locks.tryLock('pooled');
    expect(lock).toBeDefined();
    await until(() => preparing === 0);
    isSwitched = true;
    await expect(database.locks.tryLock('other')).rejects.toMatchObject({ code: 'ledger-pooler' });
  });
});

test('a server on this machine may be reached by its socket', async () => {
  const database = await openDatabase(url.replace('127.0.0.1', encodeURIComponent(server.dataFolder)));
  expect(database.location).toBe(url.replace('127.0.0.1', `[${server.dataFolder}]`));
  expect(await database.get('SELECT inet_client_addr() AS address')).toEqual({ address: null });
});

describe('TLS', () => {
  const verified = (more = '') => `${url}?sslmode=verify-full${more}`;

  test('protects the connection if the authority of the certificate is known', async () => {
    const database = await openDatabase(verified(`&sslrootcert=${encodeURIComponent(certificate)}`));
    expect(await database.get('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()')).toEqual({ ssl: true });
    const lock = await database.locks.tryLock('tls');
    expect(lock).toBeDefined();
    expect(
      await server.query(
        "SELECT count(*)::int AS n FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename = 'etl' AND NOT ssl AND datname = current_database()",
        url,
      ),
    ).toEqual([{ n: 0 }]);
  });

  test('is refused if nobody vouches for the certificate', async () => {
    expect(await failure(verified())).toMatchObject({
      code: 'ledger-tls',
      message: expect.stringContaining('sslrootcert=FILE'),
    });
  });

  test('is refused if the certificate is for another host', async () => {
    const other = verified(`&sslrootcert=${encodeURIComponent(certificate)}`).replace('127.0.0.1', 'localhost');
    expect(await failure(other)).toMatchObject({
      code: 'ledger-tls',
      message: expect.stringContaining('is not for localhost'),
    });
    await (await openDatabase(other.replace('verify-full', 'verify-ca'))).close();
  });

  test('is not given up if the server does not offer it', async () => {
    const port = await listen((socket) => void socket.once('data', () => socket.write('N')));
    expect(await failure(`postgres://etl@127.0.0.1:${port}/d?sslmode=verify-full`)).toMatchObject({
      code: 'ledger-tls',
      message: expect.stringContaining('does not offer TLS'),
    });
  });
});

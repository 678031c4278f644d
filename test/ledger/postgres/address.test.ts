import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { readAddress } from '../../../src/ledger/postgres/address.ts';
import { rejectPasswordInFlag } from '../../../src/ledger/postgres/postgres-url.ts';
import { newFolder } from '../../support/run-cli.ts';

const read = (url: string) => readAddress(url, pg.Client);

describe('the address of a ledger', () => {
  test('is no path and no other URL', () => {
    for (const url of ['postgres://h/d', 'postgresql://h/d', 'POSTGRES://h']) rejectPasswordInFlag(url);
    for (const other of ['/postgres/', 'C:\\x', 'postgres', 'https://h'])
      expect(() => rejectPasswordInFlag(other)).toThrow('malformed');
  });

  test.each([
    ['postgres://etl:p%40ss@db.example.com/ledger', 'postgres://etl@db.example.com:5432/ledger'],
    ['postgresql://etl@127.0.0.1:6543/my%20db', 'postgres://etl@127.0.0.1:6543/my db'],
    ['postgres://etl@[::1]:6543/db', 'postgres://etl@[::1]:6543/db'],
    ['postgres://etl@/db?host=/run/postgresql', 'postgres://etl@[/run/postgresql]:5432/db'],
    ['postgres://etl@%2Frun%2Fpostgresql/db', 'postgres://etl@[/run/postgresql]:5432/db'],
    ['postgres://etl@localhost', 'postgres://etl@localhost:5432/etl'],
  ])('%s is shown as %s', (url, location) => {
    expect(read(url).location).toBe(location);
  });

  test('has its password decoded, which nothing shows', () => {
    const { client, location } = read('postgres://e%3Atl:p%40ss%2F@localhost/db');
    expect(client).toMatchObject({ user: 'e:tl', password: 'p@ss/', database: 'db' });
    expect(location).not.toContain('p@ss');
  });

  test.each([
    ['sobot-etl', 'malformed'],
    ['postgres://u:secret%@h/d', 'malformed'],
    ['postgres://u:secret@h:port/d', 'malformed'],
    ['postgres://u:secret@a:1,b:2/d', 'several hosts'],
    ['postgres://u:secret@localhost/d?pool=5', 'the parameter pool'],
    ['postgres://u@localhost/d?password=secret', 'the parameter password'],
    ['postgres://u:secret@localhost/d?sslmode=on', 'sslmode=on'],
    ['postgres://u:secret@localhost/d?sslrootcert=/none/ca.pem', '/none/ca.pem'],
  ])('%s is refused: %s', (url, words) => {
    expect(() => read(url)).toThrow(expect.objectContaining({ name: 'LedgerError', code: 'ledger-address' }));
    expect(() => read(url)).toThrow(words);
    expect(() => read(url)).not.toThrow('secret');
  });
});

describe('the protection of the connection', () => {
  test.each(['localhost', '127.0.0.1', '127.1.2.3', '[::1]', '%2Frun%2Fpostgresql'])('is not needed to %s', (host) => {
    expect(read(`postgres://u@${host}/d`).client.ssl).toBe(false);
    expect(read(`postgres://u@${host}/d?sslmode=prefer`).client.ssl).toBe(false);
    expect(read(`postgres://u@${host}/d?sslmode=require`).client.ssl).toMatchObject({ rejectUnauthorized: false });
    expect(read(`postgres://u@${host}/d?sslmode=verify-full`).client.ssl).toMatchObject({ rejectUnauthorized: true });
  });

  test.each(['db.example.com', '10.0.0.5', '[2001:db8::1]', 'localhost.example.com', '127.0.0.1.nip.io'])(
    'is complete to %s, with the authorities of Node.js and of the system',
    (host) => {
      for (const url of [`postgres://u@${host}/d`, `postgres://u@${host}/d?sslmode=verify-full&sslrootcert=system`]) {
        const { ssl } = read(url).client;
        expect(ssl).toMatchObject({ rejectUnauthorized: true });
        expect(ssl).not.toHaveProperty('checkServerIdentity');
        expect((ssl as { ca: string[] }).ca.length).toBeGreaterThan(50);
      }
    },
  );

  test.each([
    ['disable', 'without encryption'],
    ['allow', 'without encryption'],
    ['prefer', 'without encryption'],
    ['require', 'does not check who answers'],
    ['verify-ca', 'does not check that the certificate is that of db.example.com'],
  ])('sslmode=%s to another machine is refused, because it is %s', (mode, reason) => {
    expect(() => read(`postgres://u@db.example.com/d?sslmode=${mode}`)).toThrow(reason);
  });

  test('is what a named authority is for, also on this machine', () => {
    const ca = join(newFolder(), 'ca.pem');
    writeFileSync(ca, 'certificate');
    expect(read(`postgres://u@localhost/d?sslrootcert=${ca}`).client.ssl).toMatchObject({
      rejectUnauthorized: true,
      ca: 'certificate',
    });
  });
});

describe('the flag --ledger', () => {
  test.each(['postgres://u:secret@h/d', 'postgres://u@h/d?password=secret', 'postgres://:secret@h/d'])(
    'refuses the password in %s',
    (url) => {
      expect(() => rejectPasswordInFlag(url)).toThrow('SOBOT_ETL_LEDGER');
      expect(() => rejectPasswordInFlag(url)).not.toThrow('secret');
    },
  );

  test('takes an address without one', () => {
    rejectPasswordInFlag('postgres://u@h/d?sslmode=verify-full');
  });
});

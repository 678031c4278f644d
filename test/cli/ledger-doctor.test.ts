import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { newPostgresDatabase, type PostgresServer, startPostgres } from '../support/postgres-server.ts';
import { newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';

interface Finding {
  readonly check: string;
  readonly status: string;
  readonly detail: string;
  readonly advice?: string;
}

/** As servers are by default. */
const DURABLE = { fsync: 'on', full_page_writes: 'on' };

let sandbox: Sandbox;
let server: PostgresServer;
beforeAll(async () => {
  [sandbox, server] = await Promise.all([startSandbox(), startPostgres({ settings: DURABLE })]);
});
afterAll(() => Promise.all([sandbox.close(), server.close()]));

async function doctor(args: readonly string[], given?: Record<string, string>) {
  const cwd = newFolder();
  const env = given ?? sandboxEnv(sandbox, cwd);
  const { code, stdout, stderr } = await runCli(['doctor', '--json', ...args], { cwd, env });
  const { findings } = JSON.parse(stdout || stderr) as { findings: Finding[] };
  return { code, cwd, of: (check: string) => findings.find((finding) => finding.check === check) };
}

describe('doctor --ledger', () => {
  test('says what the database is, whose clock differs by how much, and what is in it', async () => {
    const ledger = await server.createDatabase();
    const before = await doctor(['--ledger', ledger], { SOBOT_ETL_HOME: join(newFolder(), 'home') });
    // Without credentials it says what it can, and changes nothing in the database.
    expect(before.code).toBe(2);
    expect(before.of('tables')).toMatchObject({ status: 'ok', detail: 'none yet; the first run creates them' });
    expect(await server.query(`SELECT FROM pg_namespace WHERE nspname = 'sobot_etl'`, ledger)).toEqual([]);

    const { code, of, cwd } = await doctor(['--ledger', ledger]);
    expect(code).toBe(0);
    expect(of('ledger')).toMatchObject({ status: 'ok' });
    expect(of('ledger')?.detail).toMatch(/^postgres:.*, PostgreSQL \d+\.\d+, on this machine, without TLS, answers in/);
    expect(of('ledger-clock')?.detail).toMatch(/^in step with this machine \(\d+ ms apart\)$/);
    expect(of('home')).toMatchObject({ status: 'ok', detail: `${join(cwd, 'home')}, writable` });
    expect(existsSync(join(cwd, 'home', 'ledger.db'))).toBe(false);
    // The token that it has asked for is stored there.
    const again = await doctor(['--ledger', ledger]);
    expect(again.of('tables')?.detail).toMatch(/^version \d+, \d+\.\d KB, 0 runs$/);
  });

  test('says what is wrong, and goes on with the rest', async () => {
    const { code, of } = await doctor(['--ledger', server.address('none')]);
    expect(code).toBe(3);
    expect(of('ledger')).toMatchObject({
      status: 'failed',
      detail: expect.stringContaining('create it with: createdb'),
    });
    expect(of('access')?.status).toBe('ok');
  });

  test.each([
    ['create', 'may not create tables', 'GRANT CREATE ON DATABASE'],
    ['write', 'may not write all tables', 'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES'],
  ])('names a right that is missing: %s', async (right, lack, advice) => {
    const ledger = await server.createDatabase();
    const name = new URL(ledger).pathname.slice(1);
    await server.query(`CREATE ROLE guest_${name} LOGIN`);
    if (right === 'write') {
      await runCli(['runs', '--ledger', ledger], { cwd: newFolder() });
      const grants = `GRANT CREATE ON DATABASE ${name} TO guest_${name}; GRANT USAGE ON SCHEMA sobot_etl TO guest_${name};`;
      await server.query(`${grants} GRANT SELECT ON ALL TABLES IN SCHEMA sobot_etl TO guest_${name}`, ledger);
    }
    const { code, of } = await doctor(['--ledger', server.address(name, `guest_${name}`)]);
    expect(code).toBe(3);
    expect(of('tables')).toMatchObject({ status: 'failed', advice: expect.stringContaining(advice) });
    expect(of('tables')?.detail).toContain(`guest_${name} ${lack}`);
  });

  test('warns of a server that may lose what it has stored', async () => {
    const { code, of } = await doctor(['--ledger', await newPostgresDatabase()]);
    expect(code).toBe(0);
    expect(of('ledger')).toMatchObject({ status: 'warning', advice: expect.stringContaining('Set fsync = on') });
  });

  test('warns of a server that has few connections left', async () => {
    const few = await startPostgres({ settings: { ...DURABLE, max_connections: '20' } });
    try {
      const { code, of } = await doctor(['--ledger', await few.createDatabase()]);
      expect(code).toBe(0);
      expect(of('ledger')).toMatchObject({ status: 'warning', advice: expect.stringContaining('max_connections') });
      expect(of('ledger')?.detail).toMatch(/; \d+ of its 20 connections are free$/);
    } finally {
      await few.close();
    }
  });
});

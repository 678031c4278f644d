import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { storeProfile } from '../../src/app/profile-store.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { newPostgresDatabase, type PostgresServer, startPostgres } from '../support/postgres-server.ts';
import { newFolder, runCli, sandboxEnv, startCli } from '../support/run-cli.ts';
import { startProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';

let sandbox: Sandbox;
let server: PostgresServer;
beforeAll(async () => {
  [sandbox, server] = await Promise.all([startSandbox({ customers: 10 }), startPostgres({ access: ACCESS })]);
});
afterAll(() => Promise.all([sandbox.close(), server.close()]));

/** One role needs its password. */
const ACCESS = ['host all guarded 127.0.0.1/32 scram-sha-256', 'host all all 127.0.0.1/32 trust'];

const MAPPING =
  'version: 1\ntarget: customer\nkey: partnerid\nfields: { partnerid: Id, nick: Name, crm_status: { const: 1 } }\n';

const JOBS = 'version: 1\njobs:\n  - { name: all, cron: "0 2 * * *", command: export, args: agents -o agents.csv }\n';

/** A machine with a file of its own: a working folder with a state folder. */
function newMachine() {
  const cwd = newFolder();
  writeFileSync(join(cwd, 'in.csv'), 'Id,Name\n1,Li Na\n2,Wang Wei\n3,Zhang Min\n');
  writeFileSync(join(cwd, 'map.yaml'), MAPPING);
  const { SOBOT_APP_ID: _, SOBOT_APP_KEY: __, ...withoutCredentials } = sandboxEnv(sandbox, cwd);
  return { cwd, home: join(cwd, 'home'), env: sandboxEnv(sandbox, cwd), withoutCredentials };
}

const IMPORT = ['import', 'in.csv', '-m', 'map.yaml'];

/** The runs in a ledger, the newest first. */
async function runsIn(ledger: string): Promise<{ run: string; command: string; status: string; next?: string }[]> {
  const { stdout, stderr } = await runCli(['runs', '--json', '--ledger', ledger], { cwd: newFolder() });
  return JSON.parse(stdout || stderr);
}

describe('the ledger is', () => {
  test('that of --ledger, or of SOBOT_ETL_LEDGER, or of the profile, in this order', async () => {
    const [flag, variable, profile] = await Promise.all([
      newPostgresDatabase(),
      newPostgresDatabase(),
      newPostgresDatabase(),
    ]);
    const { cwd, home, withoutCredentials } = newMachine();
    const env = withoutCredentials;
    const { appId, appKey } = sandbox;
    await storeProfile(home, 'asia', { baseUrl: sandbox.url, appId, appKey, ledger: profile });
    const importing = async (more: readonly string[], variables: Record<string, string>) => {
      const { code, stderr } = await runCli([...IMPORT, ...more], { cwd, env: { ...env, ...variables } });
      expect(code, stderr).toBe(0);
    };
    await importing([], {});
    await importing([], { SOBOT_ETL_LEDGER: variable });
    await importing(['--ledger', flag], { SOBOT_ETL_LEDGER: variable });
    for (const ledger of [flag, variable, profile]) expect(await runsIn(ledger)).toHaveLength(1);
    expect(existsSync(join(home, 'ledger.db'))).toBe(false);
    // Whatever the profile says.
    await importing([], { SOBOT_ETL_LEDGER: '' });
    expect(existsSync(join(home, 'ledger.db'))).toBe(true);
    for (const ledger of [flag, variable, profile]) expect(await runsIn(ledger)).toHaveLength(1);
  });

  test('that of a .env file, for commands that need no credentials, too', async () => {
    const ledger = await newPostgresDatabase();
    const { cwd, env } = newMachine();
    writeFileSync(join(cwd, '.env'), `SOBOT_ETL_LEDGER=${ledger}\n`);
    expect((await startCli(IMPORT, { cwd, env }).done).code).toBe(0);
    const { stdout } = await startCli(['runs', '--json'], { cwd, env }).done;
    expect(JSON.parse(stdout)).toMatchObject(await runsIn(ledger));
  });

  test('that of all profiles, if no command says which of several is meant', async () => {
    const [one, other] = [await newPostgresDatabase(), await newPostgresDatabase()];
    const { cwd, home, withoutCredentials: env } = newMachine();
    const { appId, appKey } = sandbox;
    const profile = { baseUrl: sandbox.url, appId, appKey, ledger: one };
    await storeProfile(home, 'asia', profile);
    await storeProfile(home, 'eu', profile);
    expect((await runCli([...IMPORT, '--profile', 'eu'], { cwd, env })).code).toBe(0);
    const both = await runCli(['runs', '--json'], { cwd, env });
    expect(JSON.parse(both.stdout)).toHaveLength(1);
    await storeProfile(home, 'eu', { ...profile, ledger: other });
    const unclear = await runCli(['runs', '--json'], { cwd, env });
    expect(unclear).toMatchObject({ code: 2, stderr: expect.stringContaining('Choose one, such as --profile asia') });
    const chosen = await runCli(['runs', '--json', '--profile', 'eu'], { cwd, env });
    expect(JSON.parse(chosen.stdout)).toEqual([]);
  });
});

test('a run that one machine aborted is resumed by another, with what the next command says', async () => {
  const ledger = await newPostgresDatabase();
  const one = newMachine();
  writeFileSync(join(one.cwd, 'in.csv'), 'Id,Name\n1,Li Na\n2,\n3,\n4,Wang Wei\n');
  const aborted = await runCli([...IMPORT, '--max-errors', '0', '--ledger', ledger], one);
  expect(aborted.code, aborted.stderr).toBe(3);
  const [run] = await runsIn(ledger);
  expect(aborted.stderr).toContain(`sobot-etl resume ${run?.run} --ledger ${ledger}`);
  expect(run?.next).toBe(`sobot-etl resume ${run?.run} --ledger ${ledger}`);

  // It sees the same files, and has another state folder.
  const other = { cwd: newFolder(), env: { ...one.env, SOBOT_ETL_HOME: join(newFolder(), 'home') } };
  const resume = ['resume', run?.run ?? '', '--ledger', ledger, '--max-errors', '100%', '--out', 'here', '--json'];
  const resumed = await runCli(resume, other);
  expect(resumed.code, resumed.stderr).toBe(1);
  const summary = JSON.parse(resumed.stdout);
  expect(summary).toMatchObject({ run: run?.run, rows: { read: 4, rejected: 2 } });
  // All of its files are there, also about the rows that the first machine sent.
  expect(summary.files.results).toBe(join(other.cwd, 'here', 'results.csv'));
  const lines = (name: string) =>
    readFileSync(join(other.cwd, 'here', name), 'utf8')
      .trim()
      .split('\n').length;
  expect([lines('results.csv'), lines('errors.csv')]).toEqual([5, 3]);
  const shown = await runCli(['runs', 'show', run?.run ?? '', '--ledger', ledger, '--json'], other);
  expect(shown.stdout).toContain(join(other.cwd, 'here'));
  const verified = await runCli(['runs', 'verify', '--ledger', ledger], other);
  expect(verified.code, verified.stderr).toBe(0);
});

test('a run whose lock another process takes while the network is cut stops, and can be resumed', async () => {
  const ledger = await server.createDatabase();
  const proxy = await startProxy(server.port);
  onTestFinished(() => proxy.close());
  const throughProxy = ledger.replace(`:${server.port}/`, `:${proxy.port}/`);
  await using own = await startSandbox({});
  const { cwd } = newMachine();
  const env = sandboxEnv(own, cwd);
  const rows = Array.from({ length: 200 }, (_, index) => `K${index},Name ${index}\n`);
  writeFileSync(join(cwd, 'in.csv'), `Id,Name\n${rows.join('')}`);
  const importing = startCli([...IMPORT, '--rate', '20', '--ledger', throughProxy], { cwd, env });
  await until(() => own.snapshot().customerCount() > 5);

  const thief = new pg.Client({ connectionString: ledger });
  await thief.connect();
  const { rows: held } = await thief.query<{ first: number; second: number }>(
    `SELECT DISTINCT classid::bigint::bit(32)::int AS first, objid::bigint::bit(32)::int AS second FROM pg_locks
     JOIN pg_database ON pg_database.oid = database
     WHERE locktype = 'advisory' AND objsubid = 2 AND datname = current_database()`,
  );
  expect(held.length).toBeGreaterThan(0);
  proxy.block();
  // Each waits until the server has noticed that the holder's connection is gone.
  for (const { first, second } of held) await thief.query('SELECT pg_advisory_lock($1, $2)', [first, second]);
  proxy.heal();
  const { code, stderr } = await importing.done;
  await thief.end();
  expect(code, stderr).toBe(3);
  expect(stderr).toContain('another process');
  const [run] = await runsIn(ledger);
  expect(stderr).toContain(`sobot-etl resume ${run?.run} --ledger ${throughProxy}`);
  const sent = own.snapshot().customerCount();
  expect(sent).toBeLessThan(200);

  const resumed = await runCli(['resume', run?.run ?? '', '--ledger', ledger, '--rate', '500', '--json'], { cwd, env });
  expect(resumed.code, resumed.stderr).toBe(0);
  expect(JSON.parse(resumed.stdout)).toMatchObject({ rows: { read: 200, failed: 0, in_doubt: 0, pending: 0 } });
  expect(own.snapshot().customerCount()).toBe(200);
  expect(own.snapshot().duplicateCustomers('partnerid')).toEqual({});
});

test.each(['default', 'asia'])(
  'the next command names the profile whose ledger has the run, beside one that is named %s',
  async (name) => {
    const ledger = await newPostgresDatabase();
    const { cwd, home, withoutCredentials: env } = newMachine();
    const { appId, appKey } = sandbox;
    await storeProfile(home, name, { baseUrl: sandbox.url, appId, appKey });
    await storeProfile(home, 'shared', { baseUrl: sandbox.url, appId, appKey, ledger });
    writeFileSync(join(cwd, 'in.csv'), 'Id,Name\n1,\n2,Li Na\n');
    const aborted = await runCli([...IMPORT, '--max-errors', '0', '--profile', 'shared'], { cwd, env });
    const [run] = await runsIn(ledger);
    expect(aborted.stderr).toContain(`sobot-etl resume ${run?.run} --profile shared`);
    const args = ['resume', run?.run ?? '', '--profile', 'shared', '--max-errors', '100%'];
    expect((await runCli(args, { cwd, env })).code).toBe(1);
    expect(await runsIn(ledger)).toMatchObject([{ status: 'completed_with_errors' }]);
  },
);

test('a run stays in its ledger when its profile gets another one', async () => {
  const ledger = await newPostgresDatabase();
  const { cwd, home, withoutCredentials: env } = newMachine();
  const { appId, appKey } = sandbox;
  const profile = { baseUrl: sandbox.url, appId, appKey };
  await storeProfile(home, 'default', profile);
  await storeProfile(home, 'shared', profile);
  writeFileSync(join(cwd, 'in.csv'), 'Id,Name\n1,\n2,Li Na\n');
  expect((await runCli([...IMPORT, '--max-errors', '0', '--profile', 'shared'], { cwd, env })).code).toBe(3);
  await storeProfile(home, 'shared', { ...profile, ledger });
  const { code, stderr } = await runCli(['resume', '--max-errors', '100%'], { cwd, env });
  expect(code, stderr).toBe(1);
  expect(await runsIn(ledger)).toEqual([]);
});

test('runs, their proof, their removal and the cursors of exports are shared', async () => {
  const ledger = await newPostgresDatabase();
  const [one, other] = [newMachine(), newMachine()];
  const [a, b] = [one, other].map(({ cwd, env }) => ({ cwd, env: { ...env, SOBOT_ETL_LEDGER: ledger } }));
  if (!a || !b) throw new Error('no machines');
  const exporting = ['export', 'customers', '-o', 'out.csv', '--since', 'last', '--json'];
  const whole = await runCli(exporting, a);
  expect(whole.stderr).toContain('No earlier export found');
  const changes = await runCli(exporting, b);
  expect(changes.code, changes.stderr).toBe(0);
  expect(changes.stderr).not.toContain('No earlier export found');
  expect((await runCli(['runs', 'verify'], b)).code).toBe(0);
  const shown = await runCli(['runs', 'show', '--json'], b);
  expect(JSON.parse(shown.stdout)).toMatchObject({ command: 'export', status: 'completed' });
  const pruned = await runCli(['runs', 'prune', '--older-than', '0s', '--json'], b);
  expect((JSON.parse(pruned.stdout) as { pruned: string[] }).pruned).toHaveLength(2);
  expect(await runsIn(ledger)).toEqual([]);
});

describe('the rights that docs/team.md names', () => {
  test('let each person have a login of their own, whoever creates the tables', async () => {
    const ledger = await server.createDatabase();
    const name = new URL(ledger).pathname.slice(1);
    for (const person of ['anna', 'boris']) {
      await server.query(`CREATE ROLE ${person} LOGIN IN ROLE etl`);
      await server.query(`ALTER ROLE ${person} IN DATABASE ${name} SET role = 'etl'`);
    }
    const { cwd, env } = newMachine();
    for (const person of ['anna', 'boris']) {
      const address = server.address(name, person);
      const { code, stderr } = await runCli([...IMPORT, '--ledger', address], { cwd, env });
      expect(code, stderr).toBe(0);
    }
    expect(await runsIn(ledger)).toHaveLength(2);
  });

  test('suffice for a user whose schemas somebody else has created', async () => {
    const ledger = await server.createDatabase();
    const name = new URL(ledger).pathname.slice(1);
    await server.query('CREATE ROLE clerk LOGIN');
    for (const schema of ['sobot_etl', 'sobot_etl_queue'])
      await server.query(`CREATE SCHEMA ${schema} AUTHORIZATION clerk`, ledger);
    const { cwd, env } = newMachine();
    const address = server.address(name, 'clerk');
    const worker = startCli(['worker', '--name', 'one', '--ledger', address], { cwd, env });
    onTestFinished(() => {
      worker.child.kill('SIGKILL');
    });
    await once(worker.child.stdout ?? worker.child, 'data');
    const { code, stderr } = await runCli([...IMPORT, '--no-local', '--ledger', address], { cwd, env });
    expect(code, stderr).toBe(0);
    worker.child.kill('SIGINT');
    expect((await worker.done).stdout).toContain('"chunk-done"');
    const doctor = await runCli(['doctor', '--json', '--ledger', address], { cwd, env });
    expect(doctor.code, doctor.stdout).toBe(0);
  });
});

describe('login', () => {
  async function login(args: readonly string[], { cwd, withoutCredentials: env }: ReturnType<typeof newMachine>) {
    const { child, done } = startCli(['login', ...args], { cwd, env, stdin: 'pipe' });
    child.stdin?.end(`${sandbox.appId}\n${sandbox.appKey}\n`);
    return done;
  }
  const profilesOf = ({ home }: { readonly home: string }) =>
    JSON.parse(readFileSync(join(home, 'profiles.json'), 'utf8')) as Record<string, { ledger?: string }>;

  test('stores the address of the ledger, and a later login keeps it', async () => {
    const ledger = await newPostgresDatabase();
    const machine = newMachine();
    const { stderr, code } = await login(['--ledger', ledger], machine);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(`Its ledger is in ${ledger}.`);
    expect((await login([], machine)).code).toBe(0);
    expect(profilesOf(machine)['default']?.ledger).toBe(ledger);
    const { cwd, withoutCredentials: env } = machine;
    const whoami = await runCli(['whoami', '--json'], { cwd, env });
    expect(JSON.parse(whoami.stdout)).toMatchObject({ ledger, reached: true });
    expect((await runCli(['logout'], { cwd, env })).code).toBe(0);
    expect(profilesOf(machine)).toEqual({});
  });

  test('stores nothing if the ledger cannot be used', async () => {
    const machine = newMachine();
    const { code, stderr } = await login(['--ledger', 'postgres://etl@127.0.0.1:1/none'], machine);
    expect(code).toBe(2);
    expect(stderr).toContain('no PostgreSQL server can be reached');
    expect(existsSync(join(machine.home, 'profiles.json'))).toBe(false);
  });

  test('and logout needs no ledger', async () => {
    const { cwd, home, withoutCredentials: env } = newMachine();
    const { appId, appKey } = sandbox;
    const ledger = 'postgres://etl@127.0.0.1:1/none';
    await storeProfile(home, 'default', { baseUrl: sandbox.url, appId, appKey, ledger });
    const { code, stderr } = await runCli(['logout'], { cwd, env });
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('The token is still in the ledger: the ledger postgres://etl@127.0.0.1:1/none');
    expect(profilesOf({ home })).toEqual({});
  });
});

test('a job of the schedule uses the ledger of the schedule, and nothing else is needed', async () => {
  const ledger = await newPostgresDatabase();
  const { cwd, env, home } = newMachine();
  writeFileSync(join(cwd, 'jobs.yaml'), JOBS);
  const { code, stderr } = await runCli(['schedule', 'jobs.yaml', '--once', 'all', '--ledger', ledger], { cwd, env });
  expect(code, stderr).toBe(0);
  expect(await runsIn(ledger)).toMatchObject([{ command: 'export' }]);
  expect(existsSync(join(home, 'ledger.db'))).toBe(false);
  const printed = await runCli(['schedule', 'jobs.yaml', '--print', 'crontab', '--ledger', ledger], { cwd, env });
  expect(printed.stdout).toContain(`--ledger ${ledger}`);
});

describe('a ledger that cannot be used', () => {
  const PASSWORD = 'marked-password-81c2';
  let address: string;
  beforeAll(async () => {
    await server.query(`CREATE ROLE guarded LOGIN PASSWORD '${PASSWORD}' IN ROLE etl`);
    address = server.address(new URL(await server.createDatabase()).pathname.slice(1), 'guarded');
  });

  const withPassword = (url: string, password: string) => url.replace('guarded@', `guarded:${password}@`);

  const COMMANDS = [IMPORT, ['runs'], ['export', 'agents', '-o', 'a.csv'], ['whoami'], ['resume'], ['undo', '7f3a']];

  test.each(COMMANDS.map((args) => [args.join(' '), args] as const))(
    'is said before anything is sent: %s',
    async (_, args) => {
      const cases: (readonly [url: string, message: string])[] = [
        ['postgres://etl@127.0.0.1:1/none', 'no PostgreSQL server can be reached at 127.0.0.1, port 1'],
        [withPassword(address, 'wrong-password-81c2'), 'the server refuses the password of guarded'],
        [address, 'the server asks for a password'],
        [
          withPassword(server.address('none', 'guarded'), PASSWORD),
          'the server has no database none; create it with: createdb',
        ],
        ['mysql://etl:marked@127.0.0.1/x', 'the address of the ledger is malformed'],
      ];
      const before = sandbox.stats().requests;
      for (const [url, message] of cases) {
        const { cwd, env } = newMachine();
        const { code, stderr, stdout } = await runCli(args, { cwd, env: { ...env, SOBOT_ETL_LEDGER: url } });
        expect(stderr).toContain(message);
        expect(code).toBe(2);
        expect(stdout + stderr).not.toMatch(/password-81c2|etl:marked/);
      }
      expect(sandbox.stats().requests).toBe(before);
    },
  );

  test.each([
    ['postgres://etl:marked-1f@db/x', 'the password in --ledger could be read by everybody'],
    ['postgres://etl@db/x?password=marked-1f', 'the password in --ledger could be read by everybody'],
    ['mysql://etl:marked-1f@db/x', 'the address of the ledger is malformed'],
    ['ledger.db', 'the address of the ledger is malformed'],
    ['', '--ledger takes the address of a PostgreSQL database, such as --ledger postgres://'],
  ])('because --ledger is %j', async (url, message) => {
    for (const args of [...COMMANDS, ['doctor'], ['schedule', 'jobs.yaml'], ['runs', 'prune', '--older-than', '1d']]) {
      const { cwd, env } = newMachine();
      writeFileSync(join(cwd, 'jobs.yaml'), JOBS);
      const { code, stderr, stdout } = await runCli([...args, `--ledger=${url}`], { cwd, env });
      expect(stderr, args.join(' ')).toContain(message);
      expect(code).toBe(2);
      expect(stdout + stderr).not.toContain('marked-1f');
    }
  });

  test('no password is in output, files, or process arguments', async () => {
    const { cwd, env } = newMachine();
    const secret = { cwd, env: { ...env, SOBOT_ETL_LEDGER: withPassword(address, PASSWORD) } };
    writeFileSync(join(cwd, 'in.csv'), 'Id,Name\n1,\n2,Li Na\n');
    writeFileSync(join(cwd, 'jobs.yaml'), JOBS);
    let told = '';
    for (const args of [
      [...IMPORT, '--max-errors', '0', '--verbose'],
      ['runs'],
      ['resume', '--max-errors', '100%', '--verbose'],
      ['runs', 'show', '--json'],
      ['plan', 'in.csv', '-m', 'map.yaml', '-o', 'plan.xlsx'],
      ['whoami', '--json'],
      ['doctor', '--json'],
      // It tells and records the arguments of the processes that it starts.
      ['schedule', 'jobs.yaml', '--once', 'all', '--verbose'],
    ]) {
      const { stdout, stderr, code } = await runCli(args, secret);
      expect(code, stderr).toBeLessThan(4);
      told += stdout + stderr;
    }
    const dump = await server.query('SELECT runs::text FROM sobot_etl.runs', address);
    told += JSON.stringify(dump);
    told += filesBelow(cwd);
    expect(told).toContain('127.0.0.1');
    expect(told).not.toContain(PASSWORD);
  });
});

function filesBelow(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'))
    .join('\n');
}

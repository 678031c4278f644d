import { expect, onTestFinished, test } from 'vitest';
import { openLedger } from '../../src/ledger/index.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { endOf } from '../import/importing.ts';
import { startPostgres } from '../support/postgres-server.ts';
import { newFolder } from '../support/run-cli.ts';
import { blows } from './blows.ts';
import { Crew } from './crashing.ts';

const soak = process.env['SOAK'] === '1';
const SEED = process.env['SEED'] ?? (soak ? String(Date.now() % 1_000_000) : '20');
/** Rows of each of the two imports. */
const ROWS = soak ? 3000 : 150;
const BLOWS = soak ? { kills: 200, stops: 8, restarts: 5 } : { kills: 6, stops: 1, restarts: 1 };
const CONCURRENCY = 4;
const LONG = { timeout: soak ? 1_200_000 : 180_000 };

/** A bad network and a bad server together. */
const FAULTS = {
  '429': 0.002,
  '500': 0.004,
  '502': 0.002,
  '503': 0.004,
  '999999': 0.002,
  'reset-before': 0.006,
  'reset-after': 0.006,
  cut: 0.004,
  hang: 0.002,
  'hang-after': 0.003,
  'expire-token': 0.001,
} as const;

const FLAGS = ['--concurrency', String(CONCURRENCY), '--rate', '100', '--timeout', '1', '--max-attempts', '8'];

/** The name of the row with an id such as `K12`. */
const nameOf = (id: string | undefined) => `Person ${id?.slice(1).padStart(5, '0')}`;

test(`two imports by three workers and their commands survive ${BLOWS.kills} kills (SEED=${SEED})`, LONG, async () => {
  await using sandbox = await startSandbox({
    identifiedBy: ['partnerid'],
    latencyMs: 20,
    jitterMs: 10,
    faultSeed: SEED,
  });
  sandbox.setFaults(FAULTS);
  const server = await startPostgres();
  onTestFinished(() => server.close());
  const crew = await Crew.start({
    ...{ seed: SEED, sandbox, server, rows: ROWS, flags: FLAGS, importFlags: ['--max-errors', '90%'] },
    kinds: ['known', 'enterprises'],
  });
  onTestFinished(() => crew.close());

  await crew.endure(blows(SEED, { ...BLOWS, sent: 1.7 * ROWS }));
  // Of a chunk that is done, no row that succeeded keeps what was needed to send it.
  const kept = await crew.ask(
    `SELECT chunk_rows.row FROM sobot_etl.chunk_rows
       JOIN sobot_etl.chunks ON chunks.run = chunk_rows.run AND chunks.chunk = chunk_rows.chunk
       JOIN sobot_etl.rows ON rows.run = chunk_rows.run AND rows.row = chunk_rows.row
     WHERE chunks.state = 'done' AND rows.state <> 'in_doubt'`,
  );
  expect(kept).toEqual([]);
  // The last rows are sent in peace: a row whose request fails last of all stays in doubt.
  sandbox.setFaults({});
  const [customers, enterprises] = (await crew.commandsEnded()).map(endOf);
  if (!customers || !enterprises) throw new Error('a command has no result');
  const workers = await crew.workersEnded();
  const described = await crew.describe();

  expect(
    workers.map(({ code }) => code),
    described,
  ).toEqual([0, 0, 0]);
  expect(customers.summary.rows, described).toMatchObject({ created: ROWS, updated: 0 });
  for (const { summary } of [customers, enterprises]) {
    const { read, ...ends } = summary.rows;
    expect(Object.values(ends).reduce((sum, count) => sum + count)).toBe(read);
    expect(summary.rows, described).toMatchObject({ read: ROWS, rejected: 0, failed: 0, skipped: 0, pending: 0 });
  }

  const snapshot = sandbox.snapshot();
  // Customers that the tenant identifies: each exactly once, and nothing in doubt.
  expect(customers.summary.rows.in_doubt, described).toBe(0);
  expect(snapshot.duplicateCustomers('partnerid')).toEqual({});
  expect(snapshot.customerCount(), described).toBe(ROWS);
  const ids = new Map(snapshot.customers().map(({ partnerid, id }) => [partnerid, id]));
  expect(customers.results.length).toBe(ROWS);
  expect(customers.results.filter(({ Id, _id }) => ids.get(Id ?? '') !== _id)).toEqual([]);
  expect(customers.errors).toEqual([]);

  // Enterprises: none twice, and those that are in doubt are known by name.
  const { created, in_doubt: inDoubt } = enterprises.summary.rows;
  expect(snapshot.duplicateEnterprises(), described).toEqual({});
  expect(created + inDoubt).toBe(ROWS);
  const made = new Map(snapshot.enterprises().map(({ id, enterprise_name: name }) => [id, name]));
  const successes = enterprises.results.filter(({ _status }) => _status === 'created');
  expect(successes.length).toBe(created);
  expect(successes.filter(({ _id, Id }) => made.get(_id) !== nameOf(Id))).toEqual([]);
  expect(enterprises.errors.length).toBe(inDoubt);
  const doubtful = new Set(enterprises.errors.map(({ Id }) => nameOf(Id)));
  expect(new Set([...successes.map(({ Id }) => nameOf(Id)), ...doubtful]).size).toBe(ROWS);
  expect([...made.values()].filter((name) => doubtful.has(String(name))).length).toBe(made.size - created);

  // In doubt are at most the calls in flight when something happened, and those whose fault leaves it open.
  const { byFault } = sandbox.stats();
  const ambiguous = Object.entries(byFault).reduce((sum, [kind, count]) => sum + (kind === '429' ? 0 : count), 0);
  expect(inDoubt, described).toBeLessThanOrEqual((crew.counts.kill + crew.counts.stop) * CONCURRENCY + ambiguous);

  // Only what is worth keeping is kept, and the record of what happened is whole.
  for (const table of ['chunk_rows', 'received_ids']) {
    expect([table, await crew.ask(`SELECT * FROM sobot_etl.${table} LIMIT 5`)]).toEqual([table, []]);
  }
  // A row in doubt keeps others from sending it.
  expect((await crew.ask('SELECT row FROM sobot_etl.claims')).length).toBe(inDoubt);
  expect(await crew.ask("SELECT chunk FROM sobot_etl.chunks WHERE state <> 'done'")).toEqual([]);
  const ledger = await openLedger({ home: newFolder(), url: crew.ledger });
  expect(await ledger.verifyAudit()).toMatchObject({ runs: { proven: 2 }, problems: [] });
  await ledger.close();
});

import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '../src/sandbox/index.ts';
import { startPostgres } from '../test/support/postgres-server.ts';

// Three workers share the rows of one import through a ledger in PostgreSQL. One of them is killed in the middle, and the others send its
// rows: every row is in the CRM exactly once. An argument is the number of rows.

const ROWS = Number(process.argv[2] ?? 1200);
/** As long as a call to the real CRM takes, at least. */
const LATENCY_MS = 100;
/** After so long without a sign of life, the rows of a worker go to another one. By default it is half a minute. */
const LEASE = '5s';

const root = fileURLToPath(new URL('..', import.meta.url));
const cli = join(root, 'dist', 'bin', 'sobot-etl.js');
const folder = join(root, 'runs', 'demo-team');
const say = (text = '') => process.stderr.write(`${text}\n`);

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const names = Array.from({ length: ROWS }, (_, index) => `C${index + 1},Person ${index + 1}\n`);
writeFileSync(join(folder, 'people.csv'), `Id,Name\n${names.join('')}`);
writeFileSync(
  join(folder, 'people.yaml'),
  'version: 1\ntarget: customer\nkey: partnerid\nfields: { partnerid: Id, nick: Name, crm_status: { const: 1 } }\n',
);

const database = await startPostgres();
await using sandbox = await startSandbox({ latencyMs: LATENCY_MS });
const ledger = await database.createDatabase();
say(`The ledger is in ${ledger}; the sandbox stands in for the CRM.`);

const workers = await Promise.all(['worker-1', 'worker-2', 'worker-3'].map(startWorker));
const [, victim] = workers;
say('Three workers, each a process with a state folder of its own, are waiting for rows.\n');

let isOver = false;
const importing = run('office', 'import', 'people.csv', '-m', 'people.yaml', '--no-local', '--out', 'import');
const killing = killInTheMiddle();
const exitCode = await importing;
isOver = true;
await killing;
const { rows } = JSON.parse(readFileSync(join(folder, 'import', 'summary.json'), 'utf8')) as {
  rows: Record<string, number>;
};
const ids = sandbox
  .snapshot()
  .customers()
  .map(({ partnerid }) => String(partnerid));
const { work } = JSON.parse(
  execFileSync(process.execPath, [cli, 'runs', 'show', '--json'], at('office')).toString(),
) as {
  work: { workers: readonly { name: string; chunks: number }[] };
};
const isWhole = new Set(ids).size === ROWS && ids.length === ROWS && rows['created'] === ROWS;
say(
  `\n${ROWS} rows: ${rows['created']} created; the CRM has ${ids.length} customers, ${new Set(ids).size} of them different.`,
);
say(`The chunks were sent by ${work.workers.map(({ name, chunks }) => `${name} (${chunks})`).join(', ')}.`);
say(
  isWhole
    ? 'Every row is there exactly once, although a worker was killed.'
    : `That is wrong; the logs of the workers are in ${relative(process.cwd(), folder)}.`,
);
for (const { process } of workers) process.kill('SIGINT');
await Promise.all(workers.map(({ ended }) => ended));
await database.close();
process.exitCode = isWhole && exitCode === 0 ? 0 : 1;

interface Worker {
  readonly name: string;
  readonly process: ChildProcess;
  readonly ended: Promise<unknown>;
}

/** Starts a worker, and waits until it is there. */
async function startWorker(name: string): Promise<Worker> {
  const messages = openSync(join(folder, `${name}.txt`), 'w');
  const child = start(name, ['worker', '--name', name, '--concurrency', '4'], ['ignore', 'pipe', messages]);
  const stdout = child.stdout as NodeJS.ReadableStream;
  stdout.pipe(createWriteStream(join(folder, `${name}.jsonl`)));
  const ended = once(child, 'close');
  const lines = createInterface({ input: stdout });
  await Promise.race([
    once(lines, 'line'),
    ended.then(() => {
      throw new Error(`${name} ended before it began`);
    }),
  ]);
  return { name, process: child, ended };
}

/** Shows who works on what when a third of the rows has arrived, and kills one of them. */
async function killInTheMiddle(): Promise<void> {
  while (!isOver && sandbox.snapshot().customerCount() < ROWS / 3) await sleep(20);
  say();
  await run('office', 'runs');
  victim?.process.kill('SIGKILL');
  say(`\nkill -9 ${victim?.name}: ${sandbox.snapshot().customerCount()} of ${ROWS} customers are there.\n`);
}

/** Runs the command to its end as a person would; returns its exit code. */
async function run(machine: string, ...args: readonly string[]): Promise<number> {
  say(`$ sobot-etl ${args.join(' ')}`);
  const [code] = (await once(start(machine, args, 'inherit'), 'close')) as [number | null];
  return code ?? 1;
}

/** Starts the command on a machine. */
function start(machine: string, args: readonly string[], stdio: SpawnOptions['stdio']): ChildProcess {
  return spawn(process.execPath, [cli, ...args], { ...at(machine), stdio });
}

/** A machine: what it shares with others is the ledger. */
function at(machine: string): { readonly cwd: string; readonly env: NodeJS.ProcessEnv } {
  const env = {
    ...process.env,
    SOBOT_BASE_URL: sandbox.url,
    SOBOT_APP_ID: sandbox.appId,
    SOBOT_APP_KEY: sandbox.appKey,
    SOBOT_ETL_HOME: join(folder, machine),
    SOBOT_ETL_LEDGER: ledger,
    SOBOT_ETL_LEASE: LEASE,
  };
  return { cwd: folder, env };
}

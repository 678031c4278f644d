import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { emptyCluster, handOver, PROGRAMS, SERVER_USER } from './postgres-cluster.ts';

const ADMINISTRATOR = 'postgres';
/** The role of the tests: it may log in and owns the databases that are created for it, nothing more. */
const ROLE = 'etl';

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '16MB',
  max_connections: '100',
  // The data need not survive a power cut, only kill -9.
  fsync: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  jit: 'off',
  deadlock_timeout: '50ms',
} as const;

export interface PostgresOptions {
  readonly settings?: Readonly<Record<string, string>>;
  /** The lines of `pg_hba.conf`. By default every role may log in without a password. */
  readonly access?: readonly string[];
  /** Files to copy into the data folder, by their names there. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Starts a server of one's own: 0.3 s, or 1 s more the first time after an installation. It ends with this process, however that ends. */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'sobot-etl-postgres-'));
  const data = join(folder, 'data');
  cpSync(emptyCluster(), data, { recursive: true });
  chmodSync(data, 0o700);
  for (const [name, file] of Object.entries(options.files ?? {})) cpSync(file, join(data, name));
  const { access = ['local all all trust', 'host all all 127.0.0.1/32 trust'] } = options;
  writeFileSync(join(data, 'pg_hba.conf'), `${access.join('\n')}\n`);
  handOver(folder);
  const server = new PostgresServer(folder, await freePort(), { ...SETTINGS, ...options.settings });
  try {
    await server.start();
  } catch (error) {
    await server.close();
    throw error;
  }
  return server;
}

let shared: Promise<PostgresServer> | undefined;

/** Creates an empty database on the server that the test files of this process share, which nobody stops; returns its address. */
export async function newPostgresDatabase(): Promise<string> {
  shared ??= startPostgres();
  return (await shared).createDatabase();
}

/** A PostgreSQL server on the loopback interface. */
export class PostgresServer {
  readonly port: number;
  readonly #folder: string;
  readonly #settings: Readonly<Record<string, string>>;
  #process: ChildProcess | undefined;
  #watchdog: ChildProcess | undefined;
  #databases = 0;
  #log = '';

  constructor(folder: string, port: number, settings: Readonly<Record<string, string>>) {
    this.#folder = folder;
    this.port = port;
    this.#settings = settings;
  }

  /** The data folder, which only the server's user may read. */
  get dataFolder(): string {
    return join(this.#folder, 'data');
  }

  address(database: string, role = ROLE): string {
    return `postgres://${role}@127.0.0.1:${this.port}/${database}`;
  }

  /** Creates an empty database, and returns its address for the role of the tests. */
  async createDatabase(): Promise<string> {
    this.#databases += 1;
    const name = `test_${this.#databases}`;
    await this.query(`CREATE DATABASE ${name} OWNER ${ROLE} STRATEGY file_copy`);
    return this.address(name);
  }

  /** Runs a statement as the administrator. `database`: a name, or an address of this server. */
  async query(sql: string, database: string = ADMINISTRATOR): Promise<Record<string, unknown>[]> {
    const name = URL.canParse(database) ? new URL(database).pathname.slice(1) : database;
    const client = new pg.Client({ connectionString: this.address(name, ADMINISTRATOR) });
    await client.connect();
    try {
      const result = await client.query<Record<string, unknown>>(sql);
      return result.rows;
    } finally {
      await client.end();
    }
  }

  /** Starts it unless it runs, also after `stop` or `kill`: with the same port and data. */
  async start(): Promise<void> {
    if (this.#process) return;
    const deadline = performance.now() + MAX_START_MS;
    while (!(await this.#tryStart())) {
      // After kill -9 its processes end one by one, and until then it does not start.
      const mayStart = this.#log.includes('still in use') && performance.now() < deadline;
      if (!mayStart) throw new Error(`PostgreSQL does not start: ${this.#log}`);
      await sleep(20);
    }
  }

  /** Ends all sessions and shuts down. */
  async stop(): Promise<void> {
    await this.#end('SIGINT');
  }

  /** kill -9 for all of its processes. */
  async kill(): Promise<void> {
    const sessions = childrenOf(this.#process?.pid);
    await this.#end('SIGKILL');
    for (const pid of sessions) killQuietly(pid);
  }

  /** Ends it and removes its data. */
  async close(): Promise<void> {
    await this.#end('SIGQUIT');
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }

  async #tryStart(): Promise<boolean> {
    this.#log = '';
    const settings = Object.entries(this.#settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const child = spawn(PROGRAMS.postgres, ['-D', this.dataFolder, '-p', String(this.port), ...settings], {
      ...SERVER_USER,
      cwd: this.#folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const exited = once(child, 'exit').then(() => false);
    const isReady = await Promise.race([this.#readLog(child), exited]);
    if (!isReady) return false;
    this.#process = child;
    this.#watchdog = watch(child.pid ?? 0, this.#folder);
    // Neither keeps the tests' process alive.
    for (const one of [child, this.#watchdog]) one?.unref();
    (child.stderr as unknown as { unref(): void }).unref();
    return true;
  }

  #readLog({ stderr }: ChildProcess): Promise<true> {
    return new Promise((resolve) => {
      stderr?.setEncoding('utf8').on('data', (text: string) => {
        this.#log = (this.#log + text).slice(-MAX_LOG_CHARS);
        if (this.#log.includes('ready to accept')) resolve(true);
      });
    });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    this.#watchdog?.kill('SIGKILL');
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.ref();
    child.kill(signal);
    await exited;
  }
}

const MAX_START_MS = 20_000;
const MAX_LOG_CHARS = 20_000;

/** The processes of a server that work for its sessions, or for all. */
function childrenOf(parent: number | undefined): number[] {
  const list = `/proc/${parent}/task/${parent}/children`;
  if (existsSync(list)) return readFileSync(list, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const processes = lines.map((line) => line.trim().split(/\s+/).map(Number));
  return processes.flatMap(([pid = 0, ppid]) => (ppid === parent ? [pid] : []));
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** Ends the server and removes its folder when this process has ended: its standard input is a pipe that nobody else has. */
function watch(pid: number, folder: string): ChildProcess | undefined {
  if (process.platform === 'win32') return undefined;
  const script =
    'read -r _; kill -QUIT "$1"; for i in 1 2 3 4 5 6 7 8 9; do kill -0 "$1" || break; sleep 0.2; done; rm -rf "$2"';
  const child = spawn('sh', ['-c', script, 'sh', String(pid), folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  (child.stdin as unknown as { unref(): void }).unref();
  return child;
}

/** A port that no program uses, from a range that systems do not take for outgoing connections. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const probe = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
    });
    await new Promise((resolve) => probe.close(resolve));
    if (isFree) return port;
  }
}

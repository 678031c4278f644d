import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { type Kind, workspace } from '../import/workspace.ts';
import type { PostgresServer } from '../support/postgres-server.ts';
import { type CliResult, sandboxEnv, startCli } from '../support/run-cli.ts';
import { until } from '../support/until.ts';
import { type Blow, LEASE_MS } from './blows.ts';

const WORKERS = 3;
/** No wait takes longer, however slow the machine is: what is waited for has failed. */
const LIMIT_MS = 120_000;
/** How often a command may give a run up by itself, say because two tokens in a row have expired: that can be resumed, too. */
const MAX_ABORTS = 5;

/** A process that has not been started does not end. */
const NEVER = new Promise<never>(() => {});

/** A process of the crew, which is started again whenever it was killed. */
interface Member {
  readonly name: string;
  readonly isWorker: boolean;
  child: ReturnType<typeof startCli>['child'] | undefined;
  hasStarted: boolean;
  lastWords: string;
  ended: Promise<CliResult>;
}

interface CrewOptions {
  readonly seed: string;
  readonly sandbox: Sandbox;
  readonly server: PostgresServer;
  readonly flags: readonly string[];
  readonly importFlags: readonly string[];
  readonly kinds: readonly Kind[];
  readonly rows: number;
}

/** Three workers and the commands of several imports, one database, one sandbox, and whatever happens to them. */
export class Crew {
  readonly folders = new Map<Kind, string>();
  readonly counts = { kill: 0, stop: 0, restart: 0, abort: 0 };
  readonly ledger: string;
  readonly #options: CrewOptions;
  readonly #members: Member[] = [];
  readonly #commands: Promise<CliResult>[] = [];
  readonly log: string[] = [];
  readonly #startedAt = performance.now();
  #failure: Error | undefined;
  #isEnding = false;
  #isServerUp = true;

  private constructor(options: CrewOptions, ledger: string) {
    this.#options = options;
    this.ledger = ledger;
  }

  static async start(options: CrewOptions): Promise<Crew> {
    const crew = new Crew(options, await options.server.createDatabase());
    for (let number = 1; number <= WORKERS; number += 1) crew.#addWorker(`worker-${number}`);
    await crew.#until('three workers', () => crew.#members.every(({ hasStarted }) => hasStarted));
    for (const kind of options.kinds) crew.#commands.push(crew.#addCommand(kind));
    return crew;
  }

  /** Asks the ledger's database. */
  ask(sql: string): Promise<Record<string, unknown>[]> {
    return this.#options.server.query(sql, this.ledger);
  }

  /** Deals the blows, each at its moment. */
  async endure(all: readonly Blow[]): Promise<void> {
    for (const blow of all) {
      await this.#until(`${blow.sent} records sent`, () => this.sentRecords >= blow.sent);
      await sleep(blow.ms);
      await this.#deal(blow);
    }
  }

  /** Records that have arrived at the sandbox, also in vain. */
  get sentRecords(): number {
    const { saveCustomer = 0, saveEnterprise = 0 } = this.#options.sandbox.stats().byEndpoint;
    return saveCustomer + saveEnterprise;
  }

  /** The results of the commands, once all have ended by themselves. */
  async commandsEnded(): Promise<readonly CliResult[]> {
    let results: readonly CliResult[] | undefined;
    void Promise.all(this.#commands).then(
      (all) => {
        results = all;
      },
      () => {},
    );
    await this.#until('the ends of the commands', () => results !== undefined);
    return results ?? [];
  }

  /** Ctrl-C for the workers; resolves once they have ended by themselves. */
  async workersEnded(): Promise<readonly CliResult[]> {
    this.#isEnding = true;
    const workers = this.#members.filter(({ isWorker }) => isWorker);
    let results: readonly CliResult[] | undefined;
    for (const { child } of workers) {
      child?.kill('SIGCONT');
      child?.kill('SIGINT');
    }
    void Promise.all(workers.map(({ ended }) => ended)).then((all) => {
      results = all;
    });
    await this.#until('the ends of the workers', () => results !== undefined);
    return results ?? [];
  }

  /** Ends all processes at once. */
  async close(): Promise<void> {
    this.#isEnding = true;
    for (const { child } of this.#members) child?.kill('SIGKILL');
    await Promise.all(this.#members.map(({ ended }) => ended.catch(() => {})));
  }

  async #deal({ kind, victim, lastsMs }: Blow): Promise<void> {
    this.counts[kind] += 1;
    if (kind === 'restart') return this.#restartServer(lastsMs);
    const alive = this.#members.filter(({ child, isWorker }) => child !== undefined && (isWorker || kind === 'kill'));
    const member = alive[Math.floor(victim * alive.length)];
    const child = member?.child;
    this.#note(`${kind} ${member?.name}`);
    if (kind === 'kill') child?.kill('SIGKILL');
    else {
      child?.kill('SIGSTOP');
      setTimeout(() => {
        this.#note(`continue ${member?.name}`);
        child?.kill('SIGCONT');
      }, lastsMs);
    }
  }

  async #restartServer(downMs: number): Promise<void> {
    const { server } = this.#options;
    this.#note('kill the database');
    this.#isServerUp = false;
    await server.kill();
    await sleep(downMs);
    await server.start();
    this.#isServerUp = true;
    this.#note('the database is back');
  }

  #addWorker(name: string): void {
    const member: Member = { name, isWorker: true, child: undefined, hasStarted: false, lastWords: '', ended: NEVER };
    this.#members.push(member);
    const args = ['worker', '--name', name, ...this.#options.flags];
    const folder = workspace('known', 0);
    member.ended = this.#keep(
      member,
      folder,
      async () => args,
      () => this.#isEnding,
    );
    member.ended.catch((error: Error) => {
      this.#failure ??= error;
    });
  }

  #addCommand(kind: Kind): Promise<CliResult> {
    const { rows, importFlags, flags } = this.#options;
    const member: Member = {
      name: kind,
      isWorker: false,
      child: undefined,
      hasStarted: false,
      lastWords: '',
      ended: NEVER,
    };
    this.#members.push(member);
    const folder = workspace(kind, rows);
    this.folders.set(kind, folder);
    const target = kind === 'enterprises' ? 'enterprise' : 'customer';
    const args = async () => {
      const [run] = await this.ask(`SELECT id FROM sobot_etl.runs WHERE target = '${target}'`);
      const begin = run
        ? ['resume', String(run['id'])]
        : ['import', 'in.csv', '-m', 'map.yaml', ...flags, ...importFlags];
      return [...begin, '--json'];
    };
    member.ended = this.#keep(member, folder, args, ({ code }) => code === 0 || code === 1);
    member.ended.catch((error: Error) => {
      this.#failure ??= error;
    });
    return member.ended;
  }

  /** Starts a process, and again when it was killed, until it ends by itself as it should. */
  async #keep(
    member: Member,
    folder: string,
    argsOf: () => Promise<readonly string[]>,
    isOver: (result: CliResult) => boolean,
  ): Promise<CliResult> {
    const { sandbox } = this.#options;
    const env = {
      ...sandboxEnv(sandbox, folder),
      SOBOT_ETL_LEDGER: this.ledger,
      SOBOT_ETL_LEASE: `${LEASE_MS / 1000}s`,
    };
    for (;;) {
      await until(() => this.#isServerUp, LIMIT_MS);
      const { restart } = this.counts;
      // The database may be gone again.
      const args = await argsOf().catch(() => undefined);
      if (args === undefined) continue;
      const { child, done } = startCli(args, { cwd: folder, env });
      member.child = child;
      child.stdout?.once('data', () => {
        member.hasStarted = true;
      });
      child.stderr?.on('data', (text: string) => {
        member.lastWords = (member.lastWords + text).slice(-1500);
      });
      this.#note(`${member.name} starts: ${args[0]}`);
      const result = await done;
      member.child = undefined;
      if (this.#isEnding || (result.signal === null && isOver(result))) return result;
      if (result.signal === 'SIGKILL') continue;
      this.#note(
        `${member.name} has ended: exit ${result.code} ${result.stderr.trim().split('\n').slice(-3).join(' | ')}`,
      );
      // A process that finds no database when it starts says so and ends.
      if (this.counts.restart !== restart) continue;
      this.counts.abort += 1;
      const isResumable = !member.isWorker && (result.code === 3 || result.code === 130);
      if (!isResumable || this.counts.abort > MAX_ABORTS)
        throw new Error(`${member.name} ended with exit ${result.code}: ${result.stderr}`);
    }
  }

  /** Waits for something; fails with what is known of the run if that takes too long, or a process has failed meanwhile. */
  async #until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
    try {
      await until(async () => {
        if (this.#failure) throw this.#failure;
        return isSo();
      }, LIMIT_MS);
    } catch (error) {
      throw new Error(`waiting for ${what}: ${await this.describe()}`, { cause: error });
    }
  }

  #note(text: string): void {
    this.log.push(`${((performance.now() - this.#startedAt) / 1000).toFixed(2)} s, ${this.sentRecords} sent: ${text}`);
  }

  /** What is known of the run, for people who have to find out what went wrong. */
  async describe(): Promise<string> {
    const ledger = await this.#ledgerState().catch((error: unknown) => String(error));
    const words = this.#members.map(({ name, child, lastWords }) => `${name} (${child?.pid ?? 'ended'}): ${lastWords}`);
    const failure = this.#failure?.message ?? '';
    return [`SEED=${this.#options.seed}`, failure, ...this.log.slice(-40), ledger, ...words].join('\n');
  }

  async #ledgerState(): Promise<string> {
    const parts = {
      runs: 'SELECT seq, id, stage, reason FROM sobot_etl.runs',
      rows: 'SELECT run, state, count(*) FROM sobot_etl.rows GROUP BY 1, 2 ORDER BY 1, 2',
      distributed: 'SELECT run, generation, is_open, is_read, stop_code, stop_reason FROM sobot_etl.distributed_runs',
      chunks:
        "SELECT run, chunk, state, predecessors, rows, job, epoch, worker, lease_until - (extract(epoch FROM now()) * 1000)::bigint AS lease_left FROM sobot_etl.chunks WHERE state <> 'done'",
      waits:
        "SELECT pid, state, wait_event_type, wait_event, left(query, 120) AS query, now() - xact_start AS age FROM pg_stat_activity WHERE backend_type = 'client backend' AND xact_start IS NOT NULL",
    };
    const texts: string[] = [];
    for (const [name, sql] of Object.entries(parts)) texts.push(`${name}: ${JSON.stringify(await this.ask(sql))}`);
    return texts.join('\n');
  }
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { WorkerEvent } from '../../src/distributed/index.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { newPostgresDatabase } from '../support/postgres-server.ts';
import { type CliResult, newFolder, sandboxEnv, startCli } from '../support/run-cli.ts';
import { until } from '../support/until.ts';

/** Processes that share a ledger in PostgreSQL. */
export interface Team {
  readonly ledger: string;
  /** The environment of a machine, which has a state folder of its own. */
  env(machine: string): Record<string, string>;
}

/** `lease`: after so long others take over what a lost process had. */
export async function newTeam(sandbox: Sandbox, folder: string, lease = '2s'): Promise<Team> {
  const ledger = await newPostgresDatabase();
  return {
    ledger,
    env: (machine) => ({
      ...sandboxEnv(sandbox, folder),
      SOBOT_ETL_HOME: join(folder, machine),
      SOBOT_ETL_LEDGER: ledger,
      SOBOT_ETL_LEASE: lease,
    }),
  };
}

type Process = ReturnType<typeof startCli>;

/** A worker in a process of its own. */
export interface RunningWorker extends Process {
  readonly events: readonly WorkerEvent[];
  /** The events of a kind. */
  of<Kind extends WorkerEvent['event']>(kind: Kind): Extract<WorkerEvent, { event: Kind }>[];
  /** Resolves once an event of the kind has happened. */
  has(kind: WorkerEvent['event'], limitMs?: number): Promise<void>;
}

/** Starts a worker; resolves once it takes part. It ends with the test. */
export async function startWorker(team: Team, folder: string, name: string, flags: readonly string[] = []) {
  const env = team.env(name);
  const started = startCli(['worker', '--name', name, ...flags], { cwd: folder, env });
  const events: WorkerEvent[] = [];
  let rest = '';
  let errors = '';
  started.child.stdout?.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    events.push(...lines.map((line) => JSON.parse(line) as WorkerEvent));
  });
  started.child.stderr?.on('data', (text: string) => {
    errors += text;
  });
  onTestFinished(async () => {
    started.child.kill('SIGKILL');
    const { stdout, stderr } = await started.done;
    expect(stdout + stderr).not.toContain(env['SOBOT_APP_KEY']);
  });
  const of: RunningWorker['of'] = (kind) => events.filter((each) => each.event === kind) as never;
  const worker: RunningWorker = {
    ...started,
    events,
    of,
    async has(kind, limitMs) {
      await until(() => of(kind).length > 0, limitMs).catch(() => {
        throw new Error(`no ${kind} of ${name}: ${JSON.stringify(events)} ${errors}`);
      });
    },
  };
  await worker.has('started');
  return worker;
}

/** Starts a command of the team. It ends with the test. */
export function startCommand(team: Team, folder: string, machine: string, args: readonly string[]): Process {
  const started = startCli(args, { cwd: folder, env: team.env(machine) });
  onTestFinished(async () => {
    started.child.kill('SIGKILL');
    await started.done;
  });
  return started;
}

/** Runs a command of the team to its end. */
export function runCommand(team: Team, folder: string, machine: string, args: readonly string[]): Promise<CliResult> {
  return startCommand(team, folder, machine, args).done;
}

/** A folder whose `in.csv` edits customers: for each row the id and the new name. */
export function updates(rows: readonly (readonly string[])[]): string {
  const folder = newFolder();
  writeFileSync(join(folder, 'map.yaml'), 'version: 1\ntarget: customer-update\nfields:\n  id: Id\n  nick: Name\n');
  writeFileSync(join(folder, 'in.csv'), `Id,Name\n${rows.map((row) => `${row.join(',')}\n`).join('')}`);
  return folder;
}

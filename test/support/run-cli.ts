import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { runInHost } from './cli-hosts.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The built command, as users run it. */
export const cliPath = join(root, 'dist', 'bin', 'sobot-etl.js');

/** A file of the checkout. */
export const inCheckout = (...path: string[]): string => join(root, ...path);

export interface CliResult {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** `pipe`: the test writes the standard input. By default there is none. */
  readonly stdin?: 'pipe';
}

/** A test never touches the keychain of whoever runs it. */
export const NO_KEYCHAIN = { SOBOT_ETL_KEYCHAIN: 'off' } as const;

/** A new empty folder for one test. */
export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'sobot-etl-test-'));
}

/** The address and credentials of the server. `lateCalls`: how long it may still process a cancelled call. */
export type Address = Pick<Sandbox, 'url' | 'appId' | 'appKey'> & { readonly lateCalls?: string };

/** The environment that points the command to a sandbox, with its state in the folder. */
export function sandboxEnv(sandbox: Address, folder: string): Record<string, string> {
  return {
    SOBOT_BASE_URL: sandbox.url,
    SOBOT_APP_ID: sandbox.appId,
    SOBOT_APP_KEY: sandbox.appKey,
    SOBOT_ETL_HOME: join(folder, 'home'),
    ...NO_KEYCHAIN,
    // The sandbox itself is never late.
    SOBOT_ETL_LATE_CALLS: sandbox.lateCalls ?? '2s',
  };
}

/** Starts the command in a process of its own. */
export function startCli(
  args: readonly string[],
  { cwd, env = {}, stdin }: CliOptions,
): { child: ChildProcess; done: Promise<CliResult> } {
  const child = spawn(process.execPath, [cliPath, ...args], {
    cwd,
    env: wholeEnv(env),
    stdio: [stdin ?? 'ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  const done = once(child, 'close').then(([code, signal]) => ({
    ...output,
    code: code as number | null,
    signal: signal as string | null,
  }));
  return { child, done };
}

/**
 * Runs the command to its end: in a reused process if the effect on the process does not matter, otherwise (and always in
 * soak tests) in a process of its own.
 */
export async function runCli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  const { cwd, env = {} } = options;
  if (process.env['SOAK'] || needsProcess(args, options)) return startCli(args, options).done;
  const answer = await runInHost(join(root, 'dist'), { args, cwd, env: wholeEnv(env) });
  return { ...answer, signal: null };
}

/** Arguments that need a process of their own: data streams, what the parser never sees, and settings of Node. */
function needsProcess(args: readonly string[], { stdin, env = {} }: CliOptions): boolean {
  // Standard input can be read to its end only once.
  if (args[0] === 'login') return true;
  const isSpecial = args.some((arg) => arg === '-' || arg === '--version' || arg === '--complete');
  return isSpecial || stdin !== undefined || env['NODE_OPTIONS'] !== undefined;
}

function wholeEnv(env: Readonly<Record<string, string>>): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith('SOBOT_'),
  );
  return { ...Object.fromEntries(inherited), ...NO_KEYCHAIN, ...env };
}

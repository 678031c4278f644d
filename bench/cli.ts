import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The built command, which needs `npm run build`. */
export const cliPath = fileURLToPath(new URL('../dist/bin/sobot-etl.js', import.meta.url));

/** A sandbox in a process of its own. */
export async function serve(...flags: string[]): Promise<{ readonly url: string; stop(): void }> {
  const child = spawn(process.execPath, [cliPath, 'sandbox', '--port', '0', ...flags], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [announced] = (await once(child.stdout, 'data')) as [Buffer];
  return { url: /SOBOT_BASE_URL=(\S+)/.exec(String(announced))?.[1] ?? '', stop: () => child.kill() };
}

/** The time and memory of a command. */
export interface Measured {
  readonly summary: {
    readonly rows: Readonly<Record<string, number>>;
    readonly rows_per_second: number;
    readonly complete?: boolean;
  };
  readonly seconds: number;
  /** Its peak memory in MB; 0 if the platform does not report it. */
  readonly peakMb: number;
}

/** The environment of a command with its state in a folder. */
export function cliEnv(url: string, folder: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    SOBOT_BASE_URL: url,
    SOBOT_APP_ID: 'sandbox',
    SOBOT_APP_KEY: 'sandbox-key',
    SOBOT_ETL_HOME: `${folder}/home`,
  };
}

/** Runs the command with `--json --quiet` in a folder, with its state there. */
export async function measureCli(
  args: readonly string[],
  cwd: string,
  url = 'http://127.0.0.1:1',
  env = cliEnv(url, cwd),
): Promise<Measured> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [cliPath, ...args, '--json', '--quiet'], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const peak = watchPeak(child);
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  await once(child, 'close');
  const seconds = (performance.now() - startedAt) / 1000;
  return { summary: JSON.parse(output) as Measured['summary'], seconds, peakMb: peak() };
}

function watchPeak(child: ChildProcess): () => number {
  let peakMb = 0;
  const look = () => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      peakMb = Math.max(peakMb, Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? 0) / 1024);
    } catch {
      // The process has ended, or this is not Linux.
    }
  };
  const timer = setInterval(look, 50);
  child.once('close', () => clearInterval(timer));
  return () => peakMb;
}

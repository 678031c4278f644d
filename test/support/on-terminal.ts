import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cliPath, NO_KEYCHAIN } from './run-cli.ts';

/** Is there a program that makes pseudo-terminals? */
export const hasTerminal = spawnSync('script', ['--version']).status === 0;

/** What a person types once a text is on the screen. */
export type Answer = readonly [shown: string, typed: string];

/** Runs the command on a pseudo-terminal; each answer is typed once its question is shown. */
export async function onTerminal(
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  answers: readonly Answer[] = [],
  columns = 100,
): Promise<{ output: string; exitCode: number }> {
  const command = [process.execPath, cliPath, ...args].map((word) => `'${word}'`).join(' ');
  // Node shows no colours where CI is set.
  const { NO_COLOR: _, FORCE_COLOR: __, CI: ___, ...inherited } = process.env;
  // A new pseudo-terminal has a width of 0. The command replaces the shell: after Ctrl-C some shells, such as dash, end with 130 although
  // the command ended with 0. `script` takes the shell from SHELL, so that it is the same everywhere.
  const child = spawn('script', ['-qec', `stty cols ${columns} rows 40; exec ${command}`, '/dev/null'], {
    cwd,
    env: { ...inherited, ...NO_KEYCHAIN, ...env, SHELL: '/bin/sh', TERM: 'xterm-256color' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const open = [...answers];
  let output = '';
  let seen = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    const [next] = open;
    const place = next === undefined ? -1 : output.indexOf(next[0], seen);
    if (next === undefined || place < 0) return;
    seen = place + next[0].length;
    open.shift();
    child.stdin.write(next[1]);
  });
  const [exitCode] = (await once(child, 'close')) as [number];
  return { output, exitCode };
}

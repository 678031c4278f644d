import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { CommandResult, CommandRunner } from '../../app/schedule/run-job.ts';
import { EXIT } from '../exit-code.ts';

const MAX_STDERR_CHARS = 4000;

const ENDS: Readonly<Record<number, CommandResult['ended']>> = {
  [EXIT.done]: 'well',
  [EXIT.someRowsFailed]: 'with-errors',
  [EXIT.aborted]: 'aborted',
};

/**
 * Runs the command line in a process of its own, which no signal of the terminal reaches: it is the schedule that
 * decides. `interrupt`: aborted to make the run stop and keep what it has.
 */
export const startCommand: CommandRunner = async (args, { cwd, interrupt }) => {
  const child = spawn(process.execPath, [process.argv[1] ?? '', ...args, '--json'], {
    cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-MAX_STDERR_CHARS);
  });
  const stop = () => child.kill('SIGINT');
  interrupt.addEventListener('abort', stop, { once: true });
  try {
    if (interrupt.aborted) stop();
    const [code] = (await once(child, 'close')) as [number | null];
    const exitCode = code ?? EXIT.aborted;
    return { exitCode, ended: ENDS[exitCode] ?? 'otherwise', summary: summaryIn(printed), stderrTail: said.trim() };
  } finally {
    interrupt.removeEventListener('abort', stop);
  }
};

function summaryIn(text: string): CommandResult['summary'] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

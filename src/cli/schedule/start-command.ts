import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** How a run of the command ended. */
export interface ChildResult {
  readonly exitCode: number;
  /** What it printed as its summary, where it did. */
  readonly summary: Readonly<Record<string, unknown>> | undefined;
  /** The end of what it said to people. */
  readonly said: string;
}

const MOST_SAID = 4000;
const KILLED = 3;

/**
 * Runs the command line in a process of its own, which no signal of the terminal reaches: it is the schedule that
 * decides. `interrupt`: aborted to make the run stop and keep what it has.
 */
export async function runChild(
  args: readonly string[],
  { cwd, interrupt }: { readonly cwd: string; readonly interrupt: AbortSignal },
): Promise<ChildResult> {
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
    said = (said + text).slice(-MOST_SAID);
  });
  const stop = () => child.kill('SIGINT');
  interrupt.addEventListener('abort', stop, { once: true });
  try {
    if (interrupt.aborted) stop();
    const [code] = (await once(child, 'close')) as [number | null];
    return { exitCode: code ?? KILLED, summary: summaryIn(printed), said: said.trim() };
  } finally {
    interrupt.removeEventListener('abort', stop);
  }
}

function summaryIn(text: string): ChildResult['summary'] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A command for a host. */
export interface HostOrder {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** How it ended. */
export interface HostAnswer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const hostFile = fileURLToPath(new URL('./cli-host.ts', import.meta.url));

/** Idle hosts. They end with the process that started them. */
const idle: ChildProcess[] = [];

/** Runs a command in a process that is reused: a new one takes a second of processor time to start. */
export async function runInHost(dist: string, order: HostOrder): Promise<HostAnswer> {
  const host = idle.pop() ?? fork(hostFile, [dist], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ended = new AbortController();
  const { signal } = ended;
  try {
    const answered = once(host, 'message', { signal }).then(([answer]) => answer as HostAnswer);
    const died = once(host, 'exit', { signal }).then(([code]) => {
      throw new Error(`the host of ${JSON.stringify(order.args)} ended with ${code}`);
    });
    host.send(order);
    const answer = await Promise.race([answered, died]);
    idle.push(host);
    return answer;
  } finally {
    ended.abort();
  }
}

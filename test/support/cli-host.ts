import { pathToFileURL } from 'node:url';
import type { HostAnswer, HostOrder } from './cli-hosts.ts';

/**
 * A process that runs one command after another, each as the built command would: in its folder, with its environment,
 * and with what it writes kept. Its arguments: the folder of the built package.
 */
const [dist = ''] = process.argv.slice(2);
const load = (path: string) => import(new URL(path, pathToFileURL(`${dist}/`)).href);
const [{ main }, { commands }] = (await Promise.all([load('cli/main.js'), load('cli/commands.js')])) as [
  { main(args: readonly string[], commands: unknown): Promise<number> },
  { commands: unknown },
];

const written = { stdout: '', stderr: '' };
for (const name of ['stdout', 'stderr'] as const) {
  const decoder = new TextDecoder();
  process[name].write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
    written[name] += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const done = rest.find((each): each is () => void => typeof each === 'function');
    if (done) process.nextTick(done);
    return true;
  }) as typeof process.stdout.write;
}

async function run({ args, cwd, env }: HostOrder): Promise<HostAnswer> {
  for (const name of Object.keys(process.env)) if (!Object.hasOwn(env, name)) delete process.env[name];
  Object.assign(process.env, env);
  process.chdir(cwd);
  process.argv = [process.execPath, `${dist}/bin/sobot-etl.js`, ...args];
  process.exitCode = undefined;
  Object.assign(written, { stdout: '', stderr: '' });
  const code = await main(args, commands);
  process.exitCode = undefined;
  return { code, ...written };
}

process.on('message', (order: HostOrder) => void run(order).then((answer) => process.send?.(answer)));
process.once('disconnect', () => process.exit());

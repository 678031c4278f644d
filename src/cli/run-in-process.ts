import { readConnection, type WrittenConnection } from '../app/connection.ts';
import { limitOldSpaceGrowth } from '../app/heap-tuning.ts';
import type { RunOptions } from '../app/run-context.ts';
import { t } from '../words/index.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { listenForStop } from './stop-signals.ts';
import { createTerminal, type ProgressMode, type Terminal } from './terminal.ts';
import { terminalReporter } from './terminal-reporter.ts';

/** The flags of every command that runs a use case. */
export interface RunFlags extends WrittenConnection {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly progress?: ProgressMode | undefined;
}

/**
 * Runs a use case in this process: it reports to the terminal, stops on signals, and reads the environment. Returns the
 * exit code.
 */
export async function runInProcess(
  flags: RunFlags,
  run: (options: RunOptions, terminal: Terminal) => Promise<ExitCode>,
): Promise<ExitCode> {
  limitOldSpaceGrowth();
  const terminal = createTerminal(flags);
  const signals = listenForStop(terminal);
  const reporter = terminalReporter(terminal, flags);
  const connection = { ...readConnection(flags), env: process.env };
  const { stop, cancel } = signals;
  const command = String((flags as { readonly _?: readonly unknown[] })._?.[0] ?? 'run');
  try {
    return await run(
      {
        ...{ connection, cancel, reporter, command },
        signal: stop,
        streams: {
          get stdin() {
            return process.stdin;
          },
          get stdout() {
            return process.stdout;
          },
        },
      },
      terminal,
    );
  } catch (error) {
    const { notifyOfError } = await import('../app/notify/open-notifier.ts');
    await notifyOfError(error, command, { connection, stop, cancel, reporter });
    throw error;
  } finally {
    signals.dispose();
  }
}

/** Runs an import in this process; an import that is stopped at the start leaves nothing behind. */
export async function importInProcess(...args: Parameters<typeof runInProcess>): Promise<ExitCode> {
  const [flags, run] = args;
  return runInProcess(flags, async (options, terminal) => {
    try {
      return await run(options, terminal);
    } catch (error) {
      if ((error as Error).name !== 'Stopped') throw error;
      terminal.complain(t`Interrupted before anything was sent.`);
      return EXIT.interrupted;
    }
  });
}

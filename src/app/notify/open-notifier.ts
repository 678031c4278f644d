import type { EnvironmentConnection } from '../connection.ts';
import type { Reporter } from '../reporter.ts';
import { homeFolder } from '../settings.ts';
import type { NotifierContext, RunNotifier } from './run-notifier.ts';

/**
 * A notifier of the named channels; undefined without names, and then nothing of it is loaded. Channels are looked up before the run
 * begins, so that a wrong name ends it early. Errors: those of `findChannels`.
 */
export async function openNotifier(
  names: readonly string[] | undefined,
  context: NotifierContext,
): Promise<RunNotifier | undefined> {
  if (names === undefined || names.length === 0) return undefined;
  return (await import('./run-notifier.ts')).RunNotifier.open(names, context);
}

/** Tells the channels of a command that it failed before its run began, unless the run told them already. It never throws. */
export async function notifyOfError(
  error: unknown,
  command: string,
  {
    connection: { env, notify, home },
    stop,
    cancel,
    reporter = {},
  }: {
    readonly connection: EnvironmentConnection;
    readonly stop?: AbortSignal;
    readonly cancel?: AbortSignal;
    readonly reporter?: Reporter;
  },
): Promise<void> {
  try {
    const notifier = await openNotifier(notify, { home: homeFolder(home, env), env, stop, cancel, reporter });
    await notifier?.failed(error, command);
  } catch {
    // A wrong channel: that is the error, or would be one more.
  }
}

import { replaceFile } from '../../files/index.ts';
import { type Channel, channelText, type NotificationResult, notifyAll, type Outcome } from '../../notify/index.ts';
import { t } from '../../words/index.ts';
import type { EndedRun, Reporter } from '../reporter.ts';
import type { Settings } from '../settings.ts';
import { type ChannelSources, findChannels } from './channels.ts';
import { outcomeOfError, outcomeOfRun } from './outcomes.ts';

/** What a notifier needs of the run that it tells of. */
export interface NotifierContext extends ChannelSources {
  readonly proxy?: Settings['proxy'] | undefined;
  /** Aborted: somebody waits for the process to end. */
  readonly stop?: AbortSignal | undefined;
  /** Aborted: gives up at once. */
  readonly cancel?: AbortSignal | undefined;
  readonly reporter: Pick<Reporter, 'message'>;
}

/** Errors that were told already, by a run within this one. */
const told = new WeakSet<object>();

/** Tells the channels of `--notify` how a run ended. A notification that fails is reported, and changes nothing else. */
export class RunNotifier {
  readonly #channels: readonly Channel[];
  readonly #context: NotifierContext;

  /** Errors: those of `findChannels`. */
  static async open(names: readonly string[], context: NotifierContext): Promise<RunNotifier> {
    return new RunNotifier(await findChannels([...new Set(names)], context), context);
  }

  private constructor(channels: readonly Channel[], context: NotifierContext) {
    this.#channels = channels;
    this.#context = context;
  }

  /** Tells how a run ended; returns its end with `notifications` in the summary, which is also written to `summary.json`. */
  async ended<Ended extends EndedRun>(ended: Ended): Promise<Ended> {
    if (ended.kind === 'import' && ended.isStep) return ended;
    const notifications = await this.#tell(outcomeOfRun(ended));
    if (notifications.length === 0) return ended;
    const summary = { ...ended.summary, notifications };
    const path = (summary.files as { readonly summary?: string }).summary;
    if (path !== undefined) {
      // The run has ended and its summary is there; this one only says more.
      await replaceFile(path, `${JSON.stringify(summary, null, 2)}\n`).catch(() => {});
    }
    return { ...ended, summary };
  }

  /** Tells that a run failed before it had a summary. */
  async failed(error: unknown, command: string): Promise<void> {
    if (error instanceof Error) {
      if (told.has(error)) return;
      told.add(error);
    }
    await this.#tell(outcomeOfError(error, command));
  }

  async #tell(outcome: Outcome): Promise<NotificationResult[]> {
    const { proxy, cancel, stop, reporter } = this.#context;
    const results = await notifyAll(this.#channels, outcome, { proxy, cancel, isHurried: stop?.aborted });
    reportNotifications(results, reporter);
    return results;
  }
}

/** Says which notifications were sent, and which were not. */
export function reportNotifications(results: readonly NotificationResult[], reporter: Pick<Reporter, 'message'>): void {
  for (const result of results) {
    if (result.sent) reporter.message?.('detail', t`Notified ${channelText(result)}.`);
    else reporter.message?.('problem', notSentText(result));
  }
}

function notSentText(result: NotificationResult): string {
  const attempt =
    result.channel === result.kind ? '' : t` To try the channel: sobot-etl doctor --notify ${result.channel}`;
  return t`The notification to ${channelText(result)} was not sent: ${result.error}. The run itself is not affected.${attempt}`;
}

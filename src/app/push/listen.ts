import { FileError } from '../../files/index.ts';
import { scopeOf, tryLock } from '../../ledger/index.ts';
import { mirrorPath } from '../../mirror/index.ts';
import {
  createPushReceiver,
  decodePush,
  Feed,
  MirrorConsumer,
  openFeedOutput,
  PUSH_MESSAGES,
  PUSH_POLICY,
  PushError,
  PushStore,
  pushPath,
  RejectedLog,
  servePushes,
} from '../../push/index.ts';
import { systemClock } from '../../resilience/index.ts';
import { t } from '../../words/index.ts';
import { splitConnection } from '../connection.ts';
import { clockOf } from '../export/export-choice.ts';
import { type RunReporter, runReporter } from '../reporter.ts';
import type { RunOptions } from '../run-context.ts';
import { hasCredentials, homeFolder, resolveSettings, type Settings } from '../settings.ts';
import { UsageError } from '../usage-error.ts';
import { listenerFiles, pathSecretOf, writeListenerAddress } from './listener-files.ts';
import { type ListenAddressOptions, noticesFor, readTls, stateReporter } from './listener-setup.ts';
import { pushOutputOf, rejectedPath } from './push-output.ts';
import { TenantNames } from './tenant-names.ts';

/** The options of `listen`. */
export interface ListenOptions extends Pick<RunOptions, 'connection' | 'reporter' | 'streams'> {
  readonly server: ListenAddressOptions;
  /** The file that grows by a line for each push, one a day where its name has `{date}`, or `-`. */
  readonly output: string;
  /** Time zone of the days and times in the output. Default: this machine's. */
  readonly tz?: string | undefined;
  /** How long pushes are kept. */
  readonly keepMs: number;
  /** Aborted: no more pushes are accepted, those in flight are stored and written. */
  readonly signal: AbortSignal;
  /** Called once pushes are accepted. `url` holds the secret. */
  readonly onListening?: ((at: { readonly url: string; readonly origin: string }) => void) | undefined;
}

/** What a listener has done, as `--json` prints it at the end. */
export interface ListenSummary {
  readonly command: 'listen';
  readonly messages: {
    /** Stored, repeats among them. */
    readonly accepted: number;
    readonly rejected: number;
    readonly too_large: number;
    /** Answered with 503, so that they come again. */
    readonly postponed: number;
  };
  /** Pushes that were written to the output. */
  readonly written: number;
  /** Pushes that are stored and not yet in the output. */
  readonly waiting: number;
  readonly files: { readonly output: string; readonly rejected: string; readonly store: string };
}

/**
 * Receives the CRM's message pushes until the signal: each is stored before it is answered, then written to the output. Works without
 * credentials; then ids stay ids. Errors: `UsageError`, `PushError`, and those of the network if the address cannot be used.
 */
export async function listen(options: ListenOptions): Promise<ListenSummary> {
  const { options: connection, env } = splitConnection(options.connection);
  const reporter = runReporter(options.reporter);
  const clock = clockOf(options.tz);
  const output = pushOutputOf(options.output, clock);
  const stdout = output.name === '-' ? requireStdout(options) : undefined;
  const tls = await readTls(options.server);
  const files = listenerFiles(homeFolder(connection.home, env), connection.profile);
  const settings = hasCredentials(connection, env) ? resolveSettings(connection, env) : undefined;
  const secret = await pathSecretOf(files, options.server.pathSecret);
  const lock = await tryLock(files.lock);
  if (!lock) throw new PushError('push-locked', PUSH_MESSAGES['push-locked'].text.held(files.store));

  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => lock.release());
  const ended = new AbortController();
  const consumers: { wake(): void }[] = [];
  const store = cleanup.adopt(
    new PushStore(files.store, () => {
      for (const consumer of consumers) consumer.wake();
    }),
    (open) => open.close(),
  );
  const names = new TenantNames(settings, {
    stop: ended.signal,
    onFailure: ({ message }) =>
      reporter.message(
        'problem',
        t`The names of custom fields, levels and tags cannot be read, so the output has ids: ${message}`,
      ),
  });
  cleanup.defer(() => names.close());
  const feedOutput = openFeedOutput(
    output.format,
    {
      pathAt: output.pathAt,
      isOwn: (push) => store.isOwn(push),
      decode: (push) => decodePush(push, { names: names.names, clock }),
      customFields: () => names.customFields,
      receivedBetween: (fromMs, toMs) => store.receivedBetween(fromMs, toMs),
    },
    stdout,
  );
  // What may be mended while pushes arrive, such as a missing folder, is told by the feed.
  await feedOutput.check(Date.now()).catch((error: unknown) => {
    if (error instanceof PushError) throw error;
  });
  const rejected = new RejectedLog(rejectedPath(output, files.rejected));
  const receiver = createPushReceiver({
    secret,
    store,
    rejected,
    clock: systemClock,
    onStoreState: stateReporter(reporter, {
      failed: ({ message }) => PUSH_MESSAGES['push-not-stored'].text.because(store.path, message),
      works: t`Pushes are stored again.`,
    }),
  });
  const { port, host } = options.server;
  const server = cleanup.adopt(await servePushes(receiver.app, { port, host, tls }), (open) => open.stop());
  const url = `${server.origin}${pushPath(secret)}`;
  await writeListenerAddress(files, { url });
  for (const notice of noticesFor(options.server, settings !== undefined)) reporter.message('problem', notice);
  options.onListening?.({ url, origin: server.origin });

  const mirror = settings && noteInMirror(store, settings, reporter);
  if (mirror) {
    consumers.push(mirror);
    mirror.wake();
  }
  const dealtWith = () =>
    Math.min(store.position('output'), mirror ? store.position('mirror') : Number.MAX_SAFE_INTEGER);
  const pruner = startPruning(store, options.keepMs, dealtWith);
  const gone = new AbortController();
  const stop = AbortSignal.any([options.signal, gone.signal]);
  await Promise.race([names.ready(), patienceAfter(stop, ended.signal)]);
  const feed = new Feed({
    store,
    clock: systemClock,
    output: feedOutput,
    onState: stateReporter(reporter, {
      failed(error) {
        // Nobody reads standard output any more.
        if (stdout && error instanceof FileError) gone.abort();
        return t`Pushes are stored, but cannot be written: ${error.message.replace(/\.$/, '')}. This is tried again every ${PUSH_POLICY.feed.retryMs / 1000} s.`;
      },
      works: t`Pushes are written again.`,
    }),
  });
  consumers.push(feed);
  feed.wake();
  await aborted(stop);
  await server.stop();
  pruner.stop();
  ended.abort();
  await feed.stop();
  await mirror?.stop();
  const { accepted, rejected: refused, tooLarge, postponed } = receiver.counts;
  return {
    command: 'listen',
    messages: { accepted, rejected: refused, too_large: tooLarge, postponed },
    written: feed.written,
    waiting: store.waiting,
    files: { output: output.name, rejected: rejected.path, store: store.path },
  };
}

function noteInMirror(
  store: PushStore,
  { home, baseUrl, appId }: Settings,
  reporter: Pick<RunReporter, 'message'>,
): MirrorConsumer {
  return new MirrorConsumer({
    store,
    mirrorPath: mirrorPath(home, scopeOf(baseUrl, appId)),
    clock: systemClock,
    onState: stateReporter(reporter, {
      failed: ({ message }) => t`Pushes are stored, but not noted in the mirror: ${message}. This is tried again.`,
      works: t`Pushes are noted in the mirror again.`,
    }),
  });
}

function requireStdout({ streams }: ListenOptions) {
  const stdout = streams?.stdout;
  if (!stdout) throw new UsageError(t`-o -: there is no standard output to write to`);
  return stdout;
}

/** Deletes old pushes now and from time to time, up to the number that `dealtWith` returns. */
function startPruning(store: PushStore, keepMs: number, dealtWith: () => number): { stop(): void } {
  let timer: NodeJS.Timeout;
  const prune = () => {
    let hasMore = false;
    try {
      hasMore = store.prune(Date.now() - keepMs, dealtWith());
    } catch {
      // A disk that is full has its own message.
    }
    timer = setTimeout(prune, hasMore ? 0 : PUSH_POLICY.store.pruneEveryMs);
  };
  timer = setTimeout(prune, 0);
  return { stop: () => clearTimeout(timer) };
}

/** Resolves some time after the stop. */
async function patienceAfter(stop: AbortSignal, ended: AbortSignal): Promise<void> {
  await aborted(stop);
  await systemClock.sleep(PUSH_POLICY.feed.namesStoppingMs, ended).catch(() => undefined);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

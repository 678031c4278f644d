import { existsSync } from 'node:fs';
import { parseTime, TIME_FORMS } from '../../export/index.ts';
import { openSink } from '../../files/index.ts';
import { decodePush, PushStore, type StoredPush, writePushes } from '../../push/index.ts';
import { t, translated } from '../../words/index.ts';
import { splitConnection } from '../connection.ts';
import { clockOf } from '../export/export-choice.ts';
import { runReporter } from '../reporter.ts';
import type { RunOptions } from '../run-context.ts';
import { hasCredentials, homeFolder, resolveSettings } from '../settings.ts';
import { UsageError } from '../usage-error.ts';
import { listenerFiles } from './listener-files.ts';
import { pushOutputOf } from './push-output.ts';
import { TenantNames } from './tenant-names.ts';

/** The options of `replayPushes`. */
export interface ReplayOptions extends Pick<RunOptions, 'connection' | 'reporter' | 'streams' | 'signal'> {
  /** The file to write, one for each day where its name has `{date}`, or `-`. */
  readonly output: string;
  /** From when on: a time, or how long before now. Default: everything that is stored. */
  readonly since?: string | undefined;
  readonly tz?: string | undefined;
  /** Replace existing files. Default: false. */
  readonly replace?: boolean | undefined;
}

/** What was written, as `--json` prints it. */
export interface ReplaySummary {
  readonly command: 'listen --replay';
  readonly written: number;
  readonly files: readonly string[];
}

/**
 * Writes stored pushes again, also while a listener runs. It does not change where the listener's own output continues.
 * Errors: `UsageError`, `PushError`, `FileError`.
 */
export async function replayPushes(options: ReplayOptions): Promise<ReplaySummary> {
  const { options: connection, env } = splitConnection(options.connection);
  const clock = clockOf(options.tz);
  const since = options.since === undefined ? { start: 0 } : parseTime(options.since, clock, Date.now());
  if (!since) throw new UsageError(t`--since ${options.since}: ${translated(TIME_FORMS)}`);
  const output = pushOutputOf(options.output, clock, { grows: false });
  const files = listenerFiles(homeFolder(connection.home, env), connection.profile);
  if (!existsSync(files.store)) {
    throw new UsageError(
      t`There are no pushes in ${files.store} yet. Receive some with: sobot-etl listen -o changes.jsonl`,
    );
  }
  const reporter = runReporter(options.reporter);
  const ended = new AbortController();
  const names = new TenantNames(hasCredentials(connection, env) ? resolveSettings(connection, env) : undefined, {
    stop: options.signal ? AbortSignal.any([options.signal, ended.signal]) : ended.signal,
    onFailure: ({ message }) => reporter.message('problem', t`The file has ids instead of names: ${message}`),
  });
  const store = new PushStore(files.store);
  try {
    await names.ready();
    const stored = [...filesOf(store.receivedBetween(since.start * 1000, Number.MAX_SAFE_INTEGER), output.pathAt)];
    // Without pushes an earlier file does not stay as if it were the result.
    const path = output.pathAt(Date.now());
    if (stored.length === 0 && !output.isDivided && existsSync(path)) stored.push(path);
    await confirmAll(
      stored.filter((each) => each !== '-' && existsSync(each)),
      options,
    );
    const decode = (push: StoredPush) => decodePush(push, { names: names.names, clock });
    const target = (each: string) => (each === '-' ? (options.streams?.stdout ?? each) : each);
    let written = 0;
    for (const each of stored) {
      const pushes = ofFile(store.receivedBetween(since.start * 1000, Number.MAX_SAFE_INTEGER), each, output.pathAt);
      written +=
        output.format === 'jsonl'
          ? await writeLines(target(each), pushes, decode)
          : await writePushes(each, { decode, customFields: () => names.customFields }, pushes, output.format);
    }
    return { command: 'listen --replay', written, files: stored };
  } finally {
    await store.close();
    ended.abort();
    await names.close();
  }
}

type PathAt = (receivedAtMs: number) => string;

function filesOf(pushes: Iterable<StoredPush>, pathAt: PathAt): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const { receivedAt, kind } of pushes) if (kind !== 'sample') paths.add(pathAt(receivedAt));
  return paths;
}

function* ofFile(pushes: Iterable<StoredPush>, path: string, pathAt: PathAt): Generator<StoredPush> {
  for (const push of pushes) if (push.kind !== 'sample' && pathAt(push.receivedAt) === path) yield push;
}

async function confirmAll(existing: readonly string[], { replace, reporter }: ReplayOptions): Promise<void> {
  if (existing.length === 0 || replace) return;
  const details = existing.map((path) => t`${path} exists.`);
  if (await reporter?.confirm?.({ details, question: t`Replace it?` })) return;
  throw new UsageError(t`${existing[0]} exists. To replace it: --yes`);
}

const LINES_AT_ONCE = 500;

/** Writes JSON lines; a file has its name only when it is complete. Returns their number. */
async function writeLines(
  target: Parameters<typeof openSink>[0],
  pushes: Iterable<StoredPush>,
  decode: (push: StoredPush) => object,
): Promise<number> {
  const sink = await openSink(target);
  let count = 0;
  let lines: string[] = [];
  const flush = () => {
    const text = lines.join('');
    lines = [];
    return sink.write(Buffer.from(text));
  };
  try {
    for (const push of pushes) {
      count += 1;
      lines.push(`${JSON.stringify(decode(push))}\n`);
      if (lines.length >= LINES_AT_ONCE) await flush();
    }
    await flush();
    await sink.commit();
    return count;
  } finally {
    await sink.discard();
  }
}

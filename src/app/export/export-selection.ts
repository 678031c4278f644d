import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { endpoints } from '../../api/endpoints/index.ts';
import {
  type ColumnChoice,
  type ColumnFile,
  columnFileSchema,
  fileColumns,
  fileWhere,
  filterKey,
  makeSelection,
  parseTime,
  parseYamlSettings,
  readText,
  readWhere,
  type Selection,
  secondsAhead,
  startOfChanges,
  TIME_FORMS,
  type WallClock,
} from '../../export/index.ts';
import type { Stream } from '../../streams/index.ts';
import { t, translated } from '../../words/index.ts';
import type { Session } from '../session.ts';
import { sessionLookups } from '../session-lookups.ts';
import { UsageError } from '../usage-error.ts';
import { columnList, type ExportChoice } from './export-choice.ts';
import { type MaskRequest, masksId, readMasks } from './export-masks.ts';

/** The result of `--where`, `--since` and `--until`. */
export interface SelectedRows {
  readonly selection: Selection;
  /** Identifies the stream and its filters, for the cursor. */
  readonly filter: string;
  /** Where `--since last` begins; undefined without that option, or if nothing has been exported before. */
  readonly since: number | undefined;
  /** Does the export move the cursor when it is complete? Only if it reads everything, or everything since the last one. */
  readonly advancesCursor: boolean;
  readonly isSinceLast: boolean;
}

/** The options that select rows, and the time that they are relative to. */
interface RowQuery {
  readonly where: readonly string[];
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly nowMs: number;
  /** Where `--since last` began when the resumed run started; it is not determined again. */
  readonly resumed?: { readonly sinceLast?: number | undefined } | undefined;
  /** Masked exports have cursors of their own: otherwise an export without masks would lack what they have read, and they what it has. */
  readonly masks?: MaskRequest | undefined;
  /** The file to update, whose own cursor is used. */
  readonly master?: MergeTarget | undefined;
}

/** Checks the options and returns the selection. Errors: `UsageError`, `ExportError`. */
export async function selectRows(
  session: Session,
  stream: Stream,
  choice: RowQuery,
  clock: WallClock,
): Promise<SelectedRows> {
  const { settings } = session;
  const { nowMs } = choice;
  const language = settings.language === 'zh' ? 'zh' : 'en';
  const lookups = sessionLookups(session);
  const findId = async (lookup: string, name: string) => (await lookups.resolver(lookup))(name);
  const where = await readWhere(stream, choice.where, { clock, nowMs, findId });
  const plainFilter = filterKey(stream, where);
  const filter = choice.masks ? JSON.stringify(['masked', masksId(choice.masks), plainFilter]) : plainFilter;
  const isLast = choice.since === 'last';
  if (isLast && choice.until !== undefined) {
    throw new UsageError(t`--since last and --until cannot be combined: changes after --until would never be exported`);
  }
  if (isLast && !stream.span)
    throw new UsageError(t`${stream.name} have no time of change, so --since last does not apply`);
  const key = choice.master ? choice.master.key(filter) : filter;
  const last =
    choice.resumed?.sinceLast ?? (isLast && !choice.resumed ? await readCursor(session, stream, key) : undefined);
  const since = last ?? timeOf('since', choice.since)?.start;
  const until = timeOf('until', choice.until)?.end;
  const selection = makeSelection(stream, { where, since, until, clock, nowMs, language });
  return {
    selection,
    filter,
    since,
    isSinceLast: isLast,
    advancesCursor: isLast || (choice.since === undefined && choice.until === undefined),
  };

  function timeOf(flag: string, text: string | undefined) {
    if (text === undefined || text === 'last') return undefined;
    const time = parseTime(text, clock, nowMs);
    if (!time)
      throw new UsageError(`--${flag} ${text}: ${translated(TIME_FORMS)}${flag === 'since' ? t`, or last` : ''}`);
    return time;
  }
}

/** The options combined with the column file. Options override the file; filters of both apply. */
export interface ResolvedChoice {
  readonly columns: readonly ColumnChoice[] | undefined;
  readonly where: readonly string[];
  readonly tz: string | undefined;
  readonly raw: boolean;
  readonly details: boolean;
  readonly tags: boolean;
  readonly masks: MaskRequest | undefined;
  /** The text of the file, to resume the export in the same way. */
  readonly fileText: string;
}

/** Combines the options with the column file of `-m`. `keptText`: the text of that file when the resumed run began. */
export async function resolveChoice(choice: ExportChoice, keptText?: string): Promise<ResolvedChoice> {
  const fileText = choice.mapping === undefined ? '' : (keptText ?? (await readText(choice.mapping)));
  const file = choice.mapping === undefined ? undefined : parseYamlSettings(fileText, choice.mapping, columnFileSchema);
  if (file && file.stream !== choice.stream) {
    throw new UsageError(t`${choice.mapping} is for the stream ${file.stream}, not for ${choice.stream}`);
  }
  return {
    columns: columnList(choice.columns) ?? (file && fileColumns(file)),
    where: [...(file ? fileWhere(file) : []), ...(choice.where ?? [])],
    tz: choice.tz ?? file?.tz,
    raw: (choice.raw ?? false) || isOn(file, 'raw'),
    details: (choice.details ?? false) || isOn(file, 'details'),
    tags: (choice.tags ?? false) || isOn(file, 'tags'),
    masks: readMasks(choice.mask),
    fileText,
  };
}

function isOn(file: ColumnFile | undefined, flag: 'raw' | 'details' | 'tags'): boolean {
  return file?.[flag] ?? false;
}

/** Where the last complete export ended, in epoch seconds. Undefined if nothing was exported, or the cursor is in the future. */
async function readCursor(session: Session, stream: Stream, key: string | undefined): Promise<number | undefined> {
  const cursors = session.ledger.exportCursors(session.scope);
  const found = key === undefined ? undefined : await cursors.get(stream.name, key);
  if (key === undefined || found === undefined) return undefined;
  const serverMs = await serverTime(session);
  const aheadSeconds = await cursors.get(stream.name, clockKey(key));
  return startOfChanges({ cursor: found, aheadSeconds }, { nowMs: Date.now(), serverMs });
}

/** Stores where an export ended, and by how much the server's clock was ahead of this machine's. */
export async function saveCursor(
  { ledger, scope, client }: Session,
  stream: Stream,
  key: string,
  cursor: number,
): Promise<void> {
  const cursors = ledger.exportCursors(scope);
  await cursors.set(stream.name, key, cursor);
  const serverMs = client.serverNow();
  if (serverMs !== undefined) await cursors.set(stream.name, clockKey(key), secondsAhead(serverMs, Date.now()));
}

function clockKey(key: string): string {
  return JSON.stringify(['clock', key]);
}

/** The server's time; undefined if it does not answer, which the export itself then reports. */
export async function serverTime({
  client,
  rateLimiter,
  gate,
}: Pick<Session, 'client' | 'rateLimiter' | 'gate'>): Promise<number | undefined> {
  try {
    await gate.ready();
    await rateLimiter.acquire();
    await gate.count();
    await client.call(endpoints.listSources, {});
  } catch {
    // An error response has a date, too.
  }
  return client.serverNow();
}

/** A file that exports write or update. */
export interface MergeTarget {
  readonly path: string;
  /** The digest of its content; undefined if there is no file. */
  readonly digest: string | undefined;
  /** The name of the cursor that belongs to the file with this content; undefined if there is no file. */
  key(filter: string): string | undefined;
}

/**
 * Reads a file to merge into. Its cursor belongs to its path, its content and the columns: a file that is missing, moved,
 * replaced or edited, or that gets other columns, has no cursor, so that everything is exported into it.
 */
export async function readMergeTarget(path: string, shown: readonly unknown[]): Promise<MergeTarget> {
  const digest = await digestOf(path);
  const key = (filter: string) =>
    digest === undefined ? undefined : JSON.stringify(['file', filter, resolve(path), shown, digest]);
  return { path, digest, key };
}

async function digestOf(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    // Reading a pipe would block until something writes to it.
    if (!(await stat(path)).isFile()) return undefined;
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  } catch {
    return undefined;
  }
  return hash.digest('base64url');
}

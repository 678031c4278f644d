import { existsSync } from 'node:fs';
import { endpoints } from '../../api/endpoints/index.ts';
import { type CustomFieldDefinition, SobotError } from '../../api/index.ts';
import type { ValueContext } from '../../change/index.ts';
import { parseTime, TIME_FORMS, type WallClock } from '../../export/index.ts';
import { openTable, openWriter } from '../../files/index.ts';
import { MIRROR_MESSAGES, type Mirror, MirrorError, mirrorExists, openMirror } from '../../mirror/index.ts';
import { systemClock } from '../../resilience/index.ts';
import { t, translated } from '../../words/index.ts';
import { clockOf, requireFormatInName } from '../export/export-choice.ts';
import { confirmReplace } from '../export/export-output.ts';
import { type RunContext, type RunOptions, withContext } from '../run-context.ts';
import { openSession, type Session } from '../session.ts';
import { UsageError } from '../usage-error.ts';
import { DIFF_COLUMNS, type DiffWriter, writeChanges } from './diff-rows.ts';
import { isoTime, tenantMirrorPath } from './refresh-tenant-mirror.ts';

/** The options of `mirrorDiff`. */
export interface MirrorDiffOptions extends RunOptions {
  /** A time, or how long before now: `2025-03-04`, `7d`. */
  readonly since: string;
  /** File to write, one row for each cell that changed: `.xlsx`, `.csv` or `.jsonl`. */
  readonly output?: string | undefined;
  /** Time zone of `since` and of the times in the file. Default: this machine's. */
  readonly tz?: string | undefined;
  /** Replace an existing file. Default: false. */
  readonly replace?: boolean | undefined;
}

/** The summary that `--json` prints: what refreshes have found since a time. Times are ISO, or null. */
export interface MirrorDiffSummary {
  readonly command: 'mirror diff';
  readonly since: string;
  /** Does the history reach back to that time, and is the mirror complete? */
  readonly complete: boolean;
  readonly customers: {
    readonly added: number;
    readonly changed: number;
    /** Null if every customer has not been read since then, which alone shows who has vanished. */
    readonly vanished: number | null;
  };
  readonly cells_changed: number;
  /** When the last complete refresh began, and the last complete reading of every customer. */
  readonly refreshed: string | null;
  readonly full: string | null;
  readonly notices: readonly string[];
  readonly files: { readonly diff?: readonly string[] };
}

/**
 * Tells which customers were added, changed or have vanished since a time, as far as refreshes of the mirror have found. Refresh it
 * before for the latest. Errors: `MirrorError` if there is no mirror, `UsageError`, `FileError`.
 *
 * @example
 * const { customers } = await mirrorDiff({ connection, since: '7d', output: 'diff.xlsx' });
 */
export async function mirrorDiff(options: MirrorDiffOptions): Promise<MirrorDiffSummary> {
  const clock = clockOf(options.tz);
  const time = parseTime(options.since, clock, Date.now());
  if (!time) throw new UsageError(t`--since ${options.since}: ${translated(TIME_FORMS)}`);
  if (options.output !== undefined) requireFormatInName(options.output);
  return withContext(options, async (context) => {
    const path = tenantMirrorPath(context.settings);
    if (!mirrorExists(path)) throw new MirrorError('mirror-missing', MIRROR_MESSAGES['mirror-missing'].text.path(path));
    const mirror = openMirror(path);
    try {
      return await diff(mirror, context, options, { clock, sinceMs: time.start * 1000 });
    } finally {
      mirror.close();
    }
  });
}

interface Since {
  readonly clock: WallClock;
  readonly sinceMs: number;
}

async function diff(
  mirror: Mirror,
  context: RunContext,
  options: MirrorDiffOptions,
  since: Since,
): Promise<MirrorDiffSummary> {
  const { sinceMs, clock } = since;
  const { output } = options;
  const writer = output === undefined ? undefined : await openDiff(output, context, options);
  try {
    const cellsChanged = await writeChanges(mirror.changesSince(sinceMs), writer, clock);
    const written = await writer?.rows.commit();
    const { refreshedAt, fullAt, historySince, complete, reason } = mirror.status();
    const { added, changed, vanished } = mirror.changeCounts(sinceMs);
    const isReached = historySince !== undefined && historySince <= sinceMs;
    const showsVanished = fullAt !== undefined && fullAt >= sinceMs;
    const at = (ms: number) => clock(Math.floor(ms / 1000));
    return {
      command: 'mirror diff',
      since: new Date(sinceMs).toISOString(),
      complete: complete && isReached,
      customers: { added, changed, vanished: showsVanished ? vanished : null },
      cells_changed: cellsChanged,
      refreshed: isoTime(refreshedAt),
      full: isoTime(fullAt),
      notices: [
        ...(reason === undefined
          ? []
          : [t`The mirror is incomplete: ${reason}. To complete it: sobot-etl mirror refresh`]),
        ...(isReached ? [] : [tooYoung(historySince, at)]),
        ...(showsVanished
          ? []
          : [
              t`Who has vanished since then is not known until every customer is read: sobot-etl mirror refresh --full`,
            ]),
        ...(written?.notices ?? []),
      ],
      files: written ? { diff: written.paths } : {},
    };
  } catch (error) {
    await writer?.rows.discard();
    throw error;
  }
}

function tooYoung(historySince: number | undefined, at: (ms: number) => string): string {
  return historySince === undefined
    ? t`The mirror was never read completely, so no changes are known.`
    : t`Changes are known from ${at(historySince)} on: earlier ones are missing.`;
}

async function openDiff(
  output: string,
  { settings, signals, reporter }: RunContext,
  { replace = false }: MirrorDiffOptions,
): Promise<DiffWriter> {
  const session = await openSession(settings, systemClock, Math.random, signals);
  try {
    await confirmReplace(session, [output], { isAgreed: replace || (await isDiff(output)), reporter });
    const values = { definitions: await customFields(session), nameOf: () => undefined };
    return { values, rows: await openWriter(output, { format: requireFormatInName(output), columns: DIFF_COLUMNS }) };
  } finally {
    await session.close();
  }
}

/** The tenant's custom fields as they were last read, or read now. Without them, the file shows their ids. */
async function customFields({ ledger, scope, readList }: Session): Promise<ValueContext['definitions']> {
  const { listCustomerFields } = endpoints;
  let rows: readonly unknown[] | undefined = (await ledger.lookups(scope).get(listCustomerFields.name))?.rows;
  try {
    rows ??= await readList(listCustomerFields);
  } catch (error) {
    // What the mirror knows can be told without the server.
    if (!(error instanceof SobotError)) throw error;
  }
  const definitions = (rows ?? []) as readonly CustomFieldDefinition[];
  return new Map(definitions.map((definition) => [definition.field_id, definition]));
}

/** Has an earlier diff written the file? It has the same columns, and what it says can be written again. */
async function isDiff(path: string): Promise<boolean> {
  if (!existsSync(path)) return false;
  try {
    const table = await openTable(path);
    await table.close();
    return (
      table.header.length === DIFF_COLUMNS.length && DIFF_COLUMNS.every(({ name }, at) => table.header[at] === name)
    );
  } catch {
    return false;
  }
}

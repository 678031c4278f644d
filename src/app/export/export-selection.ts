import type { WallClock } from '../../export/decode/wall-clock.ts';
import { parseTime } from '../../export/decode/wall-clock-time.ts';
import type { Selection } from '../../export/reading/read-stream.ts';
import { filterKey, makeSelection } from '../../export/selecting/select.ts';
import { readWhere, TIME_FORMS } from '../../export/selecting/where.ts';
import type { Stream } from '../../streams/stream.ts';
import type { Session } from '../session.ts';
import { sessionLookups } from '../session-lookups.ts';
import { UsageError } from '../usage-error.ts';
import { readCursor } from './cursor.ts';
import type { MergeTarget } from './master-file.ts';

/** What `--where`, `--since` and `--until` come to. */
export interface SelectedRows {
  readonly selection: Selection;
  /** Names stream and filters, for the watermark. */
  readonly filter: string;
  /** Where `--since last` begins; undefined where it was not asked for, or nothing has been exported before. */
  readonly since: number | undefined;
  /** A complete export moves the watermark: it had all there was, or all since the last one. */
  readonly advancesCursor: boolean;
  readonly isSinceLast: boolean;
}

/** What is asked for, as text, and the time to which it is relative. */
export interface RowQuery {
  readonly where: readonly string[];
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly nowMs: number;
  /** Where `--since last` began when the run was started that is gone on with; that is not asked for again. */
  readonly resumed?: { readonly sinceLast?: number | undefined } | undefined;
  /** The file that is brought up to date, whose own cursor counts. */
  readonly master?: MergeTarget | undefined;
}

/** Checks what is asked for and makes it a selection. Errors: `UsageError`, `ExportError`. */
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
  const filter = filterKey(stream, where);
  const isLast = choice.since === 'last';
  if (isLast && choice.until !== undefined) {
    throw new UsageError(
      '--since last and --until cannot go together: what comes after --until would never be exported',
    );
  }
  if (isLast && !stream.span)
    throw new UsageError(`${stream.name} do not tell when they changed, so --since last means nothing here`);
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
    if (!time) throw new UsageError(`--${flag} ${text}: ${TIME_FORMS}${flag === 'since' ? ', or last' : ''}`);
    return time;
  }
}

import { filtersOf } from '../../streams/filters.ts';
import type { Stream, StreamRow, TimeSpan } from '../../streams/stream.ts';
import type { WallClock } from '../decode/wall-clock.ts';
import { offsetText } from '../decode/wall-clock-time.ts';
import { ExportError } from '../export-error.ts';
import type { Selection } from '../reading/read-stream.ts';
import { parentChain, type Where } from './where.ts';

/** What of a stream is wanted, checked. Times in epoch seconds. */
export interface SelectionOptions {
  readonly where: Where;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly clock: WallClock;
  readonly nowMs: number;
  /** Language in which time zones, languages and countries are named. */
  readonly language: string;
}

/** Where required spans begin that have no other beginning: before the API had any records. */
const FIRST_RECORD_SECONDS = Date.UTC(2014, 0, 1) / 1000;

/** Makes a selection of what is wanted. Throws `ExportError` where the stream cannot be narrowed so, or needs a filter. */
export function makeSelection(stream: Stream, wanted: SelectionOptions): Selection {
  if ((wanted.since !== undefined || wanted.until !== undefined) && !stream.span) {
    throw new ExportError(
      'no-span',
      `${stream.name} cannot be narrowed by time, so --since and --until mean nothing here`,
    );
  }
  return selectionOf(stream, wanted, true);
}

function selectionOf(stream: Stream, wanted: SelectionOptions, isWanted: boolean): Selection {
  const given = wanted.where.get(stream) ?? {};
  const defaults = 'language' in stream.endpoint.request.shape ? { language: wanted.language } : {};
  const { filter, spans } = spansOf(
    stream,
    { ...defaults, ...given },
    isWanted ? wanted : { ...wanted, since: undefined, until: undefined },
  );
  const missing = filtersOf(stream).find(({ name, isRequired }) => isRequired && filter[name] === undefined);
  if (missing) {
    throw new ExportError('required-filter', `${stream.name} needs --where ${missing.name}=…: ${missing.description}`);
  }
  if (!stream.parents) return { stream, filter, spans };
  const { parameter, stream: upper } = stream.parents;
  const { [parameter]: only, ...rest } = filter;
  const parents = selectionOf(upper, wanted, false);
  return { stream, filter: rest, spans, parents: { ...parents, ...(only !== undefined && { only: String(only) }) } };
}

/** The parameters that narrow a list in time: beside its filter where one call takes them, one set a call where it takes several. */
function spansOf(
  { span, name, endpoint }: Stream,
  filter: StreamRow,
  { since, until, nowMs, clock }: SelectionOptions,
): { filter: StreamRow; spans: readonly StreamRow[] } {
  if (!span) return { filter, spans: [{}] };
  const { [span.start]: from, [span.end]: to, ...rest } = filter;
  if ((since !== undefined && from !== undefined) || (until !== undefined && to !== undefined)) {
    throw new ExportError(
      'twice',
      `${name}: --since and --until are the same as --where ${span.start} and ${span.end}; give one of them`,
    );
  }
  if (!span.required) {
    const start = since ?? from;
    const end = until ?? to;
    return {
      filter: {
        ...rest,
        ...(start !== undefined && { [span.start]: start }),
        ...(end !== undefined && { [span.end]: end }),
      },
      spans: [{}],
    };
  }
  if (span.unit === 'seconds') {
    const start = Number(since ?? from ?? FIRST_RECORD_SECONDS);
    return {
      filter: rest,
      spans: [{ [span.start]: start, [span.end]: Number(until ?? to ?? Math.floor(nowMs / 1000)) }],
    };
  }
  const now = Math.floor(nowMs / 1000);
  const last = String(to ?? dayOf(until ?? now, clock));
  const first = String(
    from ?? (since === undefined ? monthsBefore(last, span.required.monthsBack ?? 12) : dayOf(since, clock)),
  );
  if (first > last) throw new ExportError('bad-span', `${name}: ${first} comes after ${last}`);
  const days = daySpans(span, first, last);
  if (!('timezone' in endpoint.request.shape) || rest['timezone'] !== undefined) return { filter: rest, spans: days };
  // The server counts days by the offset that it is told.
  const spans = days.map((each) => ({
    ...each,
    timezone: offsetText(Date.parse(`${each[span.start]}T12:00:00Z`) / 1000, clock),
  }));
  return { filter: rest, spans };
}

/** Spans of days, none longer than a call may take. */
function daySpans(span: TimeSpan, first: string, last: string): StreamRow[] {
  const spans: StreamRow[] = [];
  for (let start = first; start <= last; ) {
    const next = span.maxMonths === undefined ? dayAfter(last) : monthsBefore(start, -span.maxMonths);
    const end = next > last ? last : dayBefore(next);
    spans.push({ [span.start]: start, [span.end]: end });
    start = dayAfter(end);
  }
  return spans;
}

function dayOf(epochSeconds: number, clock: WallClock): string {
  return clock(epochSeconds).slice(0, 10);
}

function dayAfter(day: string): string {
  return dayPlus(day, 1);
}

function dayBefore(day: string): string {
  return dayPlus(day, -1);
}

function dayPlus(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The same day so many months before, or the last of its month where that is shorter. */
function monthsBefore(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const lastDate = new Date(Date.UTC(year, month - months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 - months, Math.min(date, lastDate))).toISOString().slice(0, 10);
}

/** Names a stream and its filters, whatever the order in which they were given: what a watermark belongs to. */
export function filterKey(stream: Stream, where: Where): string {
  const parts = parentChain(stream).map((each) => {
    const entries = Object.entries(where.get(each) ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
    return [each.name, entries];
  });
  return JSON.stringify(parts);
}

import { codeName } from '../api/index.ts';
import { ValueError } from '../mapping/index.ts';
import { type Filter, filtersOf, type Stream, type StreamRow, type TimeSpan } from '../streams/index.ts';
import { ExportError, nameSuggestion } from './export-error.ts';
import { EXPORT_MESSAGES } from './messages.ts';
import type { Selection } from './reading/read-stream.ts';
import { offsetText, parseTime, type WallClock } from './wall-clock.ts';

/** The requested part of a stream, checked. Times in epoch seconds. */
interface SelectionOptions {
  readonly where: Where;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly clock: WallClock;
  readonly nowMs: number;
  /** Language of the names of time zones, languages and countries. */
  readonly language: string;
}

/** The default start of a required span: before the API had any records. */
const FIRST_RECORD_SECONDS = Date.UTC(2014, 0, 1) / 1000;

/** Makes the selection of a request. Errors: `ExportError` if the stream has no such filter, or lacks a required one. */
export function makeSelection(stream: Stream, request: SelectionOptions): Selection {
  if ((request.since !== undefined || request.until !== undefined) && !stream.span) {
    throw new ExportError('no-span', EXPORT_MESSAGES['no-span'].text.error(stream.name));
  }
  return selectionOf(stream, request, true);
}

function selectionOf(stream: Stream, request: SelectionOptions, hasSpan: boolean): Selection {
  const given = request.where.get(stream) ?? {};
  const defaults = 'language' in stream.endpoint.request.shape ? { language: request.language } : {};
  const { filter, spans } = spansOf(
    stream,
    { ...defaults, ...given },
    hasSpan ? request : { ...request, since: undefined, until: undefined },
  );
  const missing = filtersOf(stream).find(({ name, isRequired }) => isRequired && filter[name] === undefined);
  if (missing) {
    const { text } = EXPORT_MESSAGES['required-filter'];
    throw new ExportError('required-filter', text.error(stream.name, missing.name, missing.description));
  }
  if (!stream.parents) return { stream, filter, spans };
  const { parameter, stream: parent } = stream.parents;
  const { [parameter]: only, ...rest } = filter;
  const parents = selectionOf(parent, request, false);
  return { stream, filter: rest, spans, parents: { ...parents, ...(only !== undefined && { only: String(only) }) } };
}

/** The parameters that filter a list by time: part of its filter if one call takes them, else one set per call. */
function spansOf(
  { span, name, endpoint }: Stream,
  filter: StreamRow,
  { since, until, nowMs, clock }: SelectionOptions,
): { filter: StreamRow; spans: readonly StreamRow[] } {
  if (!span) return { filter, spans: [{}] };
  const { [span.start]: from, [span.end]: to, ...rest } = filter;
  if ((since !== undefined && from !== undefined) || (until !== undefined && to !== undefined)) {
    throw new ExportError('twice', EXPORT_MESSAGES.twice.text.span(name, span.start, span.end));
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
  if (first > last) throw new ExportError('bad-span', EXPORT_MESSAGES['bad-span'].text.error(name, first, last));
  const days = daySpans(span, first, last);
  if (!('timezone' in endpoint.request.shape) || rest['timezone'] !== undefined) return { filter: rest, spans: days };
  // The server counts days by the offset in the request.
  const spans = days.map((each) => ({
    ...each,
    timezone: offsetText(Date.parse(`${each[span.start]}T12:00:00Z`) / 1000, clock),
  }));
  return { filter: rest, spans };
}

/** Spans of days, none longer than one call allows. */
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

/** The same day so many months before, or the last day of that month if it is shorter. */
function monthsBefore(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const lastDate = new Date(Date.UTC(year, month - months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 - months, Math.min(date, lastDate))).toISOString().slice(0, 10);
}

/** Identifies a stream and its filters, in whatever order they were given: each has its own cursor. */
export function filterKey(stream: Stream, where: Where): string {
  const parts = streamWithParents(stream).map((each) => {
    const entries = Object.entries(where.get(each) ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
    return [each.name, entries];
  });
  return JSON.stringify(parts);
}

/** Returns the id of a name by one of the lookups. */
type FindId = (lookup: string, name: string) => Promise<{ readonly id: string } | ValueError>;

interface WhereContext {
  readonly clock: WallClock;
  readonly nowMs: number;
  readonly findId: FindId;
}

/** Parameters for a stream's list and, separately, for the lists of its parent streams. */
type Where = ReadonlyMap<Stream, Readonly<Record<string, unknown>>>;

/** Reads `name=value` conditions: checks names and values, and replaces names of records by ids. Errors: `ExportError`. */
export async function readWhere(stream: Stream, conditions: readonly string[], context: WhereContext): Promise<Where> {
  const where = new Map<Stream, Record<string, unknown>>();
  for (const condition of conditions) {
    const [, name, value] = /^\s*([^=\s]+)\s*=(.*)$/s.exec(condition) ?? [];
    if (name === undefined || value === undefined) {
      throw new ExportError('bad-where', EXPORT_MESSAGES['bad-where'].text.error(condition, exampleOf(stream)));
    }
    if (value.trim() === '') throw new ExportError('blank', EXPORT_MESSAGES.blank.text.error(name));
    for (const [parameter, given] of parametersOf(stream, name, value.trim())) {
      const { owner, filter } = findFilter(stream, parameter);
      const filters = where.get(owner) ?? {};
      if (Object.hasOwn(filters, filter.name) && filter.kind !== 'list') {
        const { text } = EXPORT_MESSAGES.twice;
        throw new ExportError('twice', parameter === name ? text.filter(name) : text.search(name, parameter));
      }
      const read = await readValue(filter, given, context);
      filters[filter.name] =
        filter.kind === 'list' ? [...((filters[filter.name] as unknown[]) ?? []), ...(read as unknown[])] : read;
      where.set(owner, filters);
    }
  }
  return where;
}

/** The parameters that a filter word stands for: `email=a@b.c` means `search_type=email` and `search_value=a@b.c`. */
function parametersOf(stream: Stream, name: string, value: string): (readonly [parameter: string, value: string])[] {
  const isParameter = streamWithParents(stream).some((owner) =>
    filtersOf(owner).some((filter) => filter.name === name),
  );
  const word = name.toLowerCase();
  const words = streamWithParents(stream).flatMap(({ filterWords = {} }) =>
    Object.hasOwn(filterWords, word) ? (filterWords[word] ?? []) : [],
  );
  if (isParameter || words.length === 0) return [[name, value]];
  return words.map((each) => {
    const [parameter = '', fixed] = each.split('=');
    return [parameter, fixed ?? value] as const;
  });
}

/** A stream, its parent stream, and so on. */
function streamWithParents(stream: Stream): Stream[] {
  return stream.parents ? [stream, ...streamWithParents(stream.parents.stream)] : [stream];
}

function findFilter(stream: Stream, name: string): { owner: Stream; filter: Filter } {
  const known = streamWithParents(stream).flatMap((owner) => filtersOf(owner).map((filter) => ({ owner, filter })));
  const found =
    known.find(({ filter }) => filter.name === name) ??
    known.find(({ filter }) => filter.name.toLowerCase() === name.toLowerCase());
  if (found) return found;
  const words = streamWithParents(stream).flatMap(({ filterWords = {} }) => Object.keys(filterWords));
  const names = [...new Set([...known.map(({ filter }) => filter.name), ...words])];
  const { text } = EXPORT_MESSAGES['unknown-filter'];
  const suggestion = names.length > 0 ? nameSuggestion(name, names) : text.noFilters();
  throw new ExportError('unknown-filter', text.error(stream.name, name, suggestion));
}

async function readValue(filter: Filter, value: string, context: WhereContext): Promise<unknown> {
  if (value === '') throw new ExportError('blank', EXPORT_MESSAGES.blank.text.error(filter.name));
  if (filter.kind === 'list') {
    const parts = value.split(',').map((part) => part.trim());
    return Promise.all(parts.filter((part) => part !== '').map((part) => findByName(filter, part, context)));
  }
  const read = filter.kind === 'code' ? codeOf(filter, value) : await findByName(filter, value, context);
  const checked = filter.schema.safeParse(read);
  if (checked.success) return read;
  const problem = checked.error.issues[0]?.message ?? '';
  const { text } = EXPORT_MESSAGES['bad-value'];
  throw new ExportError('bad-value', text.error(filter.name, value, problem, filter.description));
}

function codeOf({ name, codes = {} }: Filter, value: string): string | number {
  const word = codeName(codes, value) ?? Object.keys(codes).find((each) => each === value.toLowerCase());
  const code = word === undefined ? undefined : codes[word];
  if (code !== undefined) return code;
  const allowed = Object.entries(codes).map(([each, of]) => `${each} (${of})`);
  throw new ExportError('unknown-value', EXPORT_MESSAGES['unknown-value'].text.code(name, value, allowed));
}

async function findByName(filter: Filter, value: string, { clock, nowMs, findId }: WhereContext): Promise<unknown> {
  if (filter.kind === 'time') {
    const time = parseTime(value, clock, nowMs);
    if (!time) throw new ExportError('bad-time', EXPORT_MESSAGES['bad-time'].text.error(filter.name, value));
    return /_end_|^end_/.test(filter.name) ? time.end : time.start;
  }
  if (!filter.lookup) return value;
  const found = await findId(filter.lookup, value);
  if (!(found instanceof ValueError)) return found.id;
  // Tags of WeCom are in no list, so their ids are used unchecked.
  if (filter.lookup === 'tag' && found.code === 'not-found' && /^[\w-]{20,}$/.test(value)) return value;
  const { text } = EXPORT_MESSAGES['unknown-value'];
  throw new ExportError('unknown-value', text.name(filter.name, value, found.predicate));
}

function exampleOf(stream: Stream): string {
  const filter = streamWithParents(stream).flatMap(filtersOf)[0];
  return `--where ${filter?.name ?? 'name'}=…`;
}

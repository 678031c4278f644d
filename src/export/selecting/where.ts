import { codeName } from '../../api/codes/code-table.ts';
import { ValueError } from '../../mapping/refusal.ts';
import { type Filter, filtersOf } from '../../streams/filters.ts';
import type { Stream } from '../../streams/stream.ts';
import type { WallClock } from '../decode/wall-clock.ts';
import { parseTime } from '../decode/wall-clock-time.ts';
import { ExportError } from '../export-error.ts';
import { nameSuggestion } from '../suggestion.ts';

/** Finds the id of a name by one of the lookups. */
export type FindId = (lookup: string, name: string) => Promise<{ readonly id: string } | ValueError>;

export interface WhereContext {
  readonly clock: WallClock;
  readonly nowMs: number;
  readonly findId: FindId;
}

/** Parameters for a stream's list and, apart, for the lists of the streams that it hangs on. */
export type Where = ReadonlyMap<Stream, Readonly<Record<string, unknown>>>;

/** Reads `name=value` conditions: names and values are checked, names of things become ids. Throws `ExportError`. */
export async function readWhere(stream: Stream, conditions: readonly string[], context: WhereContext): Promise<Where> {
  const where = new Map<Stream, Record<string, unknown>>();
  for (const condition of conditions) {
    const [, name, value] = /^\s*([^=\s]+)\s*=(.*)$/s.exec(condition) ?? [];
    if (name === undefined || value === undefined) {
      throw new ExportError(
        'bad-where',
        `--where ${condition} is not of the form name=value, such as ${exampleOf(stream)}`,
      );
    }
    if (value.trim() === '') throw new ExportError('blank', `--where ${name}= has no value`);
    for (const [parameter, given] of parametersOf(stream, name, value.trim())) {
      const { owner, filter } = findFilter(stream, parameter);
      const filters = where.get(owner) ?? {};
      if (Object.hasOwn(filters, filter.name) && filter.kind !== 'list') {
        throw new ExportError(
          'twice',
          parameter === name
            ? `--where ${name} is given twice; the list takes one value`
            : `--where ${name}: the list searches for one thing at a time, and ${parameter} is given already`,
        );
      }
      const read = await readValue(filter, given, context);
      filters[filter.name] =
        filter.kind === 'list' ? [...((filters[filter.name] as unknown[]) ?? []), ...(read as unknown[])] : read;
      where.set(owner, filters);
    }
  }
  return where;
}

/** A condition in people's words as the parameters that it stands for: `email=a@b.c` is `search_type=email` and `search_value=a@b.c`. */
function parametersOf(stream: Stream, name: string, value: string): (readonly [parameter: string, value: string])[] {
  const isParameter = parentChain(stream).some((owner) => filtersOf(owner).some((filter) => filter.name === name));
  const word = name.toLowerCase();
  const words = parentChain(stream).flatMap(({ filterWords = {} }) =>
    Object.hasOwn(filterWords, word) ? (filterWords[word] ?? []) : [],
  );
  if (isParameter || words.length === 0) return [[name, value]];
  return words.map((each) => {
    const [parameter = '', fixed] = each.split('=');
    return [parameter, fixed ?? value] as const;
  });
}

/** The streams that a stream hangs on, itself first. */
export function parentChain(stream: Stream): Stream[] {
  return stream.parents ? [stream, ...parentChain(stream.parents.stream)] : [stream];
}

function findFilter(stream: Stream, name: string): { owner: Stream; filter: Filter } {
  const known = parentChain(stream).flatMap((owner) => filtersOf(owner).map((filter) => ({ owner, filter })));
  const found =
    known.find(({ filter }) => filter.name === name) ??
    known.find(({ filter }) => filter.name.toLowerCase() === name.toLowerCase());
  if (found) return found;
  const words = parentChain(stream).flatMap(({ filterWords = {} }) => Object.keys(filterWords));
  const names = [...new Set([...known.map(({ filter }) => filter.name), ...words])];
  const advice = names.length > 0 ? nameSuggestion(name, names) : ' It has no filters.';
  throw new ExportError('unknown-filter', `${stream.name} cannot be filtered by "${name}".${advice}`);
}

async function readValue(filter: Filter, value: string, context: WhereContext): Promise<unknown> {
  if (value === '') throw new ExportError('blank', `--where ${filter.name}= has no value`);
  if (filter.kind === 'list') {
    const parts = value.split(',').map((part) => part.trim());
    return Promise.all(parts.filter((part) => part !== '').map((part) => findByName(filter, part, context)));
  }
  const read = filter.kind === 'code' ? codeOf(filter, value) : await findByName(filter, value, context);
  const checked = filter.schema.safeParse(read);
  if (checked.success) return read;
  throw new ExportError(
    'bad-value',
    `--where ${filter.name}=${value}: ${checked.error.issues[0]?.message}. ${filter.description}`,
  );
}

function codeOf({ name, codes = {} }: Filter, value: string): string | number {
  const word = codeName(codes, value) ?? Object.keys(codes).find((each) => each === value.toLowerCase());
  const code = word === undefined ? undefined : codes[word];
  if (code !== undefined) return code;
  const allowed = Object.entries(codes).map(([each, of]) => `${each} (${of})`);
  throw new ExportError('unknown-value', `--where ${name}=${value}: "${value}" is none of ${allowed.join(', ')}.`);
}

async function findByName(filter: Filter, value: string, { clock, nowMs, findId }: WhereContext): Promise<unknown> {
  if (filter.kind === 'time') {
    const time = parseTime(value, clock, nowMs);
    if (!time) throw new ExportError('bad-time', `--where ${filter.name}=${value}: ${TIME_FORMS}`);
    return /_end_|^end_/.test(filter.name) ? time.end : time.start;
  }
  if (!filter.lookup) return value;
  const found = await findId(filter.lookup, value);
  if (!(found instanceof ValueError)) return found.id;
  // Tags of WeCom are in no list; their ids are taken as they are.
  if (filter.lookup === 'tag' && found.code === 'not-found' && /^[\w-]{20,}$/.test(value)) return value;
  throw new ExportError('unknown-value', `--where ${filter.name}=${value}: "${value}" ${found.predicate}`);
}

/** What a time may be written as. */
export const TIME_FORMS =
  'write a time as 2025-03-04, 2025-03-04T10:20, epoch seconds, or a span before now such as 7d or 12h';

function exampleOf(stream: Stream): string {
  const filter = parentChain(stream).flatMap(filtersOf)[0];
  return `--where ${filter?.name ?? 'name'}=…`;
}

import { type Filter, filtersOf } from './filters.ts';
import type { Stream, StreamMember } from './stream.ts';

/** The description of a stream, for programs and people. */
export interface StreamDescription {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** The call of the API that reads it. */
  readonly endpoint: string;
  readonly columns: readonly {
    readonly name: string;
    readonly kind: StreamMember['kind'];
    readonly words?: readonly string[];
    /** Present only with this flag. */
    readonly with?: '--details' | '--tags';
  }[];
  readonly filters: readonly {
    readonly name: string;
    readonly description: string;
    readonly required: boolean;
    readonly values?: Readonly<Record<string, string | number>>;
    /** The lookup whose names are accepted instead of ids. */
    readonly named?: string;
    /** The parent stream to which the filter belongs. */
    readonly of?: string;
  }[];
  /** Filter words, each with the parameters that it stands for. */
  readonly filter_words?: Readonly<Record<string, string>>;
  /** The columns that `--mask personal` masks, each with its method, besides custom fields and undocumented members. */
  readonly personal?: Readonly<Record<string, string>>;
  /** The member or parameter that `--since` and `--until` compare. */
  readonly since?: string;
  readonly hasCustomFields: boolean;
}

/** Derives the description of a stream from its definition. */
export function describeStream(stream: Stream): StreamDescription {
  const { name, title, summary, endpoint, members, details, tags, custom, span, personal } = stream;
  const since = span?.member ?? span?.start;
  return {
    name,
    title,
    summary,
    endpoint: endpoint.name,
    columns: [
      ...members.filter((member) => member.name !== custom?.member).map(columnOf),
      ...(details?.members ?? []).map((member) => ({ ...columnOf(member), with: '--details' as const })),
      ...(tags ? [{ name: 'tags', kind: 'text' as const, with: '--tags' as const }] : []),
    ],
    filters: filtersIn(stream),
    ...(stream.filterWords && { filter_words: wordsOf(stream.filterWords) }),
    ...(personal && { personal }),
    ...(since !== undefined && { since }),
    hasCustomFields: custom !== undefined,
  };
}

function wordsOf(words: NonNullable<Stream['filterWords']>): Record<string, string> {
  return Object.fromEntries(Object.entries(words).map(([word, parameters]) => [word, parameters.join(' and ')]));
}

function columnOf({ name, kind, codes }: StreamMember) {
  const words = codes?.[''] && Object.keys(codes['']);
  return { name, kind: words ? ('text' as const) : kind, ...(words && { words }) };
}

function filtersIn(stream: Stream, of?: string): StreamDescription['filters'] {
  const own = filtersOf(stream).map((filter) => ({ ...described(filter), ...(of !== undefined && { of }) }));
  const parentFilters = stream.parents ? filtersIn(stream.parents.stream, stream.parents.stream.name) : [];
  return [...own, ...parentFilters.filter(({ name }) => !own.some((filter) => filter.name === name))];
}

function described({ name, description, isRequired, codes, lookup }: Filter) {
  return { name, description, required: isRequired, ...(codes && { values: codes }), ...(lookup && { named: lookup }) };
}

import { z } from 'zod';
import { codeTableOf, type Endpoint } from '../../api/index.ts';
import type { Stream, StreamRow } from '../../streams/index.ts';

/** What a parameter takes, as far as a probe must know it. */
export type ParameterKind = 'code' | 'whole-number' | 'date' | 'list' | 'text';

/** Parameters of paged lists, which `pageInput` sets. */
export const PAGE_PARAMETERS: readonly string[] = ['page_no', 'page_size'];

const DAY_SECONDS = 86_400;
/** How far back spans begin that a call must have: some calls take no more than a month. */
const SPAN_DAYS = 28;
/** Records that are tried until one has rows, and records that one call of a batch names. */
const MAX_RECORDS = 3;

/** The parameters of a call with their schemas. */
export function parametersOf({ request }: Endpoint): [name: string, schema: z.ZodType][] {
  return Object.entries(request.shape as Record<string, z.ZodType>);
}

export function isRequired(schema: z.ZodType): boolean {
  return !(schema instanceof z.ZodOptional);
}

export function parameterKind(schema: z.ZodType): ParameterKind {
  if (codeTableOf(schema)) return 'code';
  const bare = schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema;
  const json = z.toJSONSchema(bare, { io: 'input', unrepresentable: 'any' });
  const type = json.type ?? (json.anyOf?.[0] as { type?: string } | undefined)?.type;
  if (type === 'integer' || type === 'number') return 'whole-number';
  if (type === 'array') return 'list';
  return json.format === 'date' ? 'date' : 'text';
}

/** The records that lists gave, from which other calls take their ids. */
export class KnownRecords {
  readonly #streams: readonly Stream[];
  readonly #rows = new Map<string, readonly StreamRow[]>();

  constructor(streams: Iterable<Stream>) {
    this.#streams = [...streams];
  }

  /** Keeps the rows of a list. `answer`: as its schema parses it; undefined if it cannot. */
  add(endpoint: Endpoint, rows: readonly StreamRow[], answer: unknown): void {
    const stream = this.streamOf(endpoint);
    this.#rows.set(endpoint.name, answer !== undefined && stream?.rows ? stream.rows(answer) : rows);
  }

  /** The stream that is exported with the call. */
  streamOf(endpoint: Endpoint): Stream | undefined {
    return this.#streams.find((stream) => stream.endpoint.name === endpoint.name);
  }

  /** The streams that need the call: as their list, for details or tags, or for their parents. */
  usersOf(endpoint: Endpoint): Stream[] {
    const uses = ({ endpoint: own, details, tags }: Stream) => [own, details?.endpoint, tags?.endpoint];
    return this.#streams.filter((stream) => uses(stream).some((each) => each?.name === endpoint.name));
  }

  /** Values for a parameter that names records: those of the parent stream, else members of the same name. */
  valuesFor(endpoint: Endpoint, parameter: string): readonly unknown[] | 'not-read-yet' {
    const parents = this.streamOf(endpoint)?.parents;
    const [list, member] =
      parents?.parameter === parameter
        ? [parents.stream.endpoint, parents.member]
        : this.#detailed(endpoint, parameter);
    if (list !== undefined) {
      const rows = this.#rows.get(list.name);
      return rows ? valuesOf(rows, member) : 'not-read-yet';
    }
    const found = [...this.#rows.values()].flatMap((rows) => valuesOf(rows, parameter));
    return found.length > 0 ? found.slice(0, MAX_RECORDS) : 'not-read-yet';
  }

  /** The list of a stream whose details the call gives, if the parameter is its id. */
  #detailed(endpoint: Endpoint, parameter: string): readonly [Endpoint | undefined, string] {
    const stream = this.#streams.find(({ details }) => details?.endpoint.name === endpoint.name);
    const [id = ''] = stream?.id ?? [];
    return [id === parameter ? stream?.endpoint : undefined, id];
  }
}

function valuesOf(rows: readonly StreamRow[], member: string): unknown[] {
  const values = rows
    .map((row) => row[member])
    .filter((value) => value !== undefined && value !== null && value !== '');
  return [...new Set(values)].slice(0, MAX_RECORDS);
}

/** Sets of parameters to ask with, the best first; or the parameter for which there is no record. */
export type CallInputs =
  | { readonly is: 'ready'; readonly inputs: readonly Readonly<Record<string, unknown>>[] }
  | { readonly is: 'no-record' | 'not-read-yet'; readonly parameter: string };

/** The parameters that a call must have, from the table of endpoints and from records that are known. */
export function callInputs(
  endpoint: Endpoint,
  records: KnownRecords,
  { nowSeconds, language }: { readonly nowSeconds: number; readonly language: string },
): CallInputs {
  let inputs: Record<string, unknown>[] = [{}];
  for (const [name, schema] of parametersOf(endpoint)) {
    if (!isRequired(schema) || PAGE_PARAMETERS.includes(name)) continue;
    const kind = parameterKind(schema);
    const fixed = fixedValue(name, kind, schema, { nowSeconds, language });
    if (fixed !== undefined) {
      inputs = inputs.map((input) => ({ ...input, [name]: fixed }));
      continue;
    }
    const values = records.valuesFor(endpoint, name);
    if (values === 'not-read-yet') return { is: values, parameter: name };
    if (values.length === 0) return { is: 'no-record', parameter: name };
    const texts = values.map(String);
    const choices: readonly unknown[] = kind === 'list' ? [texts] : texts;
    inputs = choices.slice(0, MAX_RECORDS).flatMap((choice) => inputs.map((input) => ({ ...input, [name]: choice })));
  }
  return { is: 'ready', inputs };
}

/** A value that needs no record: a code, or the border of a span that ends now. */
function fixedValue(
  name: string,
  kind: ParameterKind,
  schema: z.ZodType,
  { nowSeconds, language }: { readonly nowSeconds: number; readonly language: string },
): unknown {
  if (kind === 'code') {
    const codes = Object.values(codeTableOf(schema) ?? {});
    return codes.includes(language) ? language : codes[0];
  }
  const seconds = /start|from|begin/.test(name) ? nowSeconds - SPAN_DAYS * DAY_SECONDS : nowSeconds;
  if (kind === 'whole-number') return seconds;
  return kind === 'date' ? new Date(seconds * 1000).toISOString().slice(0, 10) : undefined;
}

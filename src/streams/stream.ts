import { z } from 'zod';
import { ANSWER_CODES, type CodeTable, type Endpoint, optionalInteger, wireInteger } from '../api/index.ts';
import type { MaskMethod } from './mask-methods.ts';

/** A row as the API sent it. */
export type StreamRow = Readonly<Record<string, unknown>>;

/** The type of a member of a row. `time`: epoch seconds or milliseconds, distinguished by magnitude. `json`: a list or an object. */
type MemberKind = 'text' | 'number' | 'time' | 'date' | 'json';

/** One member of a stream's rows, which becomes a column under its wire name. */
export interface StreamMember {
  readonly name: string;
  readonly kind: MemberKind;
  /** Its codes by their names, if it has any; `a.b` is the member `b` of the entries of the list `a`. */
  readonly codes?: Readonly<Record<string, CodeTable>>;
  /** A list of the tenant that names its values. */
  readonly names?: NameList;
  /** The stream adds it: the list's rows do not have it. */
  readonly isAdded?: true;
}

/** A list in which one member has a value and another its name. */
interface NameList {
  readonly list: Endpoint;
  readonly value: string;
  readonly label: string;
}

/** The parent stream: a stream is read once for each of its rows, or for each batch of them. */
interface Parents {
  readonly stream: Stream;
  /** The parameter that selects the rows of one parent. */
  readonly parameter: string;
  /** The member of the parent's row that goes into it. */
  readonly member: string;
  /** How many parents one call takes, as a list. */
  readonly batch?: number;
  /** Members of the parent's row that are added to its children, by their names in the children. */
  readonly adds?: Readonly<Record<string, string>>;
}

/** Parameters that filter a list by a span of time. */
export interface TimeSpan {
  readonly start: string;
  readonly end: string;
  /** `seconds` of the epoch, or days: `2025-03-04`. */
  readonly unit: 'seconds' | 'days';
  /** The member that is compared, if rows have it; `--since last` remembers its highest value. */
  readonly member?: string;
  /** The call needs both. `monthsBack`: how far back the span begins by default; without it, at the beginning of all records. */
  readonly required?: { readonly monthsBack?: number };
  /** The longest span of one call; longer spans are split. */
  readonly maxMonths?: number;
}

/** A list that can be exported. To add one, declare it in the file of its subject. */
export interface Stream {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** The list that returns the rows. */
  readonly endpoint: Endpoint;
  /** The members that identify a row. */
  readonly id: readonly string[];
  /** Members that the stream adds, then those of the answer's schema in its order. */
  readonly members: readonly StreamMember[];
  /** The member that holds custom fields as a JSON text, and the endpoint that lists their definitions. */
  readonly custom?: { readonly member: string; readonly list: Endpoint };
  readonly parents?: Parents;
  /** An immutable time of a row, in seconds, by which a long list is split into partitions. */
  readonly partitionBy?: { readonly member: string; readonly start: string; readonly end: string };
  /** The parameters that `--since` and `--until` set. */
  readonly span?: TimeSpan;
  /** Parameters that accept names, and the lookup that finds their ids. */
  readonly lookups?: Readonly<Record<string, string>>;
  /** Filter words for `--where`, and the parameters that each stands for; a parameter without a value takes the given one. */
  readonly filterWords?: Readonly<Record<string, readonly string[]>>;
  /** The call that returns the details of one row by its id, and the members that only it returns. */
  readonly details?: { readonly endpoint: Endpoint; readonly members: readonly StreamMember[] };
  /** The call that returns the tags of a batch of rows. */
  readonly tags?: { readonly endpoint: Endpoint; readonly batch: number };
  /** The members that tell who somebody is or how to reach them, and how `--mask personal` masks each. */
  readonly personal?: Readonly<Record<string, MaskMethod>>;
  /** Extracts the rows of an answer, if they are not simply its list. */
  rows?(answer: unknown): readonly StreamRow[];
}

/** The declaration of a stream; its members are derived from the endpoint's answer and from the tables of codes. */
interface StreamDeclaration extends Omit<Stream, 'members' | 'details'>, MemberFacts {
  /** Members that the stream adds to the rows, before all others. */
  readonly added?: readonly string[];
  /** Members of the answer that `rows` replaces by others. */
  readonly without?: readonly string[];
  readonly details?: Endpoint;
}

/** Facts about members that the schema does not contain. */
interface MemberFacts {
  /** Members that hold a point in time, or a day. */
  readonly times?: readonly string[];
  readonly dates?: readonly string[];
  /** Members whose values are named in a list of the tenant. */
  readonly names?: Readonly<Record<string, NameList>>;
}

/** Declares a stream. */
export function defineStream<const Name extends string>(
  declaration: StreamDeclaration & { readonly name: Name },
): Stream & { readonly name: Name } {
  const { times = [], dates = [], names = {}, added = [], without = [], details, ...stream } = declaration;
  const facts = { times, dates, names };
  const hidden = [...without, ...added];
  const own = membersOf(stream.endpoint, facts).filter(({ name }) => !hidden.includes(name));
  const extra = added.map((name): StreamMember => ({ name, kind: kindOf(name, facts) ?? 'text', isAdded: true }));
  const members = [...extra, ...own];
  if (!details) return { ...stream, members };
  const known = new Set(members.map(({ name }) => name));
  const more = membersOf(details, facts).filter(({ name }) => !known.has(name));
  return { ...stream, members, details: { endpoint: details, members: more } };
}

function membersOf(endpoint: Endpoint, facts: Required<MemberFacts>): StreamMember[] {
  const codes = ANSWER_CODES[endpoint.name] ?? {};
  return Object.entries(rowMembers(endpoint.answer)).map(([name, schema]): StreamMember => {
    const tables = codesOf(codes, name);
    const list = facts.names[name];
    return {
      name,
      kind: kindOf(name, facts) ?? schemaKind(schema),
      ...(tables && { codes: tables }),
      ...(list && { names: list }),
    };
  });
}

function kindOf(name: string, { times, dates }: Required<MemberFacts>): MemberKind | undefined {
  if (times.includes(name)) return 'time';
  return dates.includes(name) ? 'date' : undefined;
}

/** The code tables of a member, its own under the empty name. */
function codesOf(
  codes: Readonly<Record<string, CodeTable>>,
  name: string,
): Readonly<Record<string, CodeTable>> | undefined {
  const found = Object.entries(codes).flatMap(([path, table]): [string, CodeTable][] => {
    if (path === name) return [['', table]];
    return path.startsWith(`${name}.`) ? [[path.slice(name.length + 1), table]] : [];
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

/** The members of an answer's rows with their schemas, in the order of the schema. */
function rowMembers(answer: z.ZodType): Readonly<Record<string, z.ZodType>> {
  const shape = answer instanceof z.ZodObject ? (answer.shape as Record<string, z.ZodType>) : {};
  const rows = unwrap(shape['items'] ?? shape['item']);
  const row = rows instanceof z.ZodArray ? unwrap(rows.element as z.ZodType) : rows;
  return row instanceof z.ZodObject ? (row.shape as Record<string, z.ZodType>) : {};
}

/** Unwraps a schema that is optional, nullable, lazy or preprocessed. */
function unwrap(schema: z.ZodType | undefined): z.ZodType | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodLazy) {
    return unwrap(schema.unwrap() as z.ZodType);
  }
  return schema instanceof z.ZodPipe ? unwrap(schema.out as z.ZodType) : schema;
}

/** Does the schema stand for a whole number, a text, or a list or object? */
function schemaKind(schema: z.ZodType): 'text' | 'number' | 'json' {
  if (schema === optionalInteger || schema === wireInteger) return 'number';
  const bare = unwrap(schema);
  return bare instanceof z.ZodArray || bare instanceof z.ZodObject || bare instanceof z.ZodUnknown ? 'json' : 'text';
}

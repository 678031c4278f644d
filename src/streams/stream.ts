import { z } from 'zod';
import { ANSWER_CODES, type CodeTable, type Endpoint, optionalInteger, wireInteger } from '../api/index.ts';

/** A row as the API sent it. */
export type StreamRow = Readonly<Record<string, unknown>>;

/** What a member of a row holds. `time`: epoch seconds or milliseconds, told apart by magnitude. `json`: a list or an object. */
type MemberKind = 'text' | 'number' | 'time' | 'date' | 'json';

/** One member of a stream's rows, which becomes a column under its wire name. */
export interface StreamMember {
  readonly name: string;
  readonly kind: MemberKind;
  /** Its codes by their names, where it has any; `a.b` is the member `b` of the entries of the list `a`. */
  readonly codes?: Readonly<Record<string, CodeTable>>;
  /** A list of the tenant that says what its values are called. */
  readonly names?: NameList;
  /** Not in the list's rows: the stream adds it. */
  readonly isAdded?: true;
}

/** A list in which a value is found by one member and its name by another. */
interface NameList {
  readonly list: Endpoint;
  readonly value: string;
  readonly label: string;
}

/** A stream that is read once for each row (or each so many rows) of another. */
interface Parents {
  readonly stream: Stream;
  /** The parameter that says whose rows to give. */
  readonly parameter: string;
  /** The member of the parent's row that goes into it. */
  readonly member: string;
  /** So many parents go into one call, as a list. */
  readonly batch?: number;
  /** Members of the parent's row that its children get, by the names they get there. */
  readonly adds?: Readonly<Record<string, string>>;
}

/** Parameters that narrow a list to what happened in a span of time. */
export interface TimeSpan {
  readonly start: string;
  readonly end: string;
  /** `seconds` of the epoch, or days: `2025-03-04`. */
  readonly unit: 'seconds' | 'days';
  /** The member that is compared, where rows tell it; `--since last` remembers its highest value. */
  readonly member?: string;
  /** The call needs both. `monthsBack`: where it begins unless told otherwise; since the beginning where it is not given. */
  readonly required?: { readonly monthsBack?: number };
  /** The longest span of one call; longer ones are split. */
  readonly maxMonths?: number;
}

/** Something that can be exported. To add one, declare it in the file of its area. */
export interface Stream {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** The list that the rows come from. */
  readonly endpoint: Endpoint;
  /** The members that tell one row from another. */
  readonly id: readonly string[];
  /** Members in the order of the answer's schema, those that the stream adds first. */
  readonly members: readonly StreamMember[];
  /** The member that holds custom fields as a JSON text, and the endpoint that lists what they are. */
  readonly custom?: { readonly member: string; readonly list: Endpoint };
  readonly parents?: Parents;
  /** A time that a row never changes, by which a long list is cut into partitions. In seconds. */
  readonly partitionBy?: { readonly member: string; readonly start: string; readonly end: string };
  /** What `--since` and `--until` narrow. */
  readonly span?: TimeSpan;
  /** Parameters that are names of things, and the lookup that finds their ids. */
  readonly lookups?: Readonly<Record<string, string>>;
  /** Words of people for `--where`, and the parameters that each stands for; the last without a value takes what is given. */
  readonly filterWords?: Readonly<Record<string, readonly string[]>>;
  /** The call that tells more about one row, found by its id, and the members that only it has. */
  readonly details?: { readonly endpoint: Endpoint; readonly members: readonly StreamMember[] };
  /** The call that tells the tags of so many rows at once. */
  readonly tags?: { readonly endpoint: Endpoint; readonly batch: number };
  /** The rows of an answer, where they are not simply its list. */
  rows?(answer: unknown): readonly StreamRow[];
}

/** What a stream's file says; its members come from the endpoint's answer and from the tables of codes. */
interface StreamDeclaration extends Omit<Stream, 'members' | 'details'>, MemberFacts {
  /** Members that the rows do not have and the stream adds, before all others. */
  readonly added?: readonly string[];
  /** Members of the answer that rows do not have, because `rows` takes it apart. */
  readonly without?: readonly string[];
  readonly details?: Endpoint;
}

/** What the schema does not tell of members. */
interface MemberFacts {
  /** Those that hold a point in time, or a day. */
  readonly times?: readonly string[];
  readonly dates?: readonly string[];
  /** Those whose values are named in a list of the tenant. */
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

/** The members of an answer's rows, with their schemas, in the order in which the schema has them. */
function rowMembers(answer: z.ZodType): Readonly<Record<string, z.ZodType>> {
  const shape = answer instanceof z.ZodObject ? (answer.shape as Record<string, z.ZodType>) : {};
  const rows = unwrap(shape['items'] ?? shape['item']);
  const row = rows instanceof z.ZodArray ? unwrap(rows.element as z.ZodType) : rows;
  return row instanceof z.ZodObject ? (row.shape as Record<string, z.ZodType>) : {};
}

/** Takes off what wraps a schema: optional, nullable, lazy, preprocessed. */
function unwrap(schema: z.ZodType | undefined): z.ZodType | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodLazy) {
    return unwrap(schema.unwrap() as z.ZodType);
  }
  return schema instanceof z.ZodPipe ? unwrap(schema.out as z.ZodType) : schema;
}

/** Is it a whole number, a text, or something with members of its own? */
function schemaKind(schema: z.ZodType): 'text' | 'number' | 'json' {
  if (schema === optionalInteger || schema === wireInteger) return 'number';
  const bare = unwrap(schema);
  return bare instanceof z.ZodArray || bare instanceof z.ZodObject || bare instanceof z.ZodUnknown ? 'json' : 'text';
}

import { ANSWER_CODES } from '../api/codes/answer-codes.ts';
import type { CodeTable } from '../api/codes/code-table.ts';
import type { Endpoint } from '../api/endpoint.ts';
import { rowMembers, schemaKind } from './row-members.ts';
import type { MemberKind, NameList, Stream, StreamMember } from './stream.ts';

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

import type { CodeTable } from '../api/codes/code-table.ts';
import type { Endpoint } from '../api/endpoint.ts';

/** A row as the API sent it. */
export type StreamRow = Readonly<Record<string, unknown>>;

/** What a member of a row holds. `time`: epoch seconds or milliseconds, told apart by magnitude. `json`: a list or an object. */
export type MemberKind = 'text' | 'number' | 'time' | 'date' | 'json';

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
export interface NameList {
  readonly list: Endpoint;
  readonly value: string;
  readonly label: string;
}

/** A stream that is read once for each row (or each so many rows) of another. */
export interface Parents {
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

/** Something that can be exported. To add one is to add a file that defines it. */
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

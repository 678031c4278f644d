import type { CodeTable } from '../sobot/codes/code-table.ts';
import type { Endpoint } from '../sobot/endpoint.ts';

/** What a member of a row holds, by its schema and by what the stream's file says of it. */
export type MemberKind = 'text' | 'number' | 'time' | 'json';

/** One member of a stream's rows, which becomes a column under its wire name. */
export interface StreamMember {
  readonly name: string;
  /** `time`: epoch seconds or milliseconds, told apart by magnitude. `json`: a list or an object, shown as JSON. */
  readonly kind: MemberKind;
  /** Its codes by their names, where it has any. */
  readonly codes?: CodeTable;
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
  /** Members in the order of the answer's schema. */
  readonly members: readonly StreamMember[];
  /** The member that holds custom fields as a JSON text, and the endpoint that lists what they are. */
  readonly custom?: { readonly member: string; readonly list: Endpoint };
}

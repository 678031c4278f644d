import type { Endpoint } from '../api/endpoint.ts';
import type { FieldType } from './field-type.ts';

/** A record in wire names, as the mapping made it: the input of the target's endpoint. */
export type Payload = Record<string, unknown>;

/** Which of the summary's success counters a row goes to. */
export type SuccessCounter = 'created' | 'updated' | 'done';

/** What a successful call did to the record. */
export interface TargetOutcome {
  readonly counter: SuccessCounter;
  /** `add`, `update`, `tag`, … as shown in `results.csv`. */
  readonly action: string;
  /** The record's id on the server, where the answer (or the payload) tells it. */
  readonly id?: string;
}

/** Columns that say one thing together, each by the names it may have, in the order in which `joint` joins them. */
export interface FieldParts {
  readonly columns: readonly (readonly string[])[];
  readonly separator: string;
}

/** What a target's file says of a field; the rest is taken from the endpoint's request. */
export interface FieldDeclaration {
  readonly label: string;
  /** Other names that spreadsheets use for it, in English and Chinese. */
  readonly aliases?: readonly string[];
  /** The lookup that turns a name into this id. */
  readonly lookup?: string;
  /** Filled with the name that the lookup of another field found, unless mapped: `liable_serviceid`. */
  readonly nameOf?: string;
  /** The field that holds its parent, which its lookup searches within: a city's province. */
  readonly within?: string;
  /** What it names is to be taken away or changed, so that it must be there already. */
  readonly mustExist?: true;
  /** The list of the request whose one entry it is a member of: `liable_list`. */
  readonly memberOf?: string;
  /** What its texts are, where that can be seen of a column's values. Helps to find its column. */
  readonly holds?: 'email' | 'phone' | 'name' | 'place' | 'id' | 'note';
  /** Columns that say it only together. */
  readonly parts?: readonly FieldParts[];
  /** More names for its codes than the code table has: `{ 男: 1 }`. */
  readonly valueNames?: Readonly<Record<string, string | number>>;
  /** The value that a suggested mapping writes where no column holds it and it is required. */
  readonly usual?: string;
  /** Sent where the mapping does not map it. */
  readonly default?: string | number;
}

/** One field that a mapping can fill. Its wire name is its key in `Target.fields`. */
export interface TargetField extends FieldDeclaration {
  /** From the endpoint's request, like all that follows. */
  readonly description: string;
  readonly required: boolean;
  readonly type: FieldType;
  /** Allowed values by their names: `{ 'follow-up': 3 }`. Mappings and cells may use either. */
  readonly values?: Readonly<Record<string, string | number>>;
  readonly maxLength?: number;
}

/** Something that can be imported. To add one is to add a file that defines it. */
export interface Target {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly endpoint: Endpoint;
  readonly fields: Readonly<Record<string, TargetField>>;
  /** Where custom fields go, and which endpoint lists them. `complete`: a record without a required one would be refused. */
  readonly custom?: {
    readonly list: Endpoint;
    readonly member: 'ex_field_str' | 'extend_fields';
    readonly complete: boolean;
  };
  /** The field that holds the id of the customer (or other record), where the caller gives it. */
  readonly idField?: string;
  /** The sections that a mapping of it may add: calls for the same customer once it is saved. */
  readonly followUps?: true;
  /** Makes a record that the row's key stands for: a key that is sent again makes another where nothing else identifies it. */
  readonly keyed?: true;
  /** It takes something away for good: what is not there any more when a call is repeated, the first try has removed. */
  readonly removes?: true;
  /** Why it asks for confirmation before anything is sent: what it destroys. */
  readonly destructiveAction?: string;
  outcome(answer: unknown, payload: Payload): TargetOutcome;
}

/** May this payload be sent again after an attempt whose outcome is unknown? Source: reading notes, "Which writes may be sent twice". */
export function isRepeatable(target: Target, payload: Payload, identifiedBy: readonly string[]): boolean {
  const { repeatable } = target.endpoint;
  if (repeatable !== 'when-identified') return repeatable;
  return identifiedBy.some(
    (field) => Object.hasOwn(payload, field) && payload[field] !== undefined && payload[field] !== '',
  );
}

import type { z } from 'zod';
import type { Endpoint } from '../sobot/endpoint.ts';

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

/** One field that a mapping can fill. Its wire name is its key in `Target.fields`. */
export interface TargetField {
  readonly label: string;
  readonly description?: string;
  /** Other names that spreadsheets use for it, in English and Chinese. */
  readonly aliases?: readonly string[];
  /** Allowed values by their names: `{ 'follow-up': 3 }`. Mappings and cells may use either. */
  readonly values?: Readonly<Record<string, string | number>>;
  /** The lookup that turns a name into this id. */
  readonly lookup?: string;
  /** Filled with the name that the lookup of another field found, unless mapped: `{ nameOf: 'liable_serviceid' }`. */
  readonly nameOf?: string;
  readonly maxLength?: number;
}

/** A rule over several fields; answers the problem, or nothing. */
export type TargetRule = (
  payload: Payload,
) => { readonly field: string; readonly code: string; readonly message: string } | undefined;

/** Something that can be imported. To add one is to add a file that defines it. */
export interface Target {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly endpoint: Endpoint;
  readonly fields: Readonly<Record<string, TargetField>>;
  /** The schema of a whole payload: types, limits and required fields, as the API document has them. */
  readonly record: z.ZodType;
  readonly rules?: readonly TargetRule[];
  /** Where custom fields go, and which endpoint lists them. */
  readonly custom?: { readonly list: Endpoint; readonly member: 'ex_field_str' | 'extend_fields' };
  /** The member that holds the customer's (or other record's) id, where the caller gives it. */
  readonly idField?: string;
  /** Decides whether the call may be sent twice, where the endpoint says `when-identified`. */
  readonly identifiedBy?: readonly string[];
  outcome(answer: unknown, payload: Payload): TargetOutcome;
}

/** Declares a target. */
export function defineTarget(target: Target): Target {
  return target;
}

/** May this payload be sent again after an attempt whose outcome is unknown? Source: reading notes, "Which writes may be sent twice". */
export function isRepeatable(target: Target, payload: Payload, identifiedBy: readonly string[]): boolean {
  const { repeatable } = target.endpoint;
  if (repeatable !== 'when-identified') return repeatable;
  return identifiedBy.some((field) => payload[field] !== undefined && payload[field] !== '');
}

import { z } from 'zod';
import { codeTableOf, type Endpoint } from '../api/index.ts';

/** A record in wire names, as the mapping made it: the input of the target's endpoint. */
export type Payload = Record<string, unknown>;

/** The summary's success counter that counts a row. */
export type SuccessCounter = 'created' | 'updated' | 'done';

/** What a successful call did to the record. */
export interface TargetOutcome {
  readonly counter: SuccessCounter;
  /** `add`, `update`, `tag`, … as shown in `results.csv`. */
  readonly action: string;
  /** The record's id on the server, where the response or the payload has it. */
  readonly id?: string;
}

/** Columns that form one value together, each by its possible names, in the order in which `separator` joins them. */
export interface FieldParts {
  readonly columns: readonly (readonly string[])[];
  readonly separator: string;
}

/** A target's declaration of a field; the rest is taken from the endpoint's request. */
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
  /** The record that it names is removed or changed, so it must exist already. */
  readonly mustExist?: true;
  /** The list of the request to whose only entry it belongs: `liable_list`. */
  readonly memberOf?: string;
  /** The kind of its texts, where a column's values show it. Helps to find its column. */
  readonly holds?: 'email' | 'phone' | 'name' | 'place' | 'id' | 'note';
  /** Columns that form it together. */
  readonly parts?: readonly FieldParts[];
  /** More names for its codes than the code table has: `{ 男: 1 }`. */
  readonly valueNames?: Readonly<Record<string, string | number>>;
  /** The value in a suggested mapping where it is required and no column has it. */
  readonly usual?: string;
  /** Sent where it is not mapped. */
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

/** Something that can be imported. To add one, declare it in the file of its area. */
export interface Target {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly endpoint: Endpoint;
  readonly fields: Readonly<Record<string, TargetField>>;
  /** The member for custom fields, and the endpoint that lists them. `complete`: records need every required one. */
  readonly custom?: {
    readonly list: Endpoint;
    readonly member: 'ex_field_str' | 'extend_fields';
    readonly complete: boolean;
  };
  /** The field of the id of the customer (or other record), where the caller provides it. */
  readonly idField?: string;
  /** Whether its mapping can have follow-up sections: requests for the same customer once it is saved. */
  readonly followUps?: true;
  /** Whether it creates a record for the row's key: the same key sent again creates another, unless another field identifies it. */
  readonly keyed?: true;
  /** Whether it removes records permanently: a record that is missing when a request is repeated was removed by the first attempt. */
  readonly removes?: true;
  /** What it destroys, and why it asks for confirmation before anything is sent. */
  readonly destructiveAction?: string;
  outcome(answer: unknown, payload: Payload): TargetOutcome;
}

/**
 * Whether this payload may be sent again after an attempt whose outcome is unknown: where the server recognises the record, a
 * repeated call changes nothing.
 */
export function isRepeatable(target: Target, payload: Payload, identifiedBy: readonly string[]): boolean {
  const { repeatable } = target.endpoint;
  if (repeatable !== 'when-identified') return repeatable;
  return identifiedBy.some(
    (field) => Object.hasOwn(payload, field) && payload[field] !== undefined && payload[field] !== '',
  );
}

/** Declares a target; types, limits, codes and what is required come from the endpoint's request. */
export function defineTarget(
  target: Omit<Target, 'fields'> & { readonly fields: Readonly<Record<string, FieldDeclaration>> },
): Target {
  // Without a prototype, so that `constructor` is not a field of every target.
  const fields = Object.create(null) as Record<string, TargetField>;
  for (const [name, declaration] of Object.entries(target.fields)) {
    const parameter = parameterOf(target.endpoint.request, name, declaration.memberOf);
    if (parameter === undefined) throw new Error(`${target.name}: ${target.endpoint.name} has no parameter ${name}`);
    const table = codeTableOf(parameter);
    fields[name] = {
      ...declaration,
      ...parameterFacts(parameter),
      ...(table === undefined ? {} : { values: { ...table, ...declaration.valueNames } }),
    };
  }
  return { ...target, fields };
}

function parameterOf(request: z.ZodObject, name: string, list: string | undefined): z.ZodType | undefined {
  if (list === undefined) return request.shape[name] as z.ZodType | undefined;
  const holder: unknown = request.shape[list];
  if (!(holder instanceof z.ZodArray) || !(holder.element instanceof z.ZodObject)) return undefined;
  return holder.element.shape[name] as z.ZodType | undefined;
}

/**
 * What a field's value is on the wire.
 * `text`: a text, several values joined by comma; `code`: one of the values of a code table; `texts`: a list of texts;
 * `named-ids`: a list of `{id, name}`; `names`: a list of `{name}`.
 */
export type FieldType = 'text' | 'code' | 'texts' | 'named-ids' | 'names';

/** What the schema of a request's parameter says of its values. */
interface ParameterFacts {
  readonly type: FieldType;
  readonly required: boolean;
  /** The text (or each text of a list) must not be blank. */
  readonly filled: boolean;
  readonly maxLength?: number;
  readonly description: string;
}

/** Reads a request parameter's schema. Errors: `Error` for a kind of schema that no field type covers, because no mapping could fill it. */
function parameterFacts(parameter: z.ZodType): ParameterFacts {
  const required = !(parameter instanceof z.ZodOptional);
  const schema = parameter instanceof z.ZodOptional ? (parameter.unwrap() as z.ZodType) : parameter;
  const description = parameter.meta()?.description ?? schema.meta()?.description ?? '';
  return { required, description, ...typeOf(schema) };
}

function typeOf(schema: z.ZodType): Omit<ParameterFacts, 'required' | 'description'> {
  if (schema instanceof z.ZodString) return { type: 'text', ...textFacts(schema) };
  if (schema instanceof z.ZodLiteral) return { type: 'code', filled: true };
  if (schema instanceof z.ZodArray) {
    const element = schema.element as z.ZodType;
    if (element instanceof z.ZodString) return { type: 'texts', ...textFacts(element) };
    if (element instanceof z.ZodObject) {
      const members = Object.keys(element.shape);
      const name: unknown = element.shape['name'];
      if (name instanceof z.ZodString) {
        return { type: members.includes('id') ? 'named-ids' : 'names', ...textFacts(name) };
      }
    }
  }
  throw new Error(`no field type covers a ${schema.constructor.name}`);
}

function textFacts(schema: z.ZodString): { filled: boolean; maxLength?: number } {
  const { minLength, maxLength } = schema;
  return { filled: (minLength ?? 0) > 0, ...(maxLength === null ? {} : { maxLength }) };
}

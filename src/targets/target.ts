import { z } from 'zod';
import { codeTableOf, type Endpoint } from '../api/index.ts';

/** A mapped record with wire names: the input of the target's endpoint. */
export type Payload = Record<string, unknown>;

/** The summary's success counter that counts a row. */
export type SuccessCounter = 'created' | 'updated' | 'done';

/** What a successful call did to the record. */
export interface TargetOutcome {
  readonly counter: SuccessCounter;
  /** `add`, `update`, `tag`, … as shown in `results.csv`. */
  readonly action: string;
  /** The record's id on the server, if the response or the payload has it. */
  readonly id?: string;
}

/** Columns that are joined to one value by `separator`, in this order; each is given by its possible names. */
export interface FieldParts {
  readonly columns: readonly (readonly string[])[];
  readonly separator: string;
}

/** The facts about a field that a target declares; the others come from the endpoint's request. */
export interface FieldDeclaration {
  readonly label: string;
  /** Other names that spreadsheets use for it, in English and Chinese. */
  readonly aliases?: readonly string[];
  /** The lookup that turns a name into this id. */
  readonly lookup?: string;
  /** The field, such as `liable_serviceid`, whose lookup also gives this name, unless the name is mapped. */
  readonly nameOf?: string;
  /** The field with its parent, to which its lookup is restricted: a city's province. */
  readonly within?: string;
  /** The record that it names must already exist, because it is changed or removed. */
  readonly mustExist?: true;
  /** The list of the request, such as `liable_list`, whose only entry it is part of. */
  readonly memberOf?: string;
  /** The kind of its values, by which a suggestion recognises its column. */
  readonly holds?: 'email' | 'phone' | 'name' | 'place' | 'id' | 'note';
  /** Columns that can be joined to its value. */
  readonly parts?: readonly FieldParts[];
  /** Names for its codes in addition to the code table: `{ 男: 1 }`. */
  readonly valueNames?: Readonly<Record<string, string | number>>;
  /** The value in a suggested mapping if it is required and no column has it. */
  readonly usual?: string;
  /** The value that is sent if it is not mapped. */
  readonly default?: string | number;
}

/** One field that a mapping can fill. Its wire name is its key in `Target.fields`. */
export interface TargetField extends FieldDeclaration {
  /** From the endpoint's request, like all members below. */
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
  /** The field for the id of the customer or other record, if the mapping must provide it. */
  readonly idField?: string;
  /** Whether its mapping can have follow-up sections: requests for the same customer once it is saved. */
  readonly followUps?: true;
  /** Whether it creates a record for the row's key: sending the key again creates another record, unless another field identifies it. */
  readonly keyed?: true;
  /** Whether it deletes the record; if a repeated call finds nothing, the first attempt deleted it. */
  readonly removes?: true;
  /** What it destroys, for the confirmation before anything is sent. */
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

/** Declares a target; types, limits, codes and required fields come from the endpoint's request. */
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
 * The type of a field's value on the wire.
 * `text`: a text, several values joined by comma; `code`: one of the values of a code table; `texts`: a list of texts;
 * `named-ids`: a list of `{id, name}`; `names`: a list of `{name}`.
 */
export type FieldType = 'text' | 'code' | 'texts' | 'named-ids' | 'names';

/** The facts about a parameter's values in the request's schema. */
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

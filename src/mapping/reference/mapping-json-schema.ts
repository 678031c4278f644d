import { z } from 'zod';
import { type Target, type TargetField, targets } from '../../targets/index.ts';
import { hasChangeRules } from '../change-rules.ts';
import { CUSTOMER_KEYS, LOOKUP_DESCRIPTIONS } from '../lookups/create-lookups.ts';
import { mappingSchema } from '../mapping-schema.ts';
import { FOLLOW_UP_SECTIONS } from '../mapping-sections.ts';
import { transforms } from '../transforms/index.ts';
import type { Transform } from '../transforms/transform.ts';

type Json = { [member: string]: unknown };

const fieldRef = { $ref: '#/definitions/field' };

/**
 * The JSON Schema of mapping files, for editors: the mapping's own schema, with the names of targets, fields, transforms
 * and lookups filled in from their tables.
 */
export function mappingJsonSchema(): Json {
  const schema = z.toJSONSchema(mappingSchema, { target: 'draft-7', io: 'input' }) as Json;
  const properties = schema['properties'] as Json;
  const definitions = schema['definitions'] as Json;
  describeChoice(
    properties['target'] as Json,
    [...targets.values()].map(({ name, summary }) => [name, summary]),
  );
  definitions['transform'] = transformSchema();
  const field = fieldObject(definitions['field'] as Json);
  describeChoice(field['lookup'] as Json, [...LOOKUP_DESCRIPTIONS]);
  (field['by'] as Json)['enum'] = CUSTOMER_KEYS;
  return { ...schema, title: 'sobot-etl mapping', allOf: [...targets.values()].map(forTarget) };
}

/** The properties of a field's long form. */
function fieldObject(definition: Json): Json {
  const forms = definition['anyOf'] as Json[];
  return forms.find((form) => form['type'] === 'object')?.['properties'] as Json;
}

function describeChoice(property: Json, choices: readonly (readonly [name: string, description: string])[]): void {
  property['enum'] = choices.map(([name]) => name);
  property['markdownEnumDescriptions'] = choices.map(([, description]) => description);
}

function transformSchema(): Json {
  const bare = [...transforms.values()].filter(({ parameter }) => parameter.safeParse(undefined).success);
  const choice: Json = { type: 'string' };
  describeChoice(
    choice,
    bare.map(({ name, description }) => [name, description]),
  );
  return { anyOf: [choice, ...[...transforms.values()].flatMap(withParameter)] };
}

function withParameter({ name, description, parameter }: Transform): Json[] {
  if (parameter instanceof z.ZodUndefined) return [];
  const { $schema: _, ...schema } = z.toJSONSchema(parameter, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
  }) as Json;
  return [
    {
      type: 'object',
      properties: { [name]: { ...schema, description } },
      required: [name],
      additionalProperties: false,
    },
  ];
}

/** What a mapping can contain once its target is known. */
function forTarget(target: Target): Json {
  const properties: Json = { fields: fieldsOf(target, undefined) };
  if (target.custom === undefined) properties['custom'] = false;
  if (!hasChangeRules(target)) properties['mode'] = false;
  for (const { section, target: name, keys } of FOLLOW_UP_SECTIONS) {
    const followUp = targets.get(name);
    if (target.followUps === undefined) properties[section] = false;
    else if (followUp !== undefined && keys === undefined) {
      properties[section] = { anyOf: [{ type: 'string' }, fieldsOf(followUp, followUp.idField)] };
    }
  }
  return {
    if: { properties: { target: { const: target.name } }, required: ['target'] },
    // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema.
    then: { properties },
  };
}

function fieldsOf(target: Target, without: string | undefined): Json {
  const fields = Object.entries(target.fields).filter(([name]) => name !== without && name !== target.custom?.member);
  return {
    type: 'object',
    properties: Object.fromEntries(
      fields.map(([name, field]) => [name, { allOf: [fieldRef], description: describe(field) }]),
    ),
    additionalProperties: false,
  };
}

function describe(field: TargetField): string {
  const parts = [`${field.label}. ${field.description}.`];
  if (field.required) parts.push('Required.');
  if (field.values !== undefined) parts.push(`Names: ${Object.keys(field.values).join(', ')}.`);
  if (field.lookup !== undefined) parts.push(`Found by name with lookup: ${field.lookup}.`);
  if (field.nameOf !== undefined) parts.push(`Filled in where ${field.nameOf} is looked up.`);
  return parts.join(' ');
}

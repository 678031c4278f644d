import { z } from 'zod';
import { fieldType, fillFlag } from '../../api/index.ts';
import { TRACEABLE_TARGETS } from '../../change/index.ts';
import {
  customFieldName,
  FOLLOW_UP_SECTIONS,
  LOOKUP_DESCRIPTIONS,
  REFERENCE_LISTS,
  transforms,
} from '../../mapping/index.ts';
import { systemClock } from '../../resilience/index.ts';
import { type Target, type TargetField, targets } from '../../targets/index.ts';
import { type AnyConnection, splitConnection } from '../connection.ts';
import { openSession } from '../session.ts';
import { sessionLookups } from '../session-lookups.ts';
import { resolveSettings } from '../settings.ts';
import { UsageError } from '../usage-error.ts';

/** What a form for a mapping shows of the targets, transforms and lookups. */
export function mappingForms() {
  return {
    targets: [...targets.values()].map(targetFormOf),
    transforms: [...transforms.values()].map(({ name, description, parameter, examples }) => ({
      name,
      description,
      parameter: parameterSchema(parameter),
      example: exampleOf(examples[0]),
    })),
    lookups: [...LOOKUP_DESCRIPTIONS.keys()],
  };
}

function targetFormOf(target: Target) {
  const sections = target.followUps === undefined ? [] : FOLLOW_UP_SECTIONS;
  return {
    name: target.name,
    title: target.title,
    summary: target.summary,
    fields: fieldsOf(target, []),
    takesCustom: target.custom !== undefined,
    undoable: TRACEABLE_TARGETS.includes(target.name),
    sections: sections.flatMap(({ section, target: name, keys = {} }) => {
      const of = targets.get(name);
      if (of === undefined) return [];
      const written = new Map(Object.entries(keys).map(([key, field]) => [field, key]));
      const fields = fieldsOf(of, [of.idField ?? '']);
      return [
        {
          name: section,
          title: of.title,
          fields: fields.map((field) => ({ ...field, name: written.get(field.name) ?? field.name })),
        },
      ];
    }),
  };
}

function fieldsOf(target: Target, without: readonly string[]) {
  return Object.entries(target.fields).flatMap(([name, field]) =>
    without.includes(name) ? [] : [fieldFormOf(name, field, target)],
  );
}

function fieldFormOf(name: string, field: TargetField, { idField }: Target) {
  const { label, description, required, type, values, lookup, maxLength } = field;
  return {
    ...{ name, label, description, type },
    required: (required && field.default === undefined) || name === idField,
    ...(values !== undefined && { values: { ...values } }),
    ...(lookup !== undefined && { lookup }),
    ...(maxLength !== undefined && { maxLength }),
  };
}

/** The parameter of a transform as JSON Schema; null if it takes none. */
function parameterSchema(schema: z.ZodType): unknown {
  if (schema instanceof z.ZodUndefined) return null;
  return z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' });
}

function exampleOf(example: { readonly use: unknown; readonly in: unknown; readonly out?: unknown } | undefined) {
  return example === undefined ? null : { use: example.use, in: example.in, out: example.out ?? null };
}

const FIELD_TYPE_NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(fieldType).map(([name, code]) => [code, name]),
);

/** The tenant's custom fields for a target, as a form shows them; those that are switched off are left out. Errors: the API's. */
export async function customFieldForms(connection: AnyConnection, target: Target) {
  const { custom } = target;
  if (custom === undefined) return [];
  const { options, env } = splitConnection(connection);
  const session = await openSession(resolveSettings(options, env), systemClock, Math.random);
  try {
    const definitions = await sessionLookups(session).customFields(custom.list);
    return definitions
      .filter(({ field_status }) => (field_status ?? 1) === 1)
      .map((definition) => {
        const choices = definition.cus_field_data_info_list.map(({ data_name, data_value }) => data_name || data_value);
        return {
          id: definition.field_id,
          name: customFieldName(definition),
          type: FIELD_TYPE_NAMES.get(definition.field_type ?? 0) ?? 'text',
          required: custom.complete && definition.fill_flag === fillFlag.required,
          ...(choices.length > 0 && { options: choices }),
        };
      });
  } finally {
    await session.close();
  }
}

/** The entries of a list of the tenant that lookups search. Errors: `UsageError` for a lookup without a list; the API's. */
export async function lookupEntriesOf(
  connection: AnyConnection,
  lookup: string,
): Promise<{ readonly id: string; readonly name: string }[]> {
  const list = Object.hasOwn(REFERENCE_LISTS, lookup)
    ? REFERENCE_LISTS[lookup as keyof typeof REFERENCE_LISTS]
    : undefined;
  if (list === undefined) throw new UsageError(`"${lookup}" has no list to choose from`);
  const { options, env } = splitConnection(connection);
  const session = await openSession(resolveSettings(options, env), systemClock, Math.random);
  try {
    const entries = await list.entries(
      (endpoint, input) => session.readList(endpoint, input),
      session.settings.language === 'zh' ? 'zh' : 'en',
    );
    return entries.map(({ id, name, where }) => ({ id, name: where === undefined ? name : `${where}/${name}` }));
  } finally {
    await session.close();
  }
}

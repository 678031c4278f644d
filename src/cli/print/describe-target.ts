import type { FieldType, Target, TargetField } from '../../targets/index.ts';
import { phrase, t, translated } from '../../words/index.ts';

/** A field of a target, as help and JSON show it. */
interface FieldFacts {
  readonly field: string;
  readonly label: string;
  readonly description: string;
  readonly type: FieldType;
  readonly required: boolean;
  readonly max_length?: number;
  /** Allowed values by their names. */
  readonly values?: Readonly<Record<string, string | number>>;
  readonly lookup?: string;
  readonly default?: string | number;
  readonly header_names: readonly string[];
  /** The values it takes, in words. */
  readonly takes: readonly string[];
}

/** The facts of a target, from its tables. */
export interface TargetFacts {
  readonly target: string;
  readonly title: string;
  readonly summary: string;
  readonly endpoint: string;
  readonly custom_fields: boolean;
  readonly fields: readonly FieldFacts[];
  readonly notes: readonly string[];
}

/** Describes the fields of a target. */
export function describeTarget(target: Target): TargetFacts {
  const { endpoint } = target;
  return {
    target: target.name,
    title: target.title,
    summary: target.summary,
    endpoint: endpoint.name,
    custom_fields: target.custom !== undefined,
    fields: Object.entries(target.fields).map(([name, field]) => describeField(name, field)),
    notes: [
      ...(target.custom === undefined ? [] : [t`The tenant’s custom fields go under custom:, by their names.`]),
      ...(target.followUps === undefined
        ? []
        : [t`The mapping may also have the sections tags:, stage:, follow-up: and blacklist:.`]),
      ...(target.destructiveAction === undefined
        ? []
        : [t`Asks for confirmation before anything is sent: it ${translated(target.destructiveAction)}.`]),
      ...(endpoint.atLeastOneOf ?? []).map((group) => t`At least one of ${group.join(', ')} must be filled.`),
      ...(endpoint.requiredWhen ?? []).map(
        ({ field, equals, requires }) => t`${requires} is required when ${field} is ${equals}.`,
      ),
    ],
  };
}

function describeField(name: string, field: TargetField): FieldFacts {
  return {
    field: name,
    label: field.label,
    description: field.description,
    type: field.type,
    required: field.required && field.default === undefined,
    ...(field.maxLength === undefined ? {} : { max_length: field.maxLength }),
    ...(field.values === undefined ? {} : { values: field.values }),
    ...(field.lookup === undefined ? {} : { lookup: field.lookup }),
    ...(field.default === undefined ? {} : { default: field.default }),
    header_names: field.aliases ?? [],
    takes: takesOf(field),
  };
}

const LIST_TYPES: Partial<Record<FieldType, string>> = {
  texts: phrase('a list of texts'),
  names: phrase('a list of names'),
  'named-ids': phrase('a list of names'),
};

function takesOf(field: TargetField): string[] {
  const list = LIST_TYPES[field.type];
  return [
    ...(field.values === undefined ? [] : [codesOf(field.values)]),
    ...(list === undefined ? [] : [translated(list)]),
    ...(field.maxLength === undefined ? [] : [t`at most ${field.maxLength} characters`]),
    ...(field.lookup === undefined ? [] : [t`lookup: ${field.lookup}`]),
    ...(field.nameOf === undefined ? [] : [t`comes with ${field.nameOf}`]),
    ...(field.default === undefined ? [] : [t`${field.default} unless mapped`]),
  ];
}

/** Each code once, under its first name. */
function codesOf(values: Readonly<Record<string, string | number>>): string {
  const entries = Object.entries(values);
  return entries
    .filter(([, code], index) => entries.findIndex(([, other]) => other === code) === index)
    .map(([name, code]) => `${name} (${code})`)
    .join(', ');
}

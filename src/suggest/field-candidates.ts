import { type CustomFieldDefinition, fillFlag } from '../api/index.ts';
import { customFieldName, FOLLOW_UP_SECTIONS } from '../mapping/index.ts';
import { type FieldParts, type Target, type TargetField, targets } from '../targets/index.ts';
import { otherNamesOf } from './name-similarity.ts';
import { type Name, parseName } from './parse-name.ts';

const OWN_NAME_WEIGHT = 1;
const ALIAS_WEIGHT = 0.97;
const ID_NAME_WEIGHT = 0.93;
const SYNONYM_WEIGHT = 0.92;

/** Sections that a single column can fill, with the field that it fills. */
const COLUMN_SECTIONS = [
  { section: 'tags', key: 'add', field: 'add_tag' },
  { section: 'stage', key: 'stage', field: 'stageid' },
] as const;

/** Everything in a target's mapping that a column can fill: its fields, tags, stage and the tenant's custom fields. */
export function fieldCandidatesOf(target: Target, customFields: readonly CustomFieldDefinition[]): FieldCandidate[] {
  const fields = Object.entries(target.fields).map(([key, field]) =>
    targetFieldCandidate('fields', key, field, target),
  );
  return [...fields, ...followUpCandidates(target), ...customFieldCandidates(target, customFields)];
}

function targetFieldCandidate(
  section: TargetFieldCandidate['section'],
  key: string,
  field: TargetField,
  target: Target,
): TargetFieldCandidate {
  return {
    id: `${section}.${key}`,
    section,
    key,
    label: field.label,
    names: namesOfField(key, field, target),
    required: section === 'fields' && (field.required || key === target.idField),
    field,
    parts: field.parts ?? [],
  };
}

function namesOfField(key: string, field: TargetField, target: Target): CandidateName[] {
  const beside = field.holds === 'place' && field.nameOf !== undefined ? target.fields[field.nameOf] : undefined;
  return [
    ...candidateNames([key, field.label], OWN_NAME_WEIGHT),
    ...candidateNames(field.aliases ?? [], ALIAS_WEIGHT),
    // A province, city or area that is not in the CRM's list can still be sent by name.
    ...candidateNames(beside === undefined ? [] : [beside.label, ...(beside.aliases ?? [])], ID_NAME_WEIGHT),
  ];
}

function candidateNames(texts: readonly string[], weight: number): CandidateName[] {
  return texts.map((text) => ({ name: parseName(text), weight }));
}

function followUpCandidates(target: Target): FieldCandidate[] {
  if (target.followUps === undefined) return [];
  return COLUMN_SECTIONS.flatMap(({ section, key, field }) => {
    const followUpTarget = targets.get(FOLLOW_UP_SECTIONS.find((one) => one.section === section)?.target ?? '');
    const found = followUpTarget?.fields[field];
    return followUpTarget === undefined || found === undefined
      ? []
      : [targetFieldCandidate(section, key, found, followUpTarget)];
  });
}

function customFieldCandidates(target: Target, definitions: readonly CustomFieldDefinition[]): CustomFieldCandidate[] {
  if (target.custom === undefined) return [];
  const active = definitions.filter((definition) => (definition.field_status ?? 1) === 1);
  const counts = new Map<string, number>();
  for (const definition of active) {
    const name = customFieldName(definition);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return active.map((definition) => {
    const name = customFieldName(definition);
    const key = counts.get(name) === 1 ? name : (definition.field_variable ?? definition.field_id);
    const variable = definition.field_variable;
    return {
      id: `custom.${key}`,
      section: 'custom',
      key,
      label: name,
      names: [
        ...candidateNames(variable ? [name, variable] : [name], OWN_NAME_WEIGHT),
        ...candidateNames(otherNamesOf(name), SYNONYM_WEIGHT),
      ],
      required: target.custom?.complete === true && definition.fill_flag === fillFlag.required,
      definition,
    };
  });
}

/** A name of a candidate, and the weight of a column with exactly that name. */
interface CandidateName {
  readonly name: Name;
  readonly weight: number;
}

interface CandidateFacts {
  /** Its unique path in a mapping: `fields.nick` or `custom.Birthday`. */
  readonly id: string;
  /** Its key within its section. */
  readonly key: string;
  /** Its name for people. */
  readonly label: string;
  readonly names: readonly CandidateName[];
  readonly required: boolean;
}

/** A field of the target, or of the target of a mapping section. */
interface TargetFieldCandidate extends CandidateFacts {
  readonly section: 'fields' | 'tags' | 'stage';
  readonly field: TargetField;
  readonly parts: readonly FieldParts[];
}

/** A custom field of the tenant. */
interface CustomFieldCandidate extends CandidateFacts {
  readonly section: 'custom';
  readonly definition: CustomFieldDefinition;
}

/** A field, or a section of the mapping, that a column can fill. */
export type FieldCandidate = TargetFieldCandidate | CustomFieldCandidate;

import { fillFlag } from '../../api/codes/custom-field.ts';
import type { CustomFieldDefinition } from '../../api/endpoints/custom-fields.ts';
import { customFieldName } from '../../mapping/custom/custom-field-index.ts';
import { stepSections } from '../../mapping/steps.ts';
import { targets } from '../../targets/index.ts';
import type { Target, TargetField } from '../../targets/target.ts';
import { otherNamesOf } from '../names/custom-field-names.ts';
import { parseName } from '../names/words.ts';
import type { CustomSlot, FieldSlot, Slot, SlotName } from './slot.ts';

const own = 1;
const alias = 0.97;
const ofTheIdBeside = 0.93;
const sameThing = 0.92;

/** Sections that a column can fill by itself, and the field that it then is. */
const columnSections = [
  { section: 'tags', key: 'add', field: 'add_tag' },
  { section: 'stage', key: 'stage', field: 'stageid' },
] as const;

/** Every place in a target's mapping that a column may fill: its fields, tags, stage and the tenant's custom fields. */
export function slotsOfTarget(target: Target, customFields: readonly CustomFieldDefinition[]): Slot[] {
  const fields = Object.entries(target.fields).map(([key, field]) => fieldSlot('fields', key, field, target));
  return [...fields, ...stepSlots(target), ...customSlots(target, customFields)];
}

function fieldSlot(section: FieldSlot['section'], key: string, field: TargetField, target: Target): FieldSlot {
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

function namesOfField(key: string, field: TargetField, target: Target): SlotName[] {
  const beside = field.holds === 'place' && field.nameOf !== undefined ? target.fields[field.nameOf] : undefined;
  return [
    ...slotNames([key, field.label], own),
    ...slotNames(field.aliases ?? [], alias),
    // A place whose name is not in the CRM's list can still be sent by name.
    ...slotNames(beside === undefined ? [] : [beside.label, ...(beside.aliases ?? [])], ofTheIdBeside),
  ];
}

function slotNames(texts: readonly string[], weight: number): SlotName[] {
  return texts.map((text) => ({ name: parseName(text), weight }));
}

function stepSlots(target: Target): Slot[] {
  if (target.steps === undefined) return [];
  return columnSections.flatMap(({ section, key, field }) => {
    const stepTarget = targets.get(stepSections.find((step) => step.section === section)?.target ?? '');
    const found = stepTarget?.fields[field];
    return stepTarget === undefined || found === undefined ? [] : [fieldSlot(section, key, found, stepTarget)];
  });
}

function customSlots(target: Target, definitions: readonly CustomFieldDefinition[]): CustomSlot[] {
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
      names: [...slotNames(variable ? [name, variable] : [name], own), ...slotNames(otherNamesOf(name), sameThing)],
      required: target.custom?.complete === true && definition.fill_flag === fillFlag.required,
      definition,
    };
  });
}

import { type CustomFieldDefinition, fieldType } from '../api/index.ts';
import { type FieldSpecObject, fold } from '../mapping/index.ts';
import type { FieldCandidate } from '../suggest/index.ts';
import type { FieldType, Target, TargetField } from '../targets/index.ts';
import { currentLanguage, phrase, t, translated } from '../words/index.ts';
import { CUSTOMER_EXAMPLE, FIELD_EXAMPLES } from './field-examples.ts';
import type { CellFormat, Choices, TemplateColumn } from './template-column.ts';
import { templateKey } from './template-mapping.ts';
import { choiceTexts, type TenantLists } from './tenant-lists.ts';

type Described = Omit<TemplateColumn, 'header'>;
type TargetCandidate = Exclude<FieldCandidate, { section: 'custom' }>;

const SEPARATOR = ';';
const SEVERAL = phrase('Several values are separated by ;');
const LIST_TYPES: readonly FieldType[] = ['texts', 'names', 'named-ids'];

/** What goes into the column of a target's field. */
export function fieldColumn(target: Target, candidate: TargetCandidate, tenant: TenantLists | undefined): Described {
  const { section, key, field } = candidate;
  const several = LIST_TYPES.includes(field.type);
  const place = { section, key, required: isRequired(candidate, target), format: 'text' as const };
  const limit = field.maxLength === undefined ? {} : { maxLength: field.maxLength };
  const help = [
    ...helpOf(field, several),
    ...conditionsOf(target, key, section),
    ...(section === 'fields' && key === templateKey(target) ? [t`Rows with the same value mean the same record.`] : []),
  ];
  const spec = specOf(field, several);
  if (field.values !== undefined) {
    const values = codeChoices(field).map(({ text }) => text);
    const choices = { values, isClosed: true, several: false };
    return { ...place, spec, help: [oneOf(values), ...help], example: values[0], choices };
  }
  if (field.lookup === 'customer') return { ...place, spec, help, example: CUSTOMER_EXAMPLE };
  const entries = field.lookup === undefined ? undefined : tenant?.entries.get(field.lookup);
  if (entries === undefined) {
    const example = FIELD_EXAMPLES[`${target.name}.${key}`] ?? FIELD_EXAMPLES[key];
    return { ...place, ...limit, spec, help, example };
  }
  const values = choiceTexts(entries);
  const choices: Choices = { values: [...new Set(values)], isClosed: false, several };
  return { ...place, spec, help, example: values[0], ...(values.length > 0 && { choices }) };
}

function isRequired({ required, field, section }: TargetCandidate, { idField }: Target): boolean {
  // A looked-up customer brings its name along.
  const isKnown = field.nameOf !== undefined && field.nameOf === idField;
  return section === 'fields' && required && field.default === undefined && !isKnown;
}

function specOf({ lookup, holds }: TargetField, several: boolean): Omit<FieldSpecObject, 'column'> {
  if (lookup === 'customer') return { lookup, by: 'email' };
  return {
    ...(several && { split: SEPARATOR }),
    ...(holds === 'phone' && { transform: ['phone'] }),
    ...(holds === 'email' && { transform: ['email'] }),
    ...(lookup !== undefined && { lookup }),
  };
}

const LOOKUP_HELP: Readonly<Record<string, string>> = {
  customer: phrase('The e-mail address by which the CRM has the customer.'),
  enterprise: phrase('The name of an enterprise that the CRM has. Import enterprises before their customers.'),
  city: phrase('The name of a city of the province in the same row.'),
  area: phrase('The name of a district of the city in the same row.'),
};

const FORMAT_HELP: Readonly<Record<string, string>> = {
  email: phrase('An e-mail address.'),
  phone: phrase('A telephone number with + and its country code.'),
  place: phrase('A name.'),
  name: phrase('A name.'),
};

function helpOf(field: TargetField, several: boolean): string[] {
  const { values, lookup, holds, maxLength, description, label } = field;
  if (values !== undefined) return [];
  const kind =
    lookup !== undefined
      ? translated(LOOKUP_HELP[lookup] ?? '') || listHelp(translated(label), several)
      : translated(FORMAT_HELP[holds ?? ''] ?? '') || t`Text.`;
  const plain = description.replace(/ \(\d+ chars max\)/, '');
  // The API document has it in English only.
  const isKnown = currentLanguage() === 'en';
  const says = isKnown && lookup === undefined && fold(plain) !== fold(label) && holds !== 'email' && holds !== 'phone';
  return [
    kind,
    ...(says ? [`${plain.replace(/\.$/, '')}.`] : []),
    ...(several ? [translated(SEVERAL)] : []),
    ...(maxLength === undefined
      ? []
      : [several ? t`At most ${maxLength} characters each.` : t`At most ${maxLength} characters.`]),
  ];
}

function listHelp(label: string, several: boolean): string {
  return several ? t`Names of the list: ${label}.` : t`A name of the list: ${label}.`;
}

/** More values are not listed in words. */
const MAX_NAMED = 6;

function oneOf(values: readonly string[]): string {
  return values.length > MAX_NAMED ? t`One value of the list.` : t`One of: ${values.join(', ')}.`;
}

/** When the field must be filled in, beyond being required. */
function conditionsOf(target: Target, key: string, section: TargetCandidate['section']): string[] {
  if (section !== 'fields') return [];
  return (target.endpoint.requiredWhen ?? []).flatMap(({ field, equals, requires }) => {
    if (requires !== key) return [];
    const by = target.fields[field];
    const value = codeChoices(by).find(({ code }) => code === equals)?.text ?? String(equals);
    return [t`Required if ${translated(by?.label ?? field)} is ${value}.`];
  });
}

/** A choice of a field with codes: `First inquiry` for `first-inquiry`, which mappings read as the same name. */
export function codeChoices(
  field: TargetField | undefined,
): { readonly text: string; readonly code: string | number }[] {
  const names = Map.groupBy(Object.entries(field?.values ?? {}), ([, code]) => code);
  return [...names].map(([code, all]) => {
    const [first = ''] = all.map(([name]) => name);
    const own = currentLanguage() === 'zh' ? all.map(([name]) => name).find((name) => HAN.test(name)) : undefined;
    const words = own ?? first.replaceAll('-', ' ');
    return { text: words.charAt(0).toUpperCase() + words.slice(1), code };
  });
}

const HAN = /\p{Script=Han}/u;

/** What goes into the column of one of the tenant's custom fields. */
export function customColumn(
  definition: CustomFieldDefinition,
  { key, required }: Pick<FieldCandidate, 'key' | 'required'>,
): Described {
  const place = { section: 'custom' as const, key, required };
  const options = optionTexts(definition);
  switch (definition.field_type) {
    case fieldType.date:
      return { ...place, ...customText('date', t`A date.`, '2025-03-04') };
    case fieldType.time:
      return { ...place, ...customText('text', t`A time of day, as HH:MM.`, '14:30') };
    case fieldType.number:
      return { ...place, ...customText('number', t`A number.`, '42') };
    case fieldType['drop-down']:
    case fieldType.radio:
      return { ...place, ...customChoice(oneOf(options), options, false) };
    case fieldType['check-box']:
      return {
        ...place,
        ...customChoice(t`Values of the list. ${translated(SEVERAL)}`, options, true),
        spec: { split: SEPARATOR },
      };
    case fieldType.cascade:
      return { ...place, ...customChoice(t`One path of the list, its levels separated by /`, options, false) };
    case fieldType['multi-line-text']:
      return { ...place, ...customText('text', t`Text; it may have several lines.`, 'Some text') };
    default:
      return { ...place, ...customText('text', t`Text.`, 'Some text') };
  }
}

type Content = Pick<Described, 'spec' | 'help' | 'example' | 'format' | 'choices'>;

function customText(format: CellFormat, help: string, example: string): Content {
  return { spec: {}, help: [help], example, format };
}

function customChoice(help: string, values: readonly string[], several: boolean): Content {
  const choices: Choices = { values, isClosed: true, several };
  return { spec: {}, help: [help], example: values[0], format: 'text', ...(values.length > 0 && { choices }) };
}

type Option = CustomFieldDefinition['cus_field_data_info_list'][number];

/** The names of a field's options; of a cascade the paths to its leaves. */
function optionTexts({ field_type, cus_field_data_info_list: options }: CustomFieldDefinition): string[] {
  const nameOf = ({ data_name, data_value }: Option): string => data_name || data_value;
  if (field_type !== fieldType.cascade || !options.some(({ parent_data_id }) => parent_data_id)) {
    return [...new Set(options.map(nameOf))];
  }
  const byId = new Map(options.map((option) => [option.data_id, option]));
  const parents = new Set(options.map(({ parent_data_id }) => parent_data_id));
  const pathOf = (option: Option): string => {
    const path = [option];
    for (let above = byId.get(option.parent_data_id); above !== undefined && !path.includes(above); ) {
      path.unshift(above);
      above = byId.get(above.parent_data_id);
    }
    return path.map(nameOf).join('/');
  };
  return [...new Set(options.filter(({ data_id }) => !parents.has(data_id)).map(pathOf))];
}

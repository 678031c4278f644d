import { codeName, fieldType } from '../api/index.ts';
import { type CellValue, tagOfCell } from '../ledger/index.ts';
import { CASCADE_SEPARATOR, customFieldName, OPTION_SEPARATOR, optionNames } from '../mapping/index.ts';
import { targets } from '../targets/index.ts';
import { optionValues } from './custom-options.ts';
import { customFieldId, RECORD_FIELDS } from './record-fields.ts';
import { canonicalText, codeOf, isBlank, type ValueContext } from './same-value.ts';

/** Separates the values of a list where people read them. */
const LIST_SEPARATOR = '; ';

/** Cells that are no members of a customer: their labels, and the lookup of their ids. */
const STATES: Readonly<Record<string, { readonly label: string; readonly lookup?: string }>> = {
  stage: { label: 'Stage', lookup: 'stage' },
  blacklist: { label: 'Blacklist' },
  agent: { label: 'Agent', lookup: 'agent' },
};

const blackTypes = targets.get('blacklist')?.fields['black_type']?.values ?? {};

/** What people call the cells of records, and their values. `field` is as in `CellChange`. */
export interface CellWords {
  label(field: string): string;
  shown(field: string, value: CellValue): string;
}

/** The words of one tenant. */
export function cellWords(context: ValueContext): CellWords {
  return {
    label: (field) => fieldLabel(field, context),
    shown: (field, value) => shownValue(field, value, context),
  };
}

/** What people call a field: `E-mail`, a custom field's name, `Tag Interest/Beach`. */
export function fieldLabel(field: string, { definitions, nameOf }: ValueContext): string {
  const customId = customFieldId(field);
  if (customId !== undefined) {
    const definition = definitions.get(customId);
    return definition === undefined ? customId : customFieldName(definition);
  }
  const tag = tagOfCell(field);
  if (tag !== undefined) return `Tag ${nameOf('tag', tag) ?? tag}`;
  return STATES[field]?.label ?? RECORD_FIELDS.get(field)?.label ?? field;
}

/** A value as people read it: codes as words, ids and options as names. A name that is not known is replaced by its id. */
export function shownValue(field: string, value: CellValue, context: ValueContext): string {
  if (value === null || isBlank(value)) return '';
  const items = typeof value === 'string' ? [value] : value;
  const customId = customFieldId(field);
  if (customId !== undefined) return shownCustom(customId, items.join(','), context);
  if (field in STATES) return shownState(field, items, context);
  const declared = RECORD_FIELDS.get(field);
  if (declared?.type === 'code')
    return codeName(declared.values ?? {}, codeOf(declared, items.join(','))) ?? items.join(',');
  const { lookup } = declared ?? {};
  const shown = lookup === undefined ? items : items.map((id) => context.nameOf(lookup, id) ?? id);
  return shown.join(LIST_SEPARATOR);
}

/** Whether a value is shown as an id only because its name is not known now. */
export function isNameUnknown(field: string, value: CellValue, { nameOf }: Pick<ValueContext, 'nameOf'>): boolean {
  const lookup = RECORD_FIELDS.get(field)?.lookup;
  const ids = typeof value === 'string' ? [value] : (value ?? []);
  return lookup !== undefined && ids.some((id) => nameOf(lookup, id) === undefined);
}

function shownState(field: string, [first = '', second = '']: readonly string[], { nameOf }: ValueContext): string {
  const { lookup } = STATES[field] ?? {};
  if (lookup !== undefined) return second || (nameOf(lookup, first) ?? first);
  const type = codeName(blackTypes, first) ?? first;
  return second === '' ? type : `${type}: ${second}`;
}

function shownCustom(id: string, text: string, { definitions }: ValueContext): string {
  const definition = definitions.get(id);
  switch (definition?.field_type) {
    case fieldType['drop-down']:
    case fieldType.radio:
    case fieldType['check-box']:
    case fieldType.cascade: {
      const separator = definition.field_type === fieldType.cascade ? CASCADE_SEPARATOR : OPTION_SEPARATOR;
      const values = optionValues(definition, canonicalText(text));
      return optionNames(definition, separator)(values.join(',')) ?? text;
    }
    default:
      return text;
  }
}

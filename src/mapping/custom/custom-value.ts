import { type CustomFieldDefinition, fieldType } from '../../api/index.ts';
import { type Cell, cellText } from '../../files/index.ts';
import { t } from '../../words/index.ts';
import { type CellValue, isList, itemsOf } from '../compile/field-value.ts';
import { joinValues } from '../compile/wire-value.ts';
import { type NamedEntry, NameIndex } from '../lookups/name-index.ts';
import { memoize } from '../memoize.ts';
import { dateReader } from '../transforms/dates.ts';
import { digitsOfNumber } from '../transforms/numbers.ts';
import { itemError, ValueError } from '../value-error.ts';
import { VALUE_MESSAGES } from '../value-messages.ts';
import { customFieldName, oneOption, optionEntries, severalOptions } from './custom-field-index.ts';

/** Compiles the conversion of a custom field's value to a text. The API document does not describe the format of these values. */
export function compileCustomValue(field: CustomFieldDefinition): (value: CellValue) => string | ValueError {
  switch (field.field_type) {
    case fieldType.date:
      return single(field, dateReader('date', []));
    case fieldType.time:
      return single(field, dateReader('time', []));
    case fieldType.number:
      return single(field, plainDigits);
    case fieldType['drop-down']:
    case fieldType.radio:
      return oneOption(field);
    case fieldType['check-box']:
      return severalOptions(field);
    case fieldType.cascade:
      return cascadePath(field);
    default:
      return (value) => (isList(value) ? joinValues(value) : cellText(value));
  }
}

function single(
  field: CustomFieldDefinition,
  read: (cell: Cell) => string | ValueError,
): (value: CellValue) => string | ValueError {
  return (value) => {
    const [cell = '', second] = itemsOf(value);
    if (second !== undefined)
      return new ValueError('too-many', VALUE_MESSAGES['too-many'].text.oneOnly(customFieldName(field)));
    return read(cell);
  };
}

const notDigits = () => new ValueError('bad-number', VALUE_MESSAGES['bad-number'].text.plain());

function plainDigits(cell: Cell): string | ValueError {
  if (typeof cell !== 'string' && typeof cell.value === 'number') return digitsOfNumber(cell.value) ?? notDigits();
  const text = cellText(cell);
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return text;
  // Databases write .5 and 5., and some programs +5.
  const [, sign, whole = '', fraction = ''] = /^([+-]?)(\d*)\.?(\d*)$/.exec(text) ?? [];
  if (whole === '' && fraction === '') return notDigits();
  return `${sign === '-' ? '-' : ''}${whole || '0'}${fraction === '' ? '' : `.${fraction}`}`;
}

interface Level {
  readonly index: NameIndex;
  readonly below: ReadonlyMap<string, Level>;
}

/**
 * Compiles a cascade: from the names of its levels to the values of its options, joined by comma.
 * The API document shows no tree. Where options have parents, each level is looked up within the one above; otherwise every
 * level is looked up among all options.
 */
function cascadePath(field: CustomFieldDefinition): (value: CellValue) => string | ValueError {
  const options = field.cus_field_data_info_list;
  const isTree = options.some((option) => option.parent_data_id);
  const noun = t`${customFieldName(field)} option`;
  const find = isTree ? treeFinder(noun, options) : flatFinder(new NameIndex(noun, optionEntries(options)));
  const pathOfText = memoize((text): string | ValueError => {
    const whole = find([text]);
    if (!(whole instanceof ValueError)) return whole;
    const parts = text.split(/\s*[/>＞／]\s*/).filter((part) => part !== '');
    return parts.length > 1 ? find(parts) : whole;
  });
  return (value) => {
    if (!isList(value)) return pathOfText(cellText(value));
    const names = itemsOf(value).map(cellText);
    const gap = value.findIndex((item) => cellText(item) === '');
    if (gap >= 0 && value.slice(gap).some((item) => cellText(item) !== '')) {
      return new ValueError('cascade-gap', VALUE_MESSAGES['cascade-gap'].text.gap());
    }
    return find(names);
  };
}

const belowLeaf = () => new ValueError('not-found', VALUE_MESSAGES['not-found'].text.belowLeaf());

type FindPath = (names: readonly string[]) => string | ValueError;

function flatFinder(index: NameIndex): FindPath {
  return (names) => {
    const values: string[] = [];
    for (const name of names) {
      const found = index.find(name);
      if (found instanceof ValueError) return levelError(names, name, found);
      values.push(found.id);
    }
    return values.join(',');
  };
}

function treeFinder(noun: string, options: CustomFieldDefinition['cus_field_data_info_list']): FindPath {
  const children = Map.groupBy(options, (option) => option.parent_data_id || '');
  const level = (parent: string, path: string): Level => {
    const here = children.get(parent) ?? [];
    const below = here.filter((option) => option.data_id && option.data_id !== parent && children.has(option.data_id));
    return {
      index: new NameIndex(path === '' ? noun : t`${noun} below ${path}`, optionEntries(here)),
      below: new Map(below.map((option) => [option.data_value, level(option.data_id ?? '', option.data_name ?? '')])),
    };
  };
  const top = level('', '');
  const leaves = new NameIndex(noun, pathEntries(options));
  return (names) => {
    const [only = ''] = names;
    if (names.length === 1) {
      const root = top.index.find(only);
      if (!(root instanceof ValueError)) return root.id;
      // A name that is unique in the whole tree identifies its path.
      const anywhere = leaves.find(only);
      return anywhere instanceof ValueError ? anywhere : anywhere.id;
    }
    const values: string[] = [];
    let current: Level | undefined = top;
    for (const name of names) {
      if (current === undefined) return levelError(names, name, belowLeaf());
      const found: NamedEntry | ValueError = current.index.find(name);
      if (found instanceof ValueError) return levelError(names, name, found);
      values.push(found.id);
      current = current.below.get(found.id);
    }
    return values.join(',');
  };
}

/** Every option with its whole path as its id. */
function pathEntries(options: CustomFieldDefinition['cus_field_data_info_list']): NamedEntry[] {
  const byId = new Map(options.map((option) => [option.data_id, option]));
  return options.map((option) => {
    const path = [option];
    for (let parent = byId.get(option.parent_data_id); parent !== undefined && !path.includes(parent); ) {
      path.unshift(parent);
      parent = byId.get(parent.parent_data_id);
    }
    const where = path
      .slice(0, -1)
      .map((step) => step.data_name ?? '')
      .join('/');
    return {
      id: path.map((step) => step.data_value).join(','),
      name: option.data_name ?? '',
      ...(where === '' ? {} : { where }),
      ...(option.data_params ? { also: [option.data_params] } : {}),
      otherIds: [option.data_value, ...(option.data_id ? [option.data_id] : [])],
    };
  });
}

function levelError(names: readonly string[], name: string, error: ValueError): ValueError {
  return names.length === 1 ? error : itemError(name, error);
}

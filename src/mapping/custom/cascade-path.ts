import type { CustomFieldDefinition } from '../../api/endpoints/custom-fields.ts';
import { cellText } from '../../files/row.ts';
import { type CellValue, isList, itemsOf } from '../compile/piece.ts';
import { type NamedEntry, NameIndex } from '../lookups/name-index.ts';
import { shorten, ValueError } from '../refusal.ts';
import { memoize } from '../remember.ts';
import { customFieldName } from './custom-field-index.ts';
import { optionEntries } from './option-values.ts';

interface Level {
  readonly index: NameIndex;
  readonly below: ReadonlyMap<string, Level>;
}

/**
 * Compiles a cascade: from the names of its levels to the values of its options, joined by comma.
 * The document shows no tree. Where the options tell their parents, each level is looked up within the one above; else
 * every level is looked up among all options.
 */
export function cascadePath(field: CustomFieldDefinition): (piece: CellValue) => string | ValueError {
  const options = field.cus_field_data_info_list;
  const isTree = options.some((option) => option.parent_data_id);
  const noun = `${customFieldName(field)} option`;
  const find = isTree ? treeFinder(noun, options) : flatFinder(new NameIndex(noun, optionEntries(options)));
  const ofText = memoize((text): string | ValueError => {
    const whole = find([text]);
    if (!(whole instanceof ValueError)) return whole;
    const parts = text.split(/\s*[/>＞／]\s*/).filter((part) => part !== '');
    return parts.length > 1 ? find(parts) : whole;
  });
  return (piece) => {
    if (!isList(piece)) return ofText(cellText(piece));
    const names = itemsOf(piece).map(cellText);
    const gap = piece.findIndex((item) => cellText(item) === '');
    if (gap >= 0 && piece.slice(gap).some((item) => cellText(item) !== '')) {
      return new ValueError('cascade-gap', 'leaves out a level above one that it fills');
    }
    return find(names);
  };
}

type FindPath = (names: readonly string[]) => string | ValueError;

function flatFinder(index: NameIndex): FindPath {
  return (names) => {
    const values: string[] = [];
    for (const name of names) {
      const found = index.find(name);
      if (found instanceof ValueError) return refuse(names, name, found);
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
      index: new NameIndex(path === '' ? noun : `${noun} below ${path}`, optionEntries(here)),
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
      // A name that stands once in the whole tree says its path by itself.
      const anywhere = leaves.find(only);
      return anywhere instanceof ValueError ? anywhere : anywhere.id;
    }
    const values: string[] = [];
    let current: Level | undefined = top;
    for (const name of names) {
      if (current === undefined)
        return refuse(names, name, new ValueError('not-found', `is below an option that has none below it`));
      const found: NamedEntry | ValueError = current.index.find(name);
      if (found instanceof ValueError) return refuse(names, name, found);
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

function refuse(names: readonly string[], name: string, refusal: ValueError): ValueError {
  return names.length === 1
    ? refusal
    : new ValueError(refusal.code, `holds "${shorten(name)}", which ${refusal.predicate}`);
}

import { type Cell, cellText } from '../../files/index.ts';
import type { TargetField } from '../../targets/index.ts';
import { didYouMean, t } from '../../words/index.ts';
import { fold } from '../fold.ts';
import type { LookupMatch, Resolver } from '../lookups/lookups.ts';
import { memoize } from '../memoize.ts';
import { digitsOfNumber } from '../transforms/numbers.ts';
import { itemError, listed, ValueError } from '../value-error.ts';
import { VALUE_MESSAGES } from '../value-messages.ts';
import { type CellValue, isList, itemsOf } from './field-value.ts';

/** Converts a column's value to the field's wire value, or returns the value error. */
type ToWire = (value: CellValue) => unknown;

/** Compiles the type and limits of a field without lookup. Every value it returns satisfies the endpoint's request schema. */
export function compileWireValue(field: TargetField): ToWire {
  if (field.type === 'code') return codeValue(field);
  const limit = withinLimit(field.maxLength);
  if (field.type === 'text') {
    return (value) => (isList(value) ? limit(joinValues(value)) : limit(cellText(value)));
  }
  const named = field.type === 'names';
  return (value) => {
    const list: unknown[] = [];
    for (const item of itemsOf(value)) {
      const text = limit(cellText(item));
      if (text instanceof ValueError) return text;
      list.push(named ? { name: text } : text);
    }
    return list;
  };
}

/** Several values of a text field are joined by comma, as the API wants lists of ids. */
export function joinValues(value: readonly Cell[]): string {
  return itemsOf(value).map(cellText).join(',');
}

function withinLimit(maxLength: number | undefined): (text: string) => string | ValueError {
  if (maxLength === undefined) return (text) => text;
  return (text) =>
    text.length <= maxLength || characters(text) <= maxLength
      ? text
      : new ValueError('too-long', VALUE_MESSAGES['too-long'].text.characters(characters(text), maxLength));
}

/** Counts characters as the API does: an emoji of two code units is one. */
function characters(text: string): number {
  return [...text].length;
}

/** Codes by their own value or by name; `First inquiry`, `first_inquiry` and `first-inquiry` are the same. */
function codeValue(field: TargetField): ToWire {
  const byName = new Map<string, string | number>();
  for (const [name, value] of Object.entries(field.values ?? {})) {
    byName.set(plainName(name), value);
    byName.set(String(value), value);
  }
  const names = Object.keys(field.values ?? {});
  const find = memoize((text): string | number | ValueError => {
    const value = byName.get(plainName(text)) ?? byName.get(plainDigits(text));
    if (value !== undefined) return value;
    const known = Object.entries(field.values ?? {}).filter(
      ([, code], index, all) => all.findIndex(([, other]) => other === code) === index,
    );
    const allowed = listed(
      known.map(([name, code]) => `${name} (${code})`),
      12,
    );
    return new ValueError('not-allowed', VALUE_MESSAGES['not-allowed'].text.noneOf(allowed, didYouMean(text, names)));
  });
  return (value) => {
    const [cell, second] = itemsOf(value);
    if (second !== undefined) return new ValueError('too-many', VALUE_MESSAGES['too-many'].text.oneOnly(t`the field`));
    if (cell === undefined) return new ValueError('not-allowed', VALUE_MESSAGES['not-allowed'].text.blank());
    if (typeof cell !== 'string' && cell.value !== undefined) {
      return find(typeof cell.value === 'number' ? (digitsOfNumber(cell.value) ?? cell.text) : String(cell.value));
    }
    return find(cellText(cell));
  };
}

/** The digits of a whole number in any notation: `01`, `+1` and `1.0` are code 1. */
function plainDigits(text: string): string {
  return /^\+?0*(\d+)(?:\.0+)?$/.exec(text)?.[1] ?? '';
}

function plainName(name: string): string {
  return fold(name).replace(/[\s_]+/g, '-');
}

/** The result of a field's lookup: its wire value, and the name for the field beside it. */
export interface Resolution {
  readonly value: unknown;
  readonly name?: string;
}

/** Compiles the lookup of a field: name → id, for each of its values. */
export function compileResolution(
  field: TargetField,
  resolve: Resolver,
): (value: CellValue, parent: string | undefined) => Resolution | ValueError | Promise<Resolution | ValueError> {
  const toWire = compileWireValue(field);
  return (value, parent) => {
    const items = itemsOf(value);
    if (items.length === 1) {
      const text = cellText(items[0]);
      const found = resolve(text, parent);
      return found instanceof Promise
        ? found.then((settled) => resolutionOf(field, toWire, [text], [settled]))
        : resolutionOf(field, toWire, [text], [found]);
    }
    const texts = items.map(cellText);
    const found = texts.map((text) => resolve(text, parent));
    return found.some((one) => one instanceof Promise)
      ? Promise.all(found).then((settled) => resolutionOf(field, toWire, texts, settled))
      : resolutionOf(field, toWire, texts, found as (LookupMatch | ValueError)[]);
  };
}

function resolutionOf(
  field: TargetField,
  toWire: (value: CellValue) => unknown,
  texts: readonly string[],
  found: readonly (LookupMatch | ValueError)[],
): Resolution | ValueError {
  const names = new Map<string, string | undefined>();
  for (const [index, one] of found.entries()) {
    if (one instanceof ValueError) {
      return texts.length === 1 ? one : itemError(texts[index] ?? '', one);
    }
    names.set(one.id, one.name ?? (field.type === 'named-ids' ? texts[index] : undefined));
  }
  if (field.type === 'named-ids') return { value: [...names].map(([id, name]) => ({ id, name })) };
  const ids = [...names.keys()];
  const value = ids.length === 1 && field.type === 'text' ? ids[0] : toWire(ids);
  if (value instanceof ValueError) return value;
  const known = [...names.values()].filter((name) => name !== undefined);
  return known.length === ids.length ? { value, name: known.join(',') } : { value };
}

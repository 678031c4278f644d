import { type Cell, cellText } from '../../files/index.ts';
import type { TargetField } from '../../targets/index.ts';
import { didYouMean } from '../../words/index.ts';
import { fold } from '../fold.ts';
import type { LookupMatch, Resolver } from '../lookups/lookups.ts';
import { memoize } from '../memoize.ts';
import { digitsOfNumber } from '../transforms/numbers.ts';
import { listed, shorten, ValueError } from '../value-error.ts';
import { type CellValue, isList, itemsOf } from './field-value.ts';

/** Turns what a column gave into what the field has on the wire, or says why it cannot be. */
type ToWire = (piece: CellValue) => unknown;

/** Compiles the types and limits of a field without lookup. Every value it answers satisfies the endpoint's request. */
export function compileWireValue(field: TargetField): ToWire {
  if (field.type === 'code') return codeValue(field);
  const limit = withinLimit(field.maxLength);
  if (field.type === 'text') {
    return (piece) => (isList(piece) ? limit(joinValues(piece)) : limit(cellText(piece)));
  }
  const named = field.type === 'names';
  return (piece) => {
    const list: unknown[] = [];
    for (const item of itemsOf(piece)) {
      const text = limit(cellText(item));
      if (text instanceof ValueError) return text;
      list.push(named ? { name: text } : text);
    }
    return list;
  };
}

/** Several values of a text field are joined by comma, as the API wants lists of ids. */
export function joinValues(piece: readonly Cell[]): string {
  return itemsOf(piece).map(cellText).join(',');
}

function withinLimit(maxLength: number | undefined): (text: string) => string | ValueError {
  if (maxLength === undefined) return (text) => text;
  return (text) =>
    text.length <= maxLength || characters(text) <= maxLength
      ? text
      : new ValueError('too-long', `has ${characters(text)} characters; ${maxLength} are allowed`);
}

/** As the API counts them: an emoji of two units is one. */
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
    return new ValueError('not-allowed', `is none of ${allowed}${didYouMean(text, names).replace(/^ /, '. ')}`);
  });
  return (piece) => {
    const [cell, second] = itemsOf(piece);
    if (second !== undefined) return new ValueError('too-many', 'is more than one value, and the field takes one');
    if (cell === undefined) return new ValueError('not-allowed', 'is blank');
    if (typeof cell !== 'string' && cell.value !== undefined) {
      return find(typeof cell.value === 'number' ? (digitsOfNumber(cell.value) ?? cell.text) : String(cell.value));
    }
    return find(cellText(cell));
  };
}

/** The digits of a whole number however it is written: `01`, `+1` and `1.0` are code 1. */
function plainDigits(text: string): string {
  return /^\+?0*(\d+)(?:\.0+)?$/.exec(text)?.[1] ?? '';
}

function plainName(name: string): string {
  return fold(name).replace(/[\s_]+/g, '-');
}

/** What a lookup made of a field: its wire value, and the name for the field beside it. */
export interface Resolution {
  readonly value: unknown;
  readonly name?: string;
}

/** Compiles the lookup of a field: name → id, for each of its values. */
export function compileResolution(
  field: TargetField,
  resolve: Resolver,
): (piece: CellValue, parent: string | undefined) => Resolution | ValueError | Promise<Resolution | ValueError> {
  const toWire = compileWireValue(field);
  return (piece, parent) => {
    const items = itemsOf(piece);
    if (items.length === 1) {
      const text = cellText(items[0]);
      const found = resolve(text, parent);
      return found instanceof Promise
        ? found.then((settled) => conclude(field, toWire, [text], [settled]))
        : conclude(field, toWire, [text], [found]);
    }
    const texts = items.map(cellText);
    const found = texts.map((text) => resolve(text, parent));
    return found.some((one) => one instanceof Promise)
      ? Promise.all(found).then((settled) => conclude(field, toWire, texts, settled))
      : conclude(field, toWire, texts, found as (LookupMatch | ValueError)[]);
  };
}

function conclude(
  field: TargetField,
  toWire: (piece: CellValue) => unknown,
  texts: readonly string[],
  found: readonly (LookupMatch | ValueError)[],
): Resolution | ValueError {
  const names = new Map<string, string | undefined>();
  for (const [index, one] of found.entries()) {
    if (one instanceof ValueError) {
      return texts.length === 1
        ? one
        : new ValueError(one.code, `holds "${shorten(texts[index] ?? '')}", which ${one.predicate}`);
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

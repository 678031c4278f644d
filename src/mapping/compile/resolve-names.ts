import { cellText } from '../../files/row.ts';
import type { TargetField } from '../../targets/target.ts';
import type { LookupMatch, Resolver } from '../lookups/lookups.ts';
import { shorten, ValueError } from '../refusal.ts';
import { type CellValue, itemsOf } from './piece.ts';
import { compileWireValue } from './wire-value.ts';

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

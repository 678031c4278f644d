import { fieldType } from '../api/index.ts';
import type { CellValue } from '../ledger/index.ts';
import type { MergeRule } from '../mapping/index.ts';
import { t } from '../words/index.ts';
import { optionValues } from './custom-options.ts';
import { customFieldId, JOINED_FIELDS, RECORD_FIELDS } from './record-fields.ts';
import { canonicalText, isBlank, listedValues, type ValueContext } from './same-value.ts';

type Definitions = Pick<ValueContext, 'definitions'>;
type Append = (before: CellValue, given: CellValue) => CellValue | undefined;

/**
 * The value that a cell is to have, by the field's rule; undefined if it is left as it is. Appending the same twice changes nothing.
 * Errors: `RangeError` for `append` to a field that holds a single value, which a mapping cannot ask for.
 */
export function mergedValue(
  rule: MergeRule,
  field: string,
  before: CellValue,
  given: CellValue,
  context: Definitions,
): CellValue | undefined {
  if (rule === 'overwrite') return given;
  if (rule === 'keep' || isBlank(given)) return undefined;
  if (isBlank(before)) return given;
  if (rule === 'fill') return undefined;
  const append = appenderOf(field, context);
  if (append === undefined) throw new RangeError(t`${field} holds a single value: nothing can be appended to it`);
  return append(before, given);
}

function appenderOf(field: string, { definitions }: Definitions): Append | undefined {
  if (field === 'remark') return appendLines;
  if (RECORD_FIELDS.get(field)?.type === 'texts') return appendItems;
  if (JOINED_FIELDS.has(field)) return (before, given) => joinedOrLeft(appendItems(before, given));
  const definition = definitions.get(customFieldId(field) ?? '');
  if (definition?.field_type === fieldType['multi-line-text']) return appendLines;
  if (definition?.field_type !== fieldType['check-box']) return undefined;
  const valuesOf = (value: CellValue): readonly string[] => optionValues(definition, canonicalText(textOf(value)));
  return (before, given) => joinedOrLeft(appendItems(valuesOf(before), valuesOf(given)));
}

/** The record's values in their order, then those that it does not have. */
function appendItems(before: CellValue, given: CellValue): readonly string[] | undefined {
  const present = new Set(listedValues(before));
  const added = [...new Set(listedValues(given))].filter((item) => !present.has(item));
  return added.length === 0 ? undefined : [...present, ...added];
}

function joinedOrLeft(items: readonly string[] | undefined): string | undefined {
  return items?.join(',');
}

/** Adds lines at the end, unless they are already there, one after the other. */
function appendLines(before: CellValue, given: CellValue): string | undefined {
  const [present, added] = [linesOf(before), linesOf(given)];
  const isThere = present.some((_, start) => added.every((line, index) => present[start + index] === line));
  return isThere ? undefined : `${textOf(before).trimEnd()}\n${textOf(given).trim()}`;
}

function linesOf(value: CellValue): readonly string[] {
  return canonicalText(textOf(value))
    .split('\n')
    .map((line) => line.trimEnd());
}

function textOf(value: CellValue): string {
  return typeof value === 'string' ? value : (value ?? []).join(',');
}

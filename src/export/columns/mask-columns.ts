import { outText } from '../../files/index.ts';
import { listed } from '../../mapping/index.ts';
import { type MaskMethod, maskText, type Stream } from '../../streams/index.ts';
import { t } from '../../words/index.ts';
import { ExportError, nameSuggestion } from '../export-error.ts';
import { EXPORT_MESSAGES } from '../messages.ts';
import { type ColumnChoice, findColumn } from './choose-columns.ts';
import { type ExportColumn, UNKNOWN_FIELDS_COLUMN } from './stream-columns.ts';

const MAX_LISTED_COLUMNS = 40;

/** What is masked, and how: plain data that can be sent to another thread. */
export interface Masks {
  /** The methods of columns, by the names by which they were given. */
  readonly columns: readonly MaskChoice[];
  /** Also the stream's personal columns, custom fields and undocumented members. */
  readonly personal: boolean;
  /** The secret of the method `hash`. */
  readonly key: string;
}

/** A column, by its name in the export or its name in the file, and the method that masks it. */
export interface MaskChoice {
  readonly column: string;
  readonly method: MaskMethod;
}

/**
 * The columns with masked values. A mask applies to the datum: if the file shows it in several columns, to each of them.
 * `wanted`: the requested columns, whose names in the file may be used too.
 * Errors: `ExportError` for a name that no column has, and if `personal` finds nothing to mask.
 */
export function maskColumns(
  known: readonly ExportColumn[],
  { columns, personal, key }: Masks,
  { stream, wanted = [] }: { readonly stream: Stream; readonly wanted?: readonly ColumnChoice[] | undefined },
): ExportColumn[] {
  const methods = new Map<ExportColumn, MaskMethod>();
  if (personal) {
    for (const column of known) {
      const method = personalMethod(column, stream);
      if (method) methods.set(column, method);
    }
    if (methods.size === 0)
      throw new ExportError('no-personal', EXPORT_MESSAGES['no-personal'].text.error(stream.name));
  }
  const named = new Set<ExportColumn>();
  for (const { column: name, method } of columns) {
    const found = columnsNamed(name, known, wanted);
    if (found.length === 0) {
      const names = [...known.map((column) => column.name), ...wanted.flatMap(({ as }) => as ?? [])];
      const { text } = EXPORT_MESSAGES['unknown-column'];
      throw new ExportError('unknown-column', text.mask(stream.name, name, nameSuggestion(name, names)));
    }
    for (const column of found) {
      if (named.has(column)) throw new ExportError('masked-twice', EXPORT_MESSAGES['masked-twice'].text.error(name));
      named.add(column);
      methods.set(column, method);
    }
  }
  return known.map((column) => {
    const method = methods.get(column);
    if (method === undefined) return column;
    return method === 'keep' ? { ...column, mask: method } : maskedColumn(column, method, key);
  });
}

/** Says which columns of a file are masked, and which personal ones are not, although nobody said to keep them. */
export function maskNotices(columns: readonly ExportColumn[], stream: Stream): string[] {
  const masked = columns.flatMap(({ name, mask }) => (mask && mask !== 'keep' ? [`${name} (${mask})`] : []));
  const open = columns.filter((column) => column.mask === undefined && personalMethod(column, stream));
  const names = open.map(({ name }) => name);
  return [
    ...(masked.length > 0 ? [t`Masked: ${masked.join(', ')}.`] : []),
    ...(names.length > 0
      ? [
          t`Not masked, though they may tell who somebody is: ${listed(names, MAX_LISTED_COLUMNS)}. To mask them too: --mask personal,…`,
        ]
      : []),
  ];
}

/** The columns with this name in the stream or in the file. Both are masked if they differ. */
function columnsNamed(
  name: string,
  known: readonly ExportColumn[],
  wanted: readonly ColumnChoice[],
): readonly ExportColumn[] {
  const renamed = wanted.filter(({ as }) => as === name).map((choice) => findColumn(known, choice.name));
  const found = [findColumn(known, name), ...renamed].filter((column) => column !== undefined);
  return [...new Set(found)];
}

/** Custom fields may hold anything, and so may what the API document does not describe. */
function personalMethod({ name, member, also }: ExportColumn, { personal, custom }: Stream): MaskMethod | undefined {
  if (!personal) return undefined;
  if (also || name === UNKNOWN_FIELDS_COLUMN || (member !== undefined && member === custom?.member)) return 'remove';
  return member === undefined ? undefined : personal[member];
}

function maskedColumn(column: ExportColumn, method: MaskMethod, key: string): ExportColumn {
  return {
    ...column,
    kind: 'text',
    mask: method,
    read: (row, custom) => maskText(method, outText(column.read(row, custom)), key),
  };
}

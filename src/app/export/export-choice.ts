import { extname } from 'node:path';
import {
  ambiguousZone,
  type ColumnChoice as NamedColumn,
  nameSuggestion,
  type WallClock,
  wallClock,
} from '../../export/index.ts';
import { type Stream, streams } from '../../streams/index.ts';
import { t } from '../../words/index.ts';
import { UsageError } from '../usage-error.ts';

export type Format = 'csv' | 'xlsx' | 'jsonl';

/** The options that select rows. */
interface RowOptions {
  /** Filters, as conditions: `liable_serviceid=Li Na`. */
  readonly where?: readonly string[] | undefined;
  /** Only records that changed since a time, `7d`, or `last`. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** The options that select columns and their form. */
interface ShownColumnOptions {
  /** Only these columns, in this order. */
  readonly columns?: readonly string[] | undefined;
  /** Time zone of times in the file. Default: this machine's. */
  readonly tz?: string | undefined;
  /** Write codes, times and custom fields as the API sends them. */
  readonly raw?: boolean | undefined;
  /** Read each customer's details, too. */
  readonly details?: boolean | undefined;
  /** Read each customer's tags, too. */
  readonly tags?: boolean | undefined;
  /** Masked columns: `email=hash`, or `personal`. Either may hold several, joined by commas. */
  readonly mask?: readonly string[] | undefined;
  /** Write a file to edit and import again: with the columns of an update, a fingerprint, and the mapping beside it. */
  readonly forUpdate?: boolean | undefined;
}

/** The options of the output. */
interface OutputOptions {
  /** File to write, or `-`; a file of an earlier export is replaced when the new one is complete. Either this or `mergeInto`. */
  readonly output?: string | undefined;
  /** File of an earlier export to update by id. */
  readonly mergeInto?: string | undefined;
  /** Required if the file name has no known extension. */
  readonly format?: Format | undefined;
  /** CSV: write a byte order mark. */
  readonly bom?: boolean | undefined;
  /** CSV: delimiter. Default: comma. */
  readonly delimiter?: string | undefined;
  /** CSV: text encoding. Default: utf-8. */
  readonly encoding?: string | undefined;
  /** CSV: put `'` before texts that a spreadsheet would run as formulas. Default: true. */
  readonly guard?: boolean | undefined;
}

/** The options of an export, which are stored to resume it. */
export interface ExportChoice extends RowOptions, ShownColumnOptions, OutputOptions {
  readonly stream: string;
  /** Path of a file that selects columns and rows. */
  readonly mapping?: string | undefined;
  /** Rows to request in one call. Default 100. */
  readonly pageSize?: number | undefined;
}

/** The options as command lines and the ledger write them: columns in one text. */
export type WrittenExport = Omit<ExportChoice, 'columns' | 'where' | 'mask'> & {
  readonly mask?: string | readonly string[] | undefined;
  readonly columns?: string | undefined;
  readonly where?: string | readonly string[] | undefined;
};

/** Writes the options of an export. */
export function writeExport(choice: ExportChoice): WrittenExport {
  return { ...choice, columns: choice.columns?.join(',') };
}

/** Reads written options. */
export function readExport({ columns, where, mask, ...others }: WrittenExport): ExportChoice {
  return { ...others, columns: columns?.split(','), where: [where ?? []].flat(), mask: [mask ?? []].flat() };
}

/** The stream with this name. Errors: `UsageError` with suggestions. */
export function findStream(name: string): Stream {
  const stream = streams.get(name);
  if (stream) return stream;
  throw new UsageError(
    t`There is no stream "${name}".${nameSuggestion(name, [...streams.keys()])} See: sobot-etl streams`,
  );
}

/** Checks that the stream supports the options. Errors: `UsageError`. */
export function checkChoice(
  stream: Stream,
  {
    details,
    tags,
    raw,
    masks,
  }: Pick<ExportChoice, 'details' | 'tags' | 'raw'> & { readonly masks?: object | undefined },
  { forUpdate, mergeInto, output }: ExportChoice,
): void {
  if (details && !stream.details)
    throw new UsageError(t`${stream.name} has no details to read; --details is for customers`);
  if (forUpdate && stream.name !== 'customers') throw new UsageError(t`--for-update is for customers`);
  if (forUpdate && (raw || tags || mergeInto !== undefined || output === '-')) {
    throw new UsageError(t`--for-update writes a new file of its own; leave out --raw, --tags, --merge-into and -o -`);
  }
  if (forUpdate && masks) {
    throw new UsageError(
      t`--for-update writes a file to be imported again, and a masked value would replace the real one in the CRM; leave out --mask or --for-update`,
    );
  }
  if (tags && !stream.tags) throw new UsageError(t`${stream.name} have no tags; --tags is for customers`);
}

/** The format of the output, from `--format` or the file name. Errors: `UsageError`. */
export function outputFormat({
  output,
  format,
}: {
  readonly output: string;
  readonly format?: Format | undefined;
}): Format {
  const found = format ?? formatInName(output);
  if (found) return found;
  throw new UsageError(
    output === '-'
      ? t`Rows on standard output need a format: --format csv, xlsx or jsonl`
      : t`The name ${output} does not say the format: end it in .csv, .xlsx or .jsonl, or give --format`,
  );
}

/** The format of an output whose name alone says it. Errors: `UsageError`. */
export function requireFormatInName(output: string): Format {
  const found = formatInName(output);
  if (found) return found;
  throw new UsageError(t`The name ${output} does not say the format: end it in .csv, .xlsx or .jsonl`);
}

function formatInName(output: string): Format | undefined {
  const ending = extname(output).slice(1).toLowerCase();
  if (ending === 'csv' || ending === 'xlsx' || ending === 'jsonl') return ending;
  return ending === 'ndjson' ? 'jsonl' : undefined;
}

/** The clock of a time zone, by default this machine's. Errors: `UsageError`. */
export function clockOf(tz: string | undefined): WallClock {
  const ambiguous = tz === undefined ? undefined : ambiguousZone(tz);
  if (ambiguous !== undefined) throw new UsageError(`--tz ${ambiguous}`);
  try {
    return wallClock(tz ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  } catch {
    throw new UsageError(t`--tz ${tz} is not a time zone; use one such as Asia/Shanghai, Europe/Berlin or UTC`);
  }
}

/** The requested columns, without blank names. Errors: `UsageError` if none is left. */
export function columnList(given: readonly string[] | undefined): readonly NamedColumn[] | undefined {
  const names = given?.map((name) => name.trim());
  if (names?.every((name) => name === '')) throw new UsageError(t`--columns names no column; write --columns id,nick`);
  return names?.filter((name) => name !== '').map((name) => ({ name }));
}

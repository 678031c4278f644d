import { extname } from 'node:path';
import type { ProgressMode } from '../../cli/terminal.ts';
import type { ColumnChoice } from '../../export/choose-columns.ts';
import { ambiguousZone } from '../../export/decode/ambiguous-zones.ts';
import { type WallClock, wallClock } from '../../export/decode/wall-clock.ts';
import { suggestion } from '../../export/suggestion.ts';
import { streams } from '../../streams/index.ts';
import type { Stream } from '../../streams/stream.ts';
import type { ConnectionFlags } from '../settings.ts';
import { UsageError } from '../usage-error.ts';

export type Format = 'csv' | 'xlsx' | 'jsonl';

/** The flags of `export` that say what to export, and that a run is resumed with. */
export interface ExportChoice {
  readonly stream: string;
  readonly output?: string | undefined;
  readonly mergeInto?: string | undefined;
  readonly format?: Format | undefined;
  readonly where?: string | readonly string[] | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly columns?: string | undefined;
  readonly tz?: string | undefined;
  readonly raw: boolean;
  readonly details: boolean;
  readonly tags: boolean;
  /** For editing and importing again. */
  readonly forUpdate: boolean;
  readonly pageSize: number;
  /** How CSV is written. */
  readonly bom?: boolean | undefined;
  readonly delimiter?: string | undefined;
  readonly encoding?: string | undefined;
  readonly guard?: boolean | undefined;
  /** A file that says which columns and rows. */
  readonly mapping?: string | undefined;
}

/** What `export` is given. */
export interface ExportFlags extends ExportChoice, ConnectionFlags {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly yes: boolean;
  readonly progress?: ProgressMode | undefined;
}

/** The stream of that name. */
export function findStream(name: string): Stream {
  const stream = streams.get(name);
  if (stream) return stream;
  throw new UsageError(`There is no stream "${name}".${suggestion(name, [...streams.keys()])} See: sobot-etl streams`);
}

/** Refuses what a stream does not have. */
export function checkChoice(
  stream: Stream,
  { details, tags, raw }: Pick<ExportChoice, 'details' | 'tags' | 'raw'>,
  { forUpdate, mergeInto, output }: ExportChoice,
): void {
  if (details && !stream.details)
    throw new UsageError(`${stream.name} has no details to read; --details is for customers`);
  if (forUpdate && stream.name !== 'customers') throw new UsageError('--for-update is for customers');
  if (forUpdate && (raw || tags || mergeInto !== undefined || output === '-')) {
    throw new UsageError('--for-update writes a new file of its own; leave out --raw, --tags, --merge-into and -o -');
  }
  if (tags && !stream.tags) throw new UsageError(`${stream.name} carry no tags; --tags is for customers`);
}

/** The format of the output, from `--format` or the file's name. */
export function outputFormat({
  output,
  format,
}: {
  readonly output: string;
  readonly format?: Format | undefined;
}): Format {
  if (format) return format;
  const ending = extname(output).slice(1).toLowerCase();
  if (ending === 'csv' || ending === 'xlsx' || ending === 'jsonl') return ending;
  if (ending === 'ndjson') return 'jsonl';
  throw new UsageError(
    output === '-'
      ? 'Rows on standard output need a format: --format csv, xlsx or jsonl'
      : `${output} does not tell its format: end it in .csv, .xlsx or .jsonl, or give --format`,
  );
}

/** The clock of a time zone, this machine's where none is given. */
export function clockOf(tz: string | undefined): WallClock {
  const ambiguous = tz === undefined ? undefined : ambiguousZone(tz);
  if (ambiguous !== undefined) throw new UsageError(`--tz ${ambiguous}`);
  try {
    return wallClock(tz ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  } catch {
    throw new UsageError(`--tz ${tz} is no time zone; write one such as Asia/Shanghai, Europe/Berlin or UTC`);
  }
}

/** The columns in `--columns a,b`. */
export function columnList(text: string | undefined): readonly ColumnChoice[] | undefined {
  const names = text?.split(',').map((name) => name.trim());
  if (names?.every((name) => name === '')) throw new UsageError('--columns names no column; write --columns id,nick');
  return names?.filter((name) => name !== '').map((name) => ({ name }));
}

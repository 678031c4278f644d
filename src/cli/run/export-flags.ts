import { extname } from 'node:path';
import { wallClock } from '../../export/decode/wall-clock.ts';
import { suggestion } from '../../export/suggestion.ts';
import { streams } from '../../streams/index.ts';
import type { Stream } from '../../streams/stream.ts';
import type { ConnectionFlags } from '../settings.ts';
import { UsageError } from '../usage-error.ts';

/** What `export` is given. */
export interface ExportFlags extends ConnectionFlags {
  readonly stream: string;
  readonly output: string;
  readonly format?: 'csv' | 'xlsx' | 'jsonl' | undefined;
  readonly columns?: string | undefined;
  readonly tz?: string | undefined;
  readonly raw: boolean;
  readonly details: boolean;
  readonly tags: boolean;
  readonly pageSize: number;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly yes: boolean;
}

export type Format = 'csv' | 'xlsx' | 'jsonl';

/** The stream of that name. */
export function findStream(name: string): Stream {
  const stream = streams.get(name);
  if (stream) return stream;
  throw new UsageError(`There is no stream "${name}".${suggestion(name, [...streams.keys()])} See: sobot-etl streams`);
}

/** The format of the output, from `--format` or the file's name. */
export function outputFormat({ output, format }: Pick<ExportFlags, 'output' | 'format'>): Format {
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

/** The clock that times are shown by. */
export function shownTimes({ tz, raw }: Pick<ExportFlags, 'tz' | 'raw'>) {
  if (raw) return 'raw';
  try {
    return wallClock(tz ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  } catch {
    throw new UsageError(`--tz ${tz} is no time zone; write one such as Asia/Shanghai, Europe/Berlin or UTC`);
  }
}

/** The names in a list such as `--columns a,b`. */
export function nameList(text: string | undefined): readonly string[] | undefined {
  return text
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

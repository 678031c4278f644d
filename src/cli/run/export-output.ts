import { existsSync } from 'node:fs';
import { ExportError } from '../../export/export-error.ts';
import { openMergeWriter } from '../../export/merging/merge-writer.ts';
import { type OutColumn, openWriter, type RowWriter } from '../../files/index.ts';
import type { Stream } from '../../streams/stream.ts';
import { UsageError } from '../usage-error.ts';
import { type ExportChoice, type Format, outputFormat } from './export-flags.ts';

/** Where the rows go. */
export interface Output {
  /** The file, or `-` for standard output. */
  readonly path: string;
  readonly format: Format;
  readonly isMerge: boolean;
}

/** Where the rows are to go, by the flags. */
export function outputOf({ output, mergeInto, format }: ExportChoice): Output {
  if (output !== undefined && mergeInto !== undefined) {
    throw new UsageError('Give either --output, for a new file, or --merge-into, for an earlier one; not both');
  }
  const path = output ?? mergeInto;
  if (path === undefined) throw new UsageError('Where to? Give a file with -o file.csv, or - for standard output');
  if (mergeInto === '-') throw new UsageError('--merge-into takes a file that an earlier export wrote');
  return { path, format: outputFormat({ output: path, format }), isMerge: mergeInto !== undefined };
}

/** Opens the output. An earlier file that is not there yet is written as a new one. */
export async function openOutput(
  { path, format, isMerge }: Output,
  stream: Stream,
  columns: readonly OutColumn[],
  ids: readonly string[],
  storePath: string,
): Promise<RowWriter> {
  if (!isMerge || !existsSync(path)) return openWriter(path === '-' ? process.stdout : path, { format, columns });
  if (ids.length < stream.id.length) {
    throw new ExportError(
      'no-id-column',
      `--merge-into needs the columns ${stream.id.join(', ')}, which tell rows apart; add them to --columns`,
    );
  }
  return openMergeWriter(path, { format, columns, ids, storePath });
}

import type { ColumnChoice } from '../../export/choose-columns.ts';
import { type ColumnFile, columnFileSchema, fileColumns, fileWhere } from '../../export/column-file.ts';
import { parseYamlSettings, readText } from '../../export/yaml-settings.ts';
import { UsageError } from '../usage-error.ts';
import { columnList, type ExportChoice } from './export-flags.ts';

/** What flags and file together choose. Flags beat the file; filters of both hold. */
export interface Chosen {
  readonly columns: readonly ColumnChoice[] | undefined;
  readonly where: readonly string[];
  readonly tz: string | undefined;
  readonly raw: boolean;
  readonly details: boolean;
  readonly tags: boolean;
  /** The file as it was read, to go on with the export in the same way. */
  readonly fileText: string;
}

/** Puts the flags and the file of `-m` together. `keptText`: the file as it was when a resumed run began. */
export async function mergeChoice(flags: ExportChoice, keptText?: string): Promise<Chosen> {
  const fileText = flags.mapping === undefined ? '' : (keptText ?? (await readText(flags.mapping)));
  const file = flags.mapping === undefined ? undefined : parseYamlSettings(fileText, flags.mapping, columnFileSchema);
  if (file && file.stream !== flags.stream) {
    throw new UsageError(`${flags.mapping} is for the stream ${file.stream}, not for ${flags.stream}`);
  }
  return {
    columns: columnList(flags.columns) ?? (file && fileColumns(file)),
    where: [...(file ? fileWhere(file) : []), ...[flags.where ?? []].flat()],
    tz: flags.tz ?? file?.tz,
    raw: flags.raw || isOn(file, 'raw'),
    details: flags.details || isOn(file, 'details'),
    tags: flags.tags || isOn(file, 'tags'),
    fileText,
  };
}

function isOn(file: ColumnFile | undefined, flag: 'raw' | 'details' | 'tags'): boolean {
  return file?.[flag] ?? false;
}

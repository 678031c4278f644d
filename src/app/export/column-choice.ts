import type { ColumnChoice } from '../../export/choose-columns.ts';
import { type ColumnFile, columnFileSchema, fileColumns, fileWhere } from '../../export/column-file.ts';
import { parseYamlSettings, readText } from '../../export/yaml-settings.ts';
import { UsageError } from '../usage-error.ts';
import { columnList, type ExportChoice } from './export-choice.ts';

/** What options and file together choose. Options beat the file; filters of both hold. */
export interface ResolvedChoice {
  readonly columns: readonly ColumnChoice[] | undefined;
  readonly where: readonly string[];
  readonly tz: string | undefined;
  readonly raw: boolean;
  readonly details: boolean;
  readonly tags: boolean;
  /** The file as it was read, to go on with the export in the same way. */
  readonly fileText: string;
}

/** Puts what is chosen and the file of `-m` together. `keptText`: the file as it was when a resumed run began. */
export async function resolveChoice(choice: ExportChoice, keptText?: string): Promise<ResolvedChoice> {
  const fileText = choice.mapping === undefined ? '' : (keptText ?? (await readText(choice.mapping)));
  const file = choice.mapping === undefined ? undefined : parseYamlSettings(fileText, choice.mapping, columnFileSchema);
  if (file && file.stream !== choice.stream) {
    throw new UsageError(`${choice.mapping} is for the stream ${file.stream}, not for ${choice.stream}`);
  }
  return {
    columns: columnList(choice.columns) ?? (file && fileColumns(file)),
    where: [...(file ? fileWhere(file) : []), ...(choice.where ?? [])],
    tz: choice.tz ?? file?.tz,
    raw: (choice.raw ?? false) || isOn(file, 'raw'),
    details: (choice.details ?? false) || isOn(file, 'details'),
    tags: (choice.tags ?? false) || isOn(file, 'tags'),
    fileText,
  };
}

function isOn(file: ColumnFile | undefined, flag: 'raw' | 'details' | 'tags'): boolean {
  return file?.[flag] ?? false;
}

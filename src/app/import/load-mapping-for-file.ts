import { type FirstRows, MAX_TITLE_ROWS, readFirstRows, type SourceOptions } from '../../files/index.ts';
import { openRows } from '../../import/index.ts';
import { type LoadedMapping, loadMapping, MappingError, problemsWithoutTenant } from '../../mapping/index.ts';
import { TaggingError } from '../../tagging/index.ts';
import { shellLine, t } from '../../words/index.ts';
import type { SourceChoice } from './import-choice.ts';
import { sourceOf, withSource } from './open-input.ts';

/**
 * Loads a mapping for a spreadsheet. The valid part of a faulty mapping is checked against the spreadsheet as well, so that
 * everything can be fixed at once. Errors: `MappingError`.
 */
export async function loadMappingForFile(
  file: string,
  path: string,
  source: SourceChoice = {},
): Promise<LoadedMapping> {
  try {
    return withSource(await loadMapping(path), source);
  } catch (error) {
    if (!(error instanceof MappingError) || error.sound === undefined || file === '-') throw error;
    const { sound, problems } = error;
    const more = await problemsFor(withSource(sound, source), file);
    const known = new Set(problems.map(({ position }) => `${position.line}:${position.column}`));
    const others = more.filter(({ position }) => !known.has(`${position.line}:${position.column}`));
    const all = new MappingError(path, sound.text, [...problems, ...others], { sound });
    throw await withColumnLocation(all, withSource(sound, source), file);
  }
}

/** Empty if the spreadsheet cannot be read: that is reported once the mapping is valid. */
async function problemsFor(mapping: LoadedMapping, file: string) {
  const table = await openRows(file, sourceOf(mapping)).catch(() => undefined);
  if (table === undefined) return [];
  try {
    return await problemsWithoutTenant(mapping, { header: table.header, path: file });
  } finally {
    await table.close();
  }
}

/** Errors: `MappingError` for columns that the spreadsheet does not have, so that nothing is read from the CRM in vain. */
export async function requireColumns(
  mapping: LoadedMapping,
  input: { readonly header: readonly string[]; readonly path: string },
): Promise<void> {
  const problems = await problemsWithoutTenant(mapping, input);
  if (problems.length > 0) throw new MappingError(mapping.path, mapping.text, problems);
}

/** The place where the columns of a mapping were found, if it is not the one that the mapping names. */
interface ColumnLocation {
  readonly sheet: string | undefined;
  readonly row: number;
  /** The row is the one that is taken as the header by default. */
  readonly isFirst: boolean;
}

/**
 * Adds to an error about missing columns where they were found: in a row further down, below a title, or on another sheet. Other
 * errors are returned unchanged.
 */
export async function withColumnLocation(error: unknown, mapping: LoadedMapping, path: string): Promise<unknown> {
  if (!isAboutColumns(error)) return error;
  const found = await findColumns(mapping, path, sourceOf(mapping)).catch(() => undefined);
  if (found === undefined) return error;
  if (error instanceof MappingError)
    return error.withRemedy(t`${whereOf(found)} has all of them: set source: { ${settingsOf(found).join(', ')} }`);
  return error instanceof TaggingError
    ? new TaggingError(t`${error.message}\n\n${whereOf(found)} has all of them: ${flagsOf(found)}`)
    : error;
}

function isAboutColumns(error: unknown): boolean {
  if (error instanceof MappingError) return error.problems.some(({ code }) => code === 'unknown-column');
  return error instanceof TaggingError && / has no column | 没有列 /.test(error.message);
}

async function findColumns(
  mapping: LoadedMapping,
  path: string,
  source: SourceOptions,
): Promise<ColumnLocation | undefined> {
  const all = await readFirstRows(path, source);
  const wanted = all.find(({ sheet }) => sheet === source.sheet);
  // The sheet that was read comes first.
  const sheets = wanted === undefined ? all : [wanted, ...all.filter((each) => each !== wanted)];
  for (const start of sheets) {
    const row = await rowWithColumns(mapping, path, start);
    if (row === undefined) continue;
    const isRead = start === sheets[0];
    return { sheet: isRead ? source.sheet : start.sheet, row, isFirst: row === start.rows[0]?.number };
  }
  return undefined;
}

async function rowWithColumns(mapping: LoadedMapping, path: string, { rows }: FirstRows): Promise<number | undefined> {
  for (const { number, cells } of rows) {
    if (number > MAX_TITLE_ROWS) return undefined;
    const problems = await problemsWithoutTenant(mapping, { header: cells, path });
    if (!problems.some(({ code }) => code === 'unknown-column')) return number;
  }
  return undefined;
}

function whereOf({ sheet, row, isFirst }: ColumnLocation): string {
  if (sheet === undefined) return t`Row ${row}`;
  return isFirst ? t`Sheet "${sheet}"` : t`Row ${row} of sheet "${sheet}"`;
}

function settingsOf({ sheet, row, isFirst }: ColumnLocation): string[] {
  const header = isFirst && sheet !== undefined ? [] : [`header: ${row}`];
  return sheet === undefined ? header : [`sheet: ${JSON.stringify(sheet)}`, ...header];
}

function flagsOf({ sheet, row, isFirst }: ColumnLocation): string {
  const header = isFirst && sheet !== undefined ? [] : [`--header ${row}`];
  return ['give', ...(sheet === undefined ? header : [`--sheet ${shellLine([sheet])}`, ...header])].join(' ');
}

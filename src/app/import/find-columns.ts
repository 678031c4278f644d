import { type FirstRows, MAX_TITLE_ROWS, readFirstRows, type SourceOptions } from '../../files/index.ts';
import { type LoadedMapping, MappingError, problemsWithoutTenant } from '../../mapping/index.ts';
import { TaggingError } from '../../tagging/tagging-error.ts';
import { shellLine } from '../../words/shell-line.ts';
import { sourceOf } from './open-input.ts';

/** Where the columns of a mapping are, if not where they were looked for. */
interface ColumnLocation {
  readonly sheet: string | undefined;
  readonly row: number;
  /** The row is that by which the sheet would be read. */
  readonly isFirst: boolean;
}

/**
 * Adds to an error of columns that are not there where they are: in a row further down, below a title, or on another sheet. Any
 * other error stays as it is.
 */
export async function withColumnLocation(error: unknown, mapping: LoadedMapping, path: string): Promise<unknown> {
  if (!isAboutColumns(error)) return error;
  const found = await findColumns(mapping, path, sourceOf(mapping)).catch(() => undefined);
  if (found === undefined) return error;
  if (error instanceof MappingError)
    return error.withRemedy(`${whereOf(found)} has all of them: set source: { ${settingsOf(found).join(', ')} }`);
  return error instanceof TaggingError
    ? new TaggingError(`${error.message}\n\n${whereOf(found)} has all of them: ${flagsOf(found)}`)
    : error;
}

function isAboutColumns(error: unknown): boolean {
  if (error instanceof MappingError) return error.problems.some(({ code }) => code === 'unknown-column');
  return error instanceof TaggingError && / has no column /.test(error.message);
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
  if (sheet === undefined) return `Row ${row}`;
  return isFirst ? `Sheet "${sheet}"` : `Row ${row} of sheet "${sheet}"`;
}

function settingsOf({ sheet, row, isFirst }: ColumnLocation): string[] {
  const header = isFirst && sheet !== undefined ? [] : [`header: ${row}`];
  return sheet === undefined ? header : [`sheet: ${JSON.stringify(sheet)}`, ...header];
}

function flagsOf({ sheet, row, isFirst }: ColumnLocation): string {
  const header = isFirst && sheet !== undefined ? [] : [`--header ${row}`];
  return ['give', ...(sheet === undefined ? header : [`--sheet ${shellLine([sheet])}`, ...header])].join(' ');
}

import { BlankRows } from '../blank-rows.ts';
import { FileError } from '../file-error.ts';
import { columnLetters, isBlankRow, readHeader } from '../header.ts';
import type { Cell, Row, Table } from '../row.ts';
import type { SourceOptions } from '../source-options.ts';
import { readSharedStrings } from './shared-strings.ts';
import { sheetNotices } from './sheet-notices.ts';
import { SheetParser } from './sheet-parser.ts';
import type { SheetRow } from './sheet-rows.ts';
import { readStyles } from './styles.ts';
import { chooseSheet, readWorkbook } from './workbook.ts';
import { xmlText } from './xml-text.ts';
import { openZip } from './zip-archive.ts';

/** Opens an XLSX file, or one that is in memory: its header is read, its rows stream. */
export async function openXlsx(path: string, options: SourceOptions, bytes?: Buffer): Promise<Table> {
  const zip = await openZip(path, bytes);
  try {
    const workbook = await readWorkbook(path, zip);
    const sheet = chooseSheet(path, workbook, options.sheet);
    const formats = await readStyles(path, zip, workbook.stylesPart);
    const strings = await readSharedStrings(path, zip, workbook.stringsPart);
    const { part } = sheet;
    const parser = new SheetParser({ path, part, strings, formats, date1904: workbook.date1904 });

    async function* sheetRows(): AsyncGenerator<SheetRow[], void, undefined> {
      for await (const text of xmlText(path, part, zip.read(part))) yield parser.write(text);
      yield parser.close();
      if (!parser.isSheet)
        throw new FileError(
          'damaged',
          path,
          `its part "${part}" is no sheet. Open it in a spreadsheet program and save it again.`,
        );
    }

    const stream = sheetRows();
    const { header, rest } = await findHeader(path, sheet.name, stream, options.header);
    const { names, notices } = readHeader(path, header);
    const found = [...notices];
    const others = workbook.sheets.filter((each) => each !== sheet && each.visible).map(({ name }) => `"${name}"`);
    if (others.length > 0 && options.sheet === undefined) {
      found.push(`Sheet "${sheet.name}" was read; the workbook also has ${others.join(', ')}.`);
    }
    const blanks = new BlankRows();
    const outside: string[] = [];

    async function* batches(): AsyncGenerator<readonly Row[], void, undefined> {
      const ready = fitted(rest, names.length, blanks, outside);
      if (ready.length > 0) yield ready;
      for await (const rows of stream) {
        const batch = fitted(rows, names.length, blanks, outside);
        if (batch.length > 0) yield batch;
      }
      found.push(...sheetNotices(parser.facts, blanks.notice(), outside));
    }

    return {
      path,
      format: 'xlsx',
      header: names,
      headerRow: header.number,
      detected: { sheet: sheet.name },
      notices: found,
      batches,
      async close() {
        await stream.return();
        zip.close();
      },
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function findHeader(
  path: string,
  sheet: string,
  stream: AsyncGenerator<SheetRow[]>,
  wanted: number | undefined,
): Promise<{ header: Row; rest: SheetRow[] }> {
  for (let next = await stream.next(); !next.done; next = await stream.next()) {
    const at = next.value.findIndex(
      ({ number, cells }) => (wanted === undefined || number >= wanted) && !isBlankRow(cells),
    );
    const header = next.value[at];
    if (header === undefined) continue;
    if (wanted !== undefined && header.number !== wanted) break;
    while (isBlankRow(header.cells.slice(-1))) header.cells.pop();
    return { header, rest: next.value.slice(at + 1) };
  }
  throw new FileError(
    'no-header',
    path,
    wanted === undefined
      ? `its sheet "${sheet}" is empty; a row with column names is needed.`
      : `row ${wanted} of its sheet "${sheet}" is blank, so it cannot be the header. Set source.header to the row with the column names.`,
  );
}

/** Rows with data, each with as many cells as the header. What stands beside the header's columns belongs to no column. */
function fitted(rows: SheetRow[], width: number, blanks: BlankRows, outside: string[]): Row[] {
  const kept: Row[] = [];
  for (const row of rows) {
    const { cells, number } = row;
    if (isBlankRow(cells)) {
      blanks.saw(number);
      continue;
    }
    if (cells.length > width) {
      noteOutside(cells, number, width, outside);
      cells.length = width;
      if (isBlankRow(cells)) continue;
      if (row.problems !== undefined)
        row.problems = row.problems.filter(({ column }) => column === undefined || column < width);
    }
    while (cells.length < width) cells.push('');
    blanks.sawData();
    kept.push(row.problems?.length === 0 ? { number, cells } : row);
  }
  return kept;
}

function noteOutside(cells: readonly Cell[], row: number, width: number, outside: string[]): void {
  for (let column = width; column < cells.length && outside.length < 4; column++) {
    if (cells[column] !== '') outside.push(`${columnLetters(column)}${row}`);
  }
}

import { FileError } from '../file-error.ts';
import { isBlankRow } from '../header.ts';
import { FILE_MESSAGES } from '../messages.ts';
import type { Cell, RowProblem } from '../row.ts';
import type { SourceOptions } from '../source-options.ts';
import { PushbackText, TextChunks } from '../text-chunks.ts';
import type { NumberFormat } from './number-format.ts';
import { readSharedStrings } from './shared-strings.ts';
import { endOfSheetRows } from './sheet-chunk-splitter.ts';
import { MAX_MERGED_RANGES, type MergedRange, type SheetFacts, SheetParser } from './sheet-parser.ts';
import type { SheetContext, SheetRow } from './sheet-rows.ts';
import type { StringStore } from './string-store.ts';
import { chooseSheet, readStyles, readWorkbook } from './workbook.ts';
import { xmlText } from './xml-part.ts';
import type { ZipArchive } from './zip-archive.ts';

/** A sheet whose rows stream. */
export interface OpenSheet {
  readonly name: string;
  /** The names of the workbook's other visible sheets. */
  readonly others: readonly string[];
  readonly batches: AsyncGenerator<SheetRow[], void, undefined>;
  /** Complete once the rows have ended. */
  readonly facts: SheetFacts;
  /** The strings and formats that cells refer to. */
  readonly strings: StringStore;
  readonly formats: readonly NumberFormat[];
  readonly date1904: boolean;
  /** The rows after the last yielded batch, as chunks; undefined where they must be read in order. */
  split(): SheetChunks | undefined;
}

/** Rows that several threads can split. */
interface SheetChunks {
  readonly chunks: TextChunks;
  /** The number of the last row before them. */
  readonly lastNumber: number;
  /** Makes `batches` continue with text that was requeued, after the row `lastNumber`. */
  resume(text: string, lastNumber: number, hiddenRows: number): void;
}

/** Opens the sheet of the options, or the first visible one. */
export async function openSheet(path: string, zip: ZipArchive, options: SourceOptions): Promise<OpenSheet> {
  const workbook = await readWorkbook(path, zip);
  const sheet = chooseSheet(path, workbook, options.sheet);
  const formats = await readStyles(path, zip, workbook.stylesPart);
  const strings = await readSharedStrings(path, zip, workbook.stringsPart);
  const { part } = sheet;
  const { date1904 } = workbook;
  const context = { path, part, strings, formats, date1904 };
  const fill = options.merged === 'fill' ? await mergedFill(zip, context, options.header) : undefined;
  const parser = new SheetParser(context);
  const pieces = new PushbackText(xmlText(path, part, zip.read(part)));

  const filled = (rows: SheetRow[]): SheetRow[] => {
    if (fill !== undefined) for (const row of rows) fill.fill(row);
    return rows;
  };

  async function* batches(): AsyncGenerator<SheetRow[], void, undefined> {
    for await (const text of pieces) yield filled(parser.write(text));
    yield filled(parser.close());
    if (parser.isSheet) return;
    throw new FileError('damaged', path, FILE_MESSAGES.damaged.text.notSheet(part));
  }

  return {
    name: sheet.name,
    others: workbook.sheets.filter((each) => each !== sheet && each.visible).map(({ name }) => name),
    batches: batches(),
    strings,
    formats,
    date1904,
    split() {
      const { between } = parser;
      // Merged cells may reach from one chunk into the next.
      if (between === undefined || fill !== undefined) return undefined;
      return {
        chunks: new TextChunks(pieces, between.rest, endOfSheetRows),
        lastNumber: between.lastNumber,
        resume: (rest, lastNumber, hiddenRows) => parser.resume(rest, lastNumber, hiddenRows),
      };
    },
    get facts() {
      return parser.facts;
    },
  };
}

/** Reads the sheet once beforehand, since its merged ranges are listed after its rows. */
async function mergedFill(zip: ZipArchive, context: SheetContext, header = 0): Promise<MergedCellFiller> {
  const { path, part } = context;
  const parser = new SheetParser(context);
  for await (const text of xmlText(path, part, zip.read(part))) parser.write(text);
  parser.close();
  const { merged, mergedCount, disorder } = parser.facts;
  if (mergedCount > MAX_MERGED_RANGES) {
    throw new FileError('too-large', path, FILE_MESSAGES['too-large'].text.mergedRanges(MAX_MERGED_RANGES));
  }
  if (disorder !== undefined && merged.length > 0) {
    const message = FILE_MESSAGES.damaged.text.mergedDisorder(disorder.number, disorder.after);
    throw new FileError('damaged', path, message);
  }
  return new MergedCellFiller(merged, header);
}

/** A range that includes the current row, with its value. */
interface OpenRange {
  readonly range: MergedRange;
  readonly value: Cell;
  /** Problems of the value. */
  readonly problems: readonly RowProblem[];
}

/**
 * Repeats the value of merged cells in each of them, row by row. A header keeps its cells: only ranges from above reach into it, and
 * its own do not reach into the rows below.
 */
class MergedCellFiller {
  readonly #ranges: readonly MergedRange[];
  readonly #headerFrom: number;
  #next = 0;
  #open: OpenRange[] = [];
  #header: number | undefined;

  /** `headerFrom` is the first row that can be the header. */
  constructor(ranges: readonly MergedRange[], headerFrom: number) {
    this.#ranges = [...ranges].sort((left, right) => left.top - right.top);
    this.#headerFrom = headerFrom;
  }

  fill(row: SheetRow): void {
    this.#open = this.#open.filter(({ range }) => range.bottom >= row.number);
    for (
      let range = this.#ranges[this.#next];
      range !== undefined && range.top <= row.number;
      range = this.#ranges[++this.#next]
    ) {
      if (range.bottom < row.number || range.top === this.#header) continue;
      // Where the first row of a range is missing, its value is blank.
      const value = range.top === row.number ? (row.cells[range.left] ?? '') : '';
      const problems =
        range.top === row.number ? row.problems?.filter(({ column }) => column === range.left) : undefined;
      this.#open.push({ range, value, problems: problems ?? [] });
    }
    const isHeader = this.#header === undefined && row.number >= this.#headerFrom && !isBlankRow(row.cells);
    for (const open of this.#open) {
      const isBelow = open.range.top < row.number;
      if (open.value !== '' && (isBelow || (this.#header !== undefined && !isHeader))) repeat(row, open);
    }
    if (!isHeader) return;
    this.#header = row.number;
    this.#open = [];
  }
}

function repeat(row: SheetRow, { range, value, problems }: OpenRange): void {
  const { cells } = row;
  for (let column = range.left; column <= range.right; column++) {
    while (cells.length <= column) cells.push('');
    if (cells[column] !== '') continue;
    cells[column] = value;
    if (problems.length > 0) row.problems = [...(row.problems ?? []), ...problems.map((each) => ({ ...each, column }))];
  }
}

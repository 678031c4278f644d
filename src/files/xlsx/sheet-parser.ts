import type { SaxesTagPlain } from 'saxes';
import { ElementFeed } from './element-feed.ts';
import { readPlainRow } from './plain-row.ts';
import { type RowDisorder, type SheetContext, type SheetRow, SheetRowBuilder } from './sheet-rows.ts';
import { type Attributes, attribute, isTrue, NamespaceFilter, xmlParser } from './xml-part.ts';

/** The contents of a sheet other than its cells. */
export interface SheetFacts {
  readonly hiddenRows: number;
  readonly hiddenColumns: readonly (readonly [first: number, last: number])[];
  /** The first ranges of merged cells. */
  readonly merged: readonly MergedRange[];
  readonly mergedCount: number;
  /** The first row whose number is not greater than those before it. */
  readonly disorder: RowDisorder | undefined;
  /** The number of the last row, as the sheet declares it. */
  readonly lastRow: number | undefined;
}

/** The most ranges that are filled. */
export const MAX_MERGED_RANGES = 200_000;
/** The most ranges of hidden columns in the notice. */
const MAX_HIDDEN_RANGES = 1000;
const LAST_POSSIBLE_ROW = 1_048_576;

/** Turns a sheet's XML into rows as it streams. */
export class SheetParser {
  readonly #rows: SheetRowBuilder;
  readonly #feed: ElementFeed;
  readonly #hiddenColumns: [number, number][] = [];
  readonly #merged: MergedRange[] = [];
  #mergedCount = 0;
  #lastRow: number | undefined;
  readonly #own: NamespaceFilter;
  /** The names of the open elements without prefix, except those of extensions. */
  readonly #open: string[] = [];
  #rowName = 'row';
  #type = '';
  #style = 0;
  #value: string | undefined;
  #inline: string | undefined;
  #formula = false;
  isSheet = false;

  constructor(context: SheetContext) {
    this.#rows = new SheetRowBuilder(context);
    this.#own = new NamespaceFilter(context.path, context.part);
    const parser = xmlParser(context.path, context.part);
    parser.on('opentag', (tag: SaxesTagPlain) => this.#openTag(tag.name, tag.attributes as Attributes));
    parser.on('closetag', () => this.#closeTag());
    parser.on('text', (text) => this.#text(text));
    parser.on('cdata', (text) => this.#text(text));
    this.#feed = new ElementFeed(context.path, parser, {
      inList: () => this.#open.length === 2 && this.#open[1] === 'sheetData' && !this.#own.isForeign,
      childName: () => this.#rowName,
      plain: (text, from) => readPlainRow(text, from, this.#rows),
    });
  }

  /** Parses a piece of the XML and returns the rows that it completes. */
  write(piece: string): SheetRow[] {
    this.#feed.write(piece);
    return this.#rows.take();
  }

  /** Checks that the sheet is complete, and returns the last rows. */
  close(): SheetRow[] {
    this.#feed.close();
    return this.#rows.take();
  }

  /** The unread rest, if it begins between plain rows, and the number of the last row before it. */
  get between(): { readonly rest: string; readonly lastNumber: number } | undefined {
    const rest = this.#feed.between;
    return rest === undefined || this.#rows.disorder !== undefined
      ? undefined
      : { rest, lastNumber: this.#rows.lastNumber };
  }

  /** Continues with `rest`, after rows that were read elsewhere. */
  resume(rest: string, lastNumber: number, hiddenRows: number): void {
    this.#feed.resume(rest);
    this.#rows.skipTo(lastNumber, hiddenRows);
  }

  get facts(): SheetFacts {
    return {
      hiddenRows: this.#rows.hiddenRows,
      hiddenColumns: this.#hiddenColumns,
      merged: this.#merged,
      mergedCount: this.#mergedCount,
      disorder: this.#rows.disorder,
      lastRow: this.#lastRow,
    };
  }

  #openTag(qualified: string, attributes: Attributes): void {
    const name = this.#own.open(qualified, attributes);
    if (name === undefined) return;
    this.#open.push(name);
    const depth = this.#open.length;
    if (depth === 1) this.isSheet = name === 'worksheet';
    else if (depth === 2 && name === 'sheetData') this.#rowName = `${qualified.slice(0, -name.length)}row`;
    else if (this.#open[1] === 'sheetData') this.#openInData(name, depth, attributes);
    else if (
      depth === 3 &&
      name === 'col' &&
      this.#hiddenColumns.length < MAX_HIDDEN_RANGES &&
      isTrue(attribute(attributes, 'hidden'))
    ) {
      this.#hiddenColumns.push([Number(attribute(attributes, 'min')), Number(attribute(attributes, 'max'))]);
    } else if (depth === 2 && name === 'dimension') {
      const last = /:[A-Z]+(\d+)$/.exec(attribute(attributes, 'ref') ?? '')?.[1];
      // A sheet that declares the greatest possible row does not reveal its last one.
      if (last !== undefined && Number(last) < LAST_POSSIBLE_ROW) this.#lastRow = Number(last);
    } else if (depth === 3 && name === 'mergeCell') {
      this.#mergedCount++;
      const range = mergedRange(attribute(attributes, 'ref') ?? '');
      if (range !== undefined && this.#merged.length < MAX_MERGED_RANGES) this.#merged.push(range);
    }
  }

  #openInData(name: string, depth: number, attributes: Attributes): void {
    if (depth === 3 && name === 'row') {
      const number = attributes['r'];
      this.#rows.startRow(number === undefined ? undefined : Number(number), isTrue(attributes['hidden']));
    } else if (depth === 4 && name === 'c') {
      const reference = attributes['r'];
      this.#rows.startCell(reference === undefined ? undefined : columnOf(reference));
      this.#type = attributes['t'] ?? '';
      this.#style = Number(attributes['s'] ?? 0);
      this.#value = undefined;
      this.#inline = undefined;
      this.#formula = false;
    } else if (depth === 5 && name === 'f') this.#formula = true;
    else if (depth === 5 && name === 'v') this.#value = '';
    else if (depth === 5 && name === 'is') this.#inline = '';
  }

  #text(text: string): void {
    const depth = this.#open.length;
    if (depth < 5 || this.#own.isForeign || this.#open[1] !== 'sheetData') return;
    const name = this.#open[depth - 1];
    if (name === 'v' && depth === 5) this.#value += text;
    // Phonetic text (rPh) explains characters and is not part of the cell.
    else if (name === 't' && this.#open[4] === 'is' && !this.#open.includes('rPh')) this.#inline += text;
  }

  #closeTag(): void {
    if (!this.#own.close()) return;
    const depth = this.#open.length;
    const name = this.#open.pop();
    if (depth === 2 && name === 'sheetData') this.#feed.listClosed();
    else if (this.#open[1] !== 'sheetData') return;
    else if (depth === 3 && name === 'row') this.#rows.endRow();
    else if (depth === 4 && name === 'c') this.#endCell();
  }

  #endCell(): void {
    if (this.#inline !== undefined) this.#rows.text(this.#inline);
    else if (this.#value !== undefined) this.#rows.typed(this.#type, this.#value, this.#style, this.#formula);
    else if (this.#formula) this.#rows.unknownResult();
  }
}

/** A range of merged cells: its rows as the sheet counts them, its columns from 0. */
export interface MergedRange {
  readonly reference: string;
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

const RANGE_REFERENCE = /^\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})$/i;

/** Reads a reference such as `C2:C4`; undefined for any other text. */
function mergedRange(reference: string): MergedRange | undefined {
  const [, firstLetters = '', first, lastLetters = '', last] = RANGE_REFERENCE.exec(reference) ?? [];
  const columns = [columnOf(firstLetters), columnOf(lastLetters)];
  if (first === undefined || columns[0] === undefined || columns[1] === undefined) return undefined;
  const rows = [Number(first), Number(last)];
  return {
    reference,
    top: Math.min(...rows),
    bottom: Math.max(...rows),
    left: Math.min(columns[0], columns[1]),
    right: Math.max(columns[0], columns[1]),
  };
}

/** The column index of a reference such as `AB12`; undefined for any other text. */
function columnOf(reference: string): number | undefined {
  let column = 0;
  let at = 0;
  for (; at < reference.length; at++) {
    const letter = reference.charCodeAt(at) & ~32;
    if (letter < 65 || letter > 90) break;
    column = column * 26 + letter - 64;
  }
  return at === 0 || at > 3 ? undefined : column - 1;
}

import type { SaxesTagPlain } from 'saxes';
import { columnOf } from './cell-reference.ts';
import { ElementFeed } from './element-feed.ts';
import { readPlainRow } from './plain-row.ts';
import { type SheetContext, type SheetRow, SheetRows } from './sheet-rows.ts';
import { type Attributes, attribute, isTrue, localName, xmlParser } from './xml-part.ts';

/** What a sheet says beside its cells. */
export interface SheetFacts {
  readonly hiddenRows: number;
  readonly hiddenColumns: readonly (readonly [first: number, last: number])[];
  readonly merged: readonly string[];
  readonly mergedCount: number;
  /** The last row, as the sheet announces it. */
  readonly lastRow: number | undefined;
}

const maxMergedShown = 3;
const mostRows = 1_048_576;

/** Turns a sheet's XML into rows as it streams. */
export class SheetParser {
  readonly #rows: SheetRows;
  readonly #feed: ElementFeed;
  readonly #hiddenColumns: [number, number][] = [];
  readonly #merged: string[] = [];
  #mergedCount = 0;
  #lastRow: number | undefined;
  /** Names of the open elements, without prefix. */
  readonly #open: string[] = [];
  #rowName = 'row';
  #type = '';
  #style = 0;
  #value: string | undefined;
  #inline: string | undefined;
  #formula = false;
  isSheet = false;

  constructor(context: SheetContext) {
    this.#rows = new SheetRows(context);
    const parser = xmlParser(context.path, context.part);
    parser.on('opentag', (tag: SaxesTagPlain) => this.#openTag(tag.name, tag.attributes as Attributes));
    parser.on('closetag', (tag: SaxesTagPlain) => this.#closeTag(localName(tag.name)));
    parser.on('text', (text) => this.#text(text));
    parser.on('cdata', (text) => this.#text(text));
    this.#feed = new ElementFeed(context.path, parser, {
      inList: () => this.#open.length === 2 && this.#open[1] === 'sheetData',
      childName: () => this.#rowName,
      plain: (text, from) => readPlainRow(text, from, this.#rows),
    });
  }

  /** Takes a piece of the XML and answers the rows that it completes. */
  write(piece: string): SheetRow[] {
    this.#feed.write(piece);
    return this.#rows.take();
  }

  /** Checks that the sheet is whole, and answers rows that only now are complete. */
  close(): SheetRow[] {
    this.#feed.close();
    return this.#rows.take();
  }

  /** What is not read yet, if it stands between plain rows, and the last row before it. */
  get between(): { readonly rest: string; readonly lastNumber: number } | undefined {
    const rest = this.#feed.between;
    return rest === undefined ? undefined : { rest, lastNumber: this.#rows.lastNumber };
  }

  /** Goes on with what is not read yet, after rows that were read elsewhere. */
  goOn(rest: string, lastNumber: number, hiddenRows: number): void {
    this.#feed.goOn(rest);
    this.#rows.readElsewhere(lastNumber, hiddenRows);
  }

  get facts(): SheetFacts {
    return {
      hiddenRows: this.#rows.hiddenRows,
      hiddenColumns: this.#hiddenColumns,
      merged: this.#merged,
      mergedCount: this.#mergedCount,
      lastRow: this.#lastRow,
    };
  }

  #openTag(qualified: string, attributes: Attributes): void {
    const name = localName(qualified);
    this.#open.push(name);
    const depth = this.#open.length;
    if (depth === 1) this.isSheet = name === 'worksheet';
    else if (depth === 2 && name === 'sheetData') this.#rowName = `${qualified.slice(0, -name.length)}row`;
    else if (this.#open[1] === 'sheetData') this.#openInData(name, depth, attributes);
    else if (name === 'col' && isTrue(attribute(attributes, 'hidden'))) {
      this.#hiddenColumns.push([Number(attribute(attributes, 'min')), Number(attribute(attributes, 'max'))]);
    } else if (name === 'dimension') {
      const last = /:[A-Z]+(\d+)$/.exec(attribute(attributes, 'ref') ?? '')?.[1];
      // A sheet that claims all rows there can be says nothing.
      if (last !== undefined && Number(last) < mostRows) this.#lastRow = Number(last);
    } else if (name === 'mergeCell') {
      this.#mergedCount++;
      if (this.#merged.length < maxMergedShown) this.#merged.push(attribute(attributes, 'ref') ?? '');
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
    if (depth < 5 || this.#open[1] !== 'sheetData') return;
    const name = this.#open[depth - 1];
    if (name === 'v' && depth === 5) this.#value += text;
    // Phonetic text (rPh) explains the characters above it and is no part of the cell.
    else if (name === 't' && this.#open[4] === 'is' && !this.#open.includes('rPh')) this.#inline += text;
  }

  #closeTag(name: string): void {
    const depth = this.#open.length;
    this.#open.pop();
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

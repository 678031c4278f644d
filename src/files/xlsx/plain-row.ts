import type { SheetRowBuilder } from './sheet-rows.ts';
import { resolveEntities } from './xml-escaping.ts';

const LESS_THAN = 60;
const SLASH = 47;
const SPACE = 32;
const QUOTE = 34;
const EQUALS = 61;

/**
 * Reads a row in the form that spreadsheet programs write, from `<row` to `</row>`: no comments, no CDATA, double quotes, no rich
 * text in the cell. Returns the index after it, or 0 for any other form, which saxes then reads. `text` must hold the whole row.
 */
export function readPlainRow(text: string, from: number, rows: SheetRowBuilder): number {
  if (!text.startsWith('<row', from)) return 0;
  const { lastNumber, hiddenRows, offset } = rows;
  rows.readFrom(text);
  const end = readRow(text, from, rows);
  if (end === 0) rows.dropRow(lastNumber, hiddenRows, offset);
  return end;
}

function readRow(text: string, from: number, rows: SheetRowBuilder): number {
  let at = text.indexOf('>', from) + 1;
  const opening = text.slice(from + 4, at - 1);
  if (opening.includes("'") || opening.includes('<') || opening.includes('xmlns')) return 0;
  const number = / r="(\d{1,9})"/.exec(opening)?.[1];
  if (number === undefined && opening.includes(' r=')) return 0;
  rows.startRow(
    number === undefined ? undefined : Number(number),
    opening.includes(' hidden="') && / hidden="(?:1|true)"/.test(opening),
  );
  if (opening.endsWith('/')) {
    rows.endRow();
    return at;
  }
  for (;;) {
    if (text.charCodeAt(at) !== LESS_THAN) {
      const code = text.charCodeAt(at);
      if (code !== SPACE && code !== 10 && code !== 13 && code !== 9) return 0;
      at++;
      continue;
    }
    if (text.charCodeAt(at + 1) === SLASH) {
      if (!text.startsWith('</row>', at)) return 0;
      rows.endRow();
      return at + 6;
    }
    at = readCell(text, at, rows);
    if (at === 0) return 0;
  }
}

/** Reads `<c …>…</c>`; returns the index after it, or 0. */
function readCell(text: string, from: number, rows: SheetRowBuilder): number {
  if (text.charCodeAt(from + 1) !== 99) return 0;
  let at = from + 2;
  let column = -1;
  let style = 0;
  let type = '';
  // Attributes: a space, a name, =, a value in double quotes.
  while (text.charCodeAt(at) === SPACE) {
    const letter = text.charCodeAt(at + 1);
    if (text.charCodeAt(at + 2) !== EQUALS || text.charCodeAt(at + 3) !== QUOTE) {
      // A longer name, such as cm= or ph=, is skipped.
      const open = text.indexOf('="', at);
      const close = text.indexOf('"', open + 2);
      if (open === -1 || close === -1 || !/^ (?!xmlns)\w+$/.test(text.slice(at, open))) return 0;
      at = close + 1;
      continue;
    }
    let end = at + 4;
    if (letter === 114) {
      column = 0;
      for (let code = text.charCodeAt(end); code >= 65 && code <= 90; code = text.charCodeAt(++end))
        column = column * 26 + code - 64;
      if (column === 0 || end > at + 7) return 0;
      column--;
      for (let code = text.charCodeAt(end); code >= 48 && code <= 57; ) code = text.charCodeAt(++end);
      if (text.charCodeAt(end) !== QUOTE) end = text.indexOf('"', end);
    } else if (letter === 115) {
      style = 0;
      for (let code = text.charCodeAt(end); code >= 48 && code <= 57; code = text.charCodeAt(++end))
        style = style * 10 + code - 48;
    } else {
      const known = letter === 116 ? knownType(text, end) : '';
      end = known === '' ? text.indexOf('"', end) : end + known.length;
      if (letter === 116) type = known === '' ? text.slice(at + 4, end) : known;
    }
    if (text.charCodeAt(end) !== QUOTE) return 0;
    at = end + 1;
  }
  rows.startCell(column === -1 ? undefined : column);
  const code = text.charCodeAt(at);
  if (code === SLASH && text.charCodeAt(at + 1) === 62) return at + 2;
  return code === 62 ? readContent(text, at + 1, rows, type, style) : 0;
}

/** The most frequent cell types, without creating a string for each cell. */
function knownType(text: string, from: number): string {
  const code = text.charCodeAt(from);
  if (text.charCodeAt(from + 1) === QUOTE) return code === 115 ? 's' : code === 110 ? 'n' : '';
  if (code === 105) return text.startsWith('inlineStr"', from) ? 'inlineStr' : '';
  return code === 115 && text.startsWith('str"', from) ? 'str' : '';
}

/** Reads the content of a cell, and its end tag. */
function readContent(text: string, from: number, rows: SheetRowBuilder, type: string, style: number): number {
  const name = text.charCodeAt(from + 1);
  if (text.charCodeAt(from) !== LESS_THAN) return 0;
  if (name === 118 && text.charCodeAt(from + 2) === 62) return readValue(text, from + 3, rows, type, style, false);
  if (type === 'inlineStr' && name === 105) return readInline(text, from, rows);
  if (name === SLASH) return text.startsWith('</c>', from) ? from + 4 : 0;
  if (name !== 102) return 0;
  const close = text.indexOf('>', from);
  let at = close + 1;
  if (text.charCodeAt(close - 1) !== SLASH) {
    const end = text.indexOf('<', close);
    if (!text.startsWith('</f>', end)) return 0;
    at = end + 4;
  }
  return text.startsWith('<v>', at) ? readValue(text, at + 3, rows, type, style, true) : 0;
}

function readValue(
  text: string,
  from: number,
  rows: SheetRowBuilder,
  type: string,
  style: number,
  isFormula: boolean,
): number {
  const end = text.indexOf('<', from);
  if (!text.startsWith('</v></c>', end)) return 0;
  if (type === 's') {
    let index = 0;
    let at = from;
    for (let code = text.charCodeAt(at); code >= 48 && code <= 57; code = text.charCodeAt(++at))
      index = index * 10 + code - 48;
    if (at !== end || at === from) return 0;
    rows.sharedString(index);
    return end + 8;
  }
  const raw = rows.isPlain ? text.slice(from, end) : resolveEntities(text.slice(from, end));
  if (raw === undefined || type === 'inlineStr') return 0;
  rows.typed(type, raw, style, isFormula);
  return end + 8;
}

function readInline(text: string, from: number, rows: SheetRowBuilder): number {
  const start = text.startsWith('<is><t>', from)
    ? from + 7
    : text.startsWith('<is><t xml:space="preserve">', from)
      ? from + 28
      : 0;
  if (start === 0) return 0;
  const end = text.indexOf('<', start);
  if (!text.startsWith('</t></is></c>', end)) return 0;
  if (rows.isPlain) {
    rows.plainText(text.slice(start, end));
    return end + 13;
  }
  const raw = resolveEntities(text.slice(start, end));
  if (raw === undefined) return 0;
  rows.text(raw);
  return end + 13;
}

import { columnLetters } from '../header.ts';
import { MAIN_NAMESPACE, MAX_CELL_CHARS, XML_DECLARATION } from './workbook-xml.ts';
import { escapeAttribute, escapeText } from './xml-escaping.ts';

/** What the cells of a column are for, shown by their colour. */
export type ColumnTone = 'plain' | 'label' | 'fact' | 'before' | 'after' | 'edit' | 'aside';

/** A column of a sheet for people. */
export interface ReportColumn {
  readonly name: string;
  readonly widthChars: number;
  readonly tone?: ColumnTone;
  /** Show long texts on several lines. */
  readonly wrap?: boolean;
  readonly choices?: ColumnChoices;
}

/** The only values of a column; spreadsheet programs offer them in a drop-down list. */
export interface ColumnChoices {
  readonly values: readonly string[];
  /** A line with this value is shown struck through. */
  readonly struckOut?: string;
  /** What a spreadsheet program shows beside a selected cell of the column. */
  readonly title: string;
  readonly help: string;
}

/** Excel shows no longer title and text beside a cell. */
const MAX_PROMPT_CHARS = { title: 32, help: 255 } as const;

interface ToneLook {
  /** Colours as ARGB. */
  readonly back?: string;
  readonly text?: string;
  readonly bold?: true;
  /** Numbers stand at the left, as texts do. */
  readonly numbersLeft?: true;
  readonly header: { readonly back: string; readonly text: string };
}

const WHITE = 'FFFFFFFF';
const USUAL_HEADER = { back: 'FF1F4E78', text: WHITE };
const TONES: Readonly<Record<ColumnTone, ToneLook>> = {
  plain: { header: USUAL_HEADER },
  label: { bold: true, header: USUAL_HEADER },
  fact: { numbersLeft: true, header: USUAL_HEADER },
  before: { back: 'FFFBE3E1', text: 'FF8C1D18', header: { back: 'FFB3261E', text: WHITE } },
  after: { back: 'FFE3F4E8', text: 'FF0B5A32', header: { back: 'FF17784A', text: WHITE } },
  edit: { back: 'FFFFF6CC', bold: true, header: { back: 'FFFFC000', text: 'FF3A2C00' } },
  aside: { text: 'FF7F7F7F', header: { back: 'FF8A94A0', text: WHITE } },
};
const TONE_NAMES = Object.keys(TONES) as ColumnTone[];

/** Per tone: the header, a text, a text on several lines, a number. */
const STYLES_PER_TONE = 4;
const STYLE_OFFSET = { header: 0, text: 1, wrapped: 2, number: 3 } as const;

/** The number of a style in `REPORT_STYLES_XML`; 0 is that of cells without one. */
function styleOf({ tone = 'plain', wrap = false }: ReportColumn, kind: 'header' | 'text' | 'number'): number {
  const offset = STYLE_OFFSET[kind === 'text' && wrap ? 'wrapped' : kind];
  return 1 + TONE_NAMES.indexOf(tone) * STYLES_PER_TONE + offset;
}

/** The styles of all tones. */
export const REPORT_STYLES_XML = stylesXml();

function stylesXml(): string {
  const font = (text = 'FF000000', bold = false): string =>
    `<font>${bold ? '<b/>' : ''}<sz val="11"/><color rgb="${text}"/><name val="Calibri"/><family val="2"/></font>`;
  const fill = (back?: string): string =>
    back === undefined
      ? '<fill><patternFill patternType="none"/></fill>'
      : `<fill><patternFill patternType="solid"><fgColor rgb="${back}"/><bgColor indexed="64"/></patternFill></fill>`;
  const xf = (format: number, place: number, alignment: string): string =>
    `<xf numFmtId="${format}" fontId="${place}" fillId="${place + 1}" borderId="1" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment${alignment}/></xf>`;
  const TEXT = 49;
  // Two fonts and two fills per tone: of its header and of its cells. Font 0, fills 0 and 1 are reserved.
  const looks = TONE_NAMES.flatMap((tone) => {
    const { header, back, text, bold } = TONES[tone];
    return [
      { back: header.back, text: header.text, bold: true },
      { back, text, bold },
    ];
  });
  const formats = TONE_NAMES.flatMap((tone, at) => {
    const [header, cell] = [at * 2 + 1, at * 2 + 2];
    return [
      xf(TEXT, header, ' vertical="center"'),
      xf(TEXT, cell, ' vertical="top"'),
      xf(TEXT, cell, ' vertical="top" wrapText="1"'),
      xf(0, cell, ` vertical="top" horizontal="${TONES[tone].numbersLeft ? 'left' : 'right" indent="1'}"`),
    ];
  });
  const edge = (side: string): string => `<${side} style="thin"><color rgb="FFD8DEE8"/></${side}>`;
  return `${XML_DECLARATION}<styleSheet xmlns="${MAIN_NAMESPACE}">
<fonts count="${looks.length + 1}">${font()}${looks.map(({ text, bold }) => font(text, bold)).join('')}</fonts>
<fills count="${looks.length + 2}">${fill()}<fill><patternFill patternType="gray125"/></fill>${looks.map(({ back }) => fill(back)).join('')}</fills>
<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>${['left', 'right', 'top', 'bottom'].map(edge).join('')}<diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="${formats.length + 1}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>${formats.join('')}</cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
<dxfs count="1"><dxf><font><strike/><color rgb="FF8A94A0"/></font></dxf></dxfs>
</styleSheet>`;
}

const HEADER_HEIGHT_POINTS = 21;

/** How a sheet begins, with its header, up to its rows. */
export function reportSheetOpening(columns: readonly ReportColumn[], tabColour: string, selected: boolean): string {
  const widths = columns.map(
    ({ widthChars }, at) => `<col min="${at + 1}" max="${at + 1}" width="${widthChars}" customWidth="1"/>`,
  );
  const header = columns.map((column, at) => textCell(columnLetters(at), 1, styleOf(column, 'header'), column.name));
  return `${XML_DECLARATION}<worksheet xmlns="${MAIN_NAMESPACE}"><sheetPr><tabColor rgb="${tabColour}"/><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView${selected ? ' tabSelected="1"' : ''} workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="16"/><cols>${widths.join('')}</cols><sheetData><row r="1" ht="${HEADER_HEIGHT_POINTS}" customHeight="1">${header.join('')}</row>`;
}

/** How a sheet with this many rows, header included, ends: its filter, its drop-down lists, how it is printed. */
export function reportSheetClosing(columns: readonly ReportColumn[], filter: string | undefined, rows: number): string {
  const last = Math.max(2, rows);
  const chosen = columns.flatMap(({ choices }, at) =>
    choices === undefined ? [] : [{ ...choices, letters: columnLetters(at) }],
  );
  const struck = chosen.flatMap(({ struckOut, letters }, at) =>
    struckOut === undefined
      ? []
      : [
          `<conditionalFormatting sqref="A2:${columnLetters(columns.length - 1)}${last}"><cfRule type="expression" dxfId="0" priority="${at + 1}"><formula>LOWER(TRIM($${letters}2))="${escapeText(struckOut)}"</formula></cfRule></conditionalFormatting>`,
        ],
  );
  const lists = chosen.map(
    ({ values, title, help, letters }) =>
      `<dataValidation type="list" showInputMessage="1" showErrorMessage="1" errorTitle="${prompt(title, 'title')}" error="${prompt(help, 'help')}" promptTitle="${prompt(title, 'title')}" prompt="${prompt(help, 'help')}" sqref="${letters}2:${letters}${last}"><formula1>"${escapeText(values.join(','))}"</formula1></dataValidation>`,
  );
  const validations =
    lists.length === 0 ? '' : `<dataValidations count="${lists.length}">${lists.join('')}</dataValidations>`;
  return `</sheetData>${filter === undefined ? '' : `<autoFilter ref="${filter.replaceAll('$', '')}"/>`}${struck.join('')}${validations}<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>`;
}

function prompt(text: string, kind: keyof typeof MAX_PROMPT_CHARS): string {
  return escapeAttribute(text.slice(0, MAX_PROMPT_CHARS[kind]));
}

/** A row as XML. Text is written as text, whatever it looks like, and is never longer than a cell can be. */
export function reportRowXml(
  columns: readonly ReportColumn[],
  number: number,
  cells: readonly (string | number | undefined)[],
): string {
  const parts = columns.map((column, at) => {
    const value = cells[at] ?? '';
    const letters = columnLetters(at);
    if (typeof value === 'number')
      return `<c r="${letters}${number}" s="${styleOf(column, 'number')}"><v>${value}</v></c>`;
    if (value === '') return `<c r="${letters}${number}" s="${styleOf(column, 'text')}"/>`;
    return textCell(letters, number, styleOf(column, 'text'), value);
  });
  return `<row r="${number}">${parts.join('')}</row>`;
}

function textCell(letters: string, row: number, style: number, text: string): string {
  return `<c r="${letters}${row}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escapeText(cutToCell(text))}</t></is></c>`;
}

/** The part of a text that a cell can hold, without half a character at its end. */
export function cutToCell(text: string): string {
  return text.length <= MAX_CELL_CHARS ? text : text.slice(0, MAX_CELL_CHARS).replace(/[\ud800-\udbff]$/, '');
}

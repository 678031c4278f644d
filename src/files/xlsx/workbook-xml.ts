import { type OutColumn, type OutValue, outText } from '../out/row-writer.ts';
import { escapeAttribute, escapeText } from './xml-escaping.ts';
import { MAX_ZIP_BYTES } from './zip-writer.ts';

/** The namespace of sheets, styles and the workbook part. */
export const MAIN_NAMESPACE = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const PACKAGE_NAMESPACE = 'http://schemas.openxmlformats.org/package/2006';
const OFFICE_RELATIONSHIPS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const CONTENT_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** The start of every part. */
export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** Numbers of the styles in `STYLES_XML`. */
export const CELL_STYLE = { header: 1, text: 2, date: 3, datetime: 4 } as const;

/** A sheet that was written. */
export interface WrittenSheet {
  readonly name: string;
  /** The range of its autofilter, if it has one: `$A$1:$T$201`. */
  readonly filter?: string;
}

const STYLES_XML = `${XML_DECLARATION}<styleSheet xmlns="${MAIN_NAMESPACE}">
<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>
<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font><font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>`;

/** Properties of a document, which programs that list files show and search. */
interface DocumentProperties {
  readonly title: string;
  readonly keywords: string;
}

/** The parts that list the others, once all sheets are known, and the styles. */
export function listingParts(
  sheets: readonly WrittenSheet[],
  { styles = STYLES_XML, properties }: { readonly styles?: string; readonly properties?: DocumentProperties } = {},
): readonly (readonly [name: string, xml: string])[] {
  const numbered = sheets.map((sheet, index) => ({ ...sheet, index, number: index + 1 }));
  const overrides = numbered.map(
    ({ number }) =>
      `<Override PartName="/xl/worksheets/sheet${number}.xml" ContentType="${CONTENT_TYPE}.worksheet+xml"/>`,
  );
  const links = numbered.map(
    ({ number }) =>
      `<Relationship Id="rId${number}" Type="${OFFICE_RELATIONSHIPS}/worksheet" Target="worksheets/sheet${number}.xml"/>`,
  );
  const listed = numbered.map(
    ({ name, number }) => `<sheet name="${escapeAttribute(name)}" sheetId="${number}" r:id="rId${number}"/>`,
  );
  const filters = numbered.flatMap(({ name, filter, index }) =>
    filter === undefined
      ? []
      : [
          `<definedName name="_xlnm._FilterDatabase" localSheetId="${index}" hidden="1">${escapeText(`'${name.replaceAll("'", "''")}'!${filter}`)}</definedName>`,
        ],
  );
  return [
    [
      'xl/workbook.xml',
      `${XML_DECLARATION}<workbook xmlns="${MAIN_NAMESPACE}" xmlns:r="${OFFICE_RELATIONSHIPS}"><bookViews><workbookView/></bookViews><sheets>${listed.join('')}</sheets>${filters.length === 0 ? '' : `<definedNames>${filters.join('')}</definedNames>`}</workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${XML_DECLARATION}<Relationships xmlns="${PACKAGE_NAMESPACE}/relationships">${links.join('')}<Relationship Id="rId${sheets.length + 1}" Type="${OFFICE_RELATIONSHIPS}/styles" Target="styles.xml"/></Relationships>`,
    ],
    ['xl/styles.xml', styles],
    ...(properties === undefined ? [] : [['docProps/core.xml', propertiesXml(properties)] as const]),
    [
      '_rels/.rels',
      `${XML_DECLARATION}<Relationships xmlns="${PACKAGE_NAMESPACE}/relationships"><Relationship Id="rId1" Type="${OFFICE_RELATIONSHIPS}/officeDocument" Target="xl/workbook.xml"/>${properties === undefined ? '' : `<Relationship Id="rId2" Type="${PACKAGE_NAMESPACE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>`}</Relationships>`,
    ],
    [
      '[Content_Types].xml',
      `${XML_DECLARATION}<Types xmlns="${PACKAGE_NAMESPACE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${CONTENT_TYPE}.sheet.main+xml"/>${overrides.join('')}<Override PartName="/xl/styles.xml" ContentType="${CONTENT_TYPE}.styles+xml"/>${properties === undefined ? '' : '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'}</Types>`,
    ],
  ];
}

function propertiesXml({ title, keywords }: DocumentProperties): string {
  return `${XML_DECLARATION}<cp:coreProperties xmlns:cp="${PACKAGE_NAMESPACE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${escapeText(title)}</dc:title><cp:keywords>${escapeText(keywords)}</cp:keywords></cp:coreProperties>`;
}

/** How a sheet begins, up to its rows. */
export function sheetOpening(widths: readonly number[], textColumns: readonly boolean[], selected: boolean): string {
  const cols = widths.map(
    (width, at) =>
      `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"${textColumns[at] ? ` style="${CELL_STYLE.text}"` : ''}/>`,
  );
  return `${XML_DECLARATION}<worksheet xmlns="${MAIN_NAMESPACE}"><sheetViews><sheetView${selected ? ' tabSelected="1"' : ''} workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${cols.join('')}</cols><sheetData>`;
}

/** How a sheet ends. */
export function sheetClosing(filter: string): string {
  return `</sheetData><autoFilter ref="${filter.replaceAll('$', '')}"/></worksheet>`;
}

/** The most rows of a sheet, header included. */
export const MAX_SHEET_ROWS = 1_048_576;
/** A sheet ends early rather than outgrow the zip format. */
export const MAX_SHEET_BYTES = MAX_ZIP_BYTES - 64 * 1024 * 1024;

/** The longest text of a cell in Excel, in UTF-16 units. */
export const MAX_CELL_CHARS = 32_767;

/** The facts that all cells of a row share. */
interface RowAttributes {
  readonly number: string;
  /** Between the column's letters and a text. */
  readonly beforeText: string;
}

export function rowAttributes(number: number): RowAttributes {
  return {
    number: String(number),
    beforeText: `${number}" s="${CELL_STYLE.text}" t="inlineStr"><is><t xml:space="preserve">`,
  };
}

const DATE_CELL = `" s="${CELL_STYLE.date}"><v>`;
const DATETIME_CELL = `" s="${CELL_STYLE.datetime}"><v>`;

const SHORT_NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,14})?$/;

/** A cell as XML; empty if it is blank. Its reference, such as `B7`, is the column's letters and the row's number. */
export function cellXml(
  letters: string,
  row: RowAttributes,
  value: OutValue | undefined,
  kind: OutColumn['kind'],
  onTooLong: (reference: string, length: number) => void,
): string {
  if (value === null || value === undefined || value === '') return '';
  if (typeof value === 'boolean' && kind !== 'text') {
    return `<c r="${letters}${row.number}" t="b"><v>${value ? '1' : '0'}</v></c>`;
  }
  if (typeof value === 'number' && kind !== 'text' && holdsExactly(value)) {
    return `<c r="${letters}${row.number}"><v>${String(value)}</v></c>`;
  }
  if (typeof value === 'object' || ((kind === 'date' || kind === 'datetime') && typeof value === 'string')) {
    const text = outText(value);
    const serial = serialFromText(text);
    const shown = typeof value === 'object' ? value.kind : kind;
    if (serial !== undefined) {
      return `<c r="${letters}${row.number}${shown === 'date' ? DATE_CELL : DATETIME_CELL}${String(serial)}</v></c>`;
    }
  }
  if (kind === 'number' && typeof value === 'string' && SHORT_NUMBER.test(value)) {
    return `<c r="${letters}${row.number}"><v>${value}</v></c>`;
  }
  let text = outText(value);
  if (text.length > MAX_CELL_CHARS) {
    onTooLong(letters + row.number, text.length);
    text = text.slice(0, isHighSurrogate(text.charCodeAt(MAX_CELL_CHARS - 1)) ? MAX_CELL_CHARS - 1 : MAX_CELL_CHARS);
  }
  return `<c r="${letters}${row.beforeText}${escapeText(text)}</t></is></c>`;
}

/** Excel keeps 15 digits; a whole number with more, or NaN or an infinity, is written as text. */
function holdsExactly(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Math.abs(value) < 1e15);
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

const ISO_TIME =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;
const UTC_OFFSET = /^[+-]\d{2}:\d{2}$/;
const DAY_MS = 86_400_000;
const EPOCH = Date.UTC(1899, 11, 30);
/** Before 1 March 1900 programs disagree about the day of a serial number. */
const FIRST_SERIAL = 61;

const MAX_CACHED_DAYS = 10_000;
/** Days of earlier dates, as milliseconds since the epoch of serial numbers. */
const CACHED_DAYS = new Map<string, number>();

/** The serial number of an ISO date or moment, by its wall-clock time; undefined if XLSX cannot hold it. */
export function serialFromText(text: string): number | undefined {
  const day = CACHED_DAYS.get(text.slice(0, 10));
  // The form that exports write: the day is cached, and the time is read two digits at a time.
  const seconds = day === undefined ? -1 : secondsOfDay(text);
  if (day !== undefined && seconds >= 0) return (day + seconds * 1000) / DAY_MS;
  const serial = parsedSerial(text);
  if (serial !== undefined && text.length >= 19) {
    if (CACHED_DAYS.size >= MAX_CACHED_DAYS) CACHED_DAYS.clear();
    CACHED_DAYS.set(text.slice(0, 10), Math.floor(serial) * DAY_MS);
  }
  return serial;
}

/** The time of `2025-03-04T10:20:30Z` or `…+08:00` in seconds; -1 where the text is of another form. */
function secondsOfDay(text: string): number {
  if (!(text.length === 20 && text.endsWith('Z')) && !(text.length === 25 && UTC_OFFSET.test(text.slice(19))))
    return -1;
  if (text[10] !== 'T' || text[13] !== ':' || text[16] !== ':') return -1;
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  return hour > 23 || minute > 59 || second > 59 ? -1 : hour * 3600 + minute * 60 + second;
}

/** The number of two digits; 100 where they are not digits. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : 100;
}

function parsedSerial(text: string): number | undefined {
  const match = ISO_TIME.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const ms = Number((match[7] ?? '0').padEnd(3, '0'));
  const time = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  const back = new Date(time);
  // `Date.UTC` reads a year before 100 as one of the last century.
  const isDay = back.getUTCFullYear() === year && back.getUTCMonth() === month - 1 && back.getUTCDate() === day;
  if (!isDay || hour > 23 || minute > 59 || second > 59) return undefined;
  const serial = (time - EPOCH) / DAY_MS;
  return serial >= FIRST_SERIAL ? serial : undefined;
}

const MAX_SHEET_NAME_CHARS = 31;

/** A sheet name that Excel accepts: no `[]:*?/\`, at most 31 characters, with the number of the sheet from the second on. */
export function sheetName(wanted: string, number = 1): string {
  const suffix = number === 1 ? '' : ` (${number})`;
  const clean = wanted
    .replace(/[[\]:*?/\\\p{Cc}]/gu, ' ')
    .replace(/^[\s']+|[\s']+$/g, '')
    .slice(0, MAX_SHEET_NAME_CHARS - suffix.length);
  return `${clean === '' ? 'Sheet' : clean}${suffix}`;
}

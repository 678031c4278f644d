import { type ZipPart, zip } from './zip.ts';

/** A sheet of a workbook for a test: its `sheetData` (or the whole part), and how it is listed. */
export interface TestSheet {
  readonly name?: string;
  readonly state?: string;
  /** The inside of `sheetData`. */
  readonly rows?: string;
  /** What follows `sheetData`. */
  readonly after?: string;
  /** What precedes it. */
  readonly before?: string;
  /** The whole part, in place of all that. */
  readonly xml?: string | Buffer;
}

/** What a workbook for a test holds beside its sheets. */
export interface TestWorkbook {
  /** The inside of `sst`. */
  readonly strings?: string;
  /** The inside of `cellXfs` and `numFmts`. */
  readonly formats?: readonly string[];
  readonly date1904?: boolean;
  /** Parts that replace or join those made here. */
  readonly parts?: readonly ZipPart[];
  readonly without?: readonly string[];
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** Makes the bytes of an XLSX file. */
export function workbook(
  sheets: readonly TestSheet[],
  { strings, formats = [], date1904, parts = [], without = [] }: TestWorkbook = {},
): Buffer {
  const made: ZipPart[] = [
    {
      name: '[Content_Types].xml',
      content: `${DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
    },
    { name: '_rels/.rels', content: relationships([['rId1', 'officeDocument', 'xl/workbook.xml']]) },
    {
      name: 'xl/workbook.xml',
      content: `${DECLARATION}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><workbookPr${date1904 ? ' date1904="1"' : ''}/><sheets>${sheets
        .map(
          ({ name, state }, at) =>
            `<sheet name="${name ?? `Sheet${at + 1}`}" sheetId="${at + 1}"${state === undefined ? '' : ` state="${state}"`} r:id="rId${at + 1}"/>`,
        )
        .join('')}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: relationships([
        ...sheets.map((_sheet, at) => [`rId${at + 1}`, 'worksheet', `worksheets/sheet${at + 1}.xml`] as const),
        ['rIdS', 'styles', 'styles.xml'],
        ...(strings === undefined ? [] : [['rIdT', 'sharedStrings', 'sharedStrings.xml'] as const]),
      ]),
    },
    { name: 'xl/styles.xml', content: styles(formats) },
    ...(strings === undefined
      ? []
      : [{ name: 'xl/sharedStrings.xml', content: `${DECLARATION}<sst xmlns="${MAIN}">${strings}</sst>` }]),
    ...sheets.map(({ rows = '', before = '', after = '', xml }, at) => ({
      name: `xl/worksheets/sheet${at + 1}.xml`,
      content:
        xml ?? `${DECLARATION}<worksheet xmlns="${MAIN}">${before}<sheetData>${rows}</sheetData>${after}</worksheet>`,
    })),
  ];
  const replaced = made.filter(({ name }) => !without.includes(name) && !parts.some((part) => part.name === name));
  return zip([...replaced, ...parts]);
}

/** A row of inline strings and numbers, as programs write it. */
export function row(number: number, ...cells: (string | number | null)[]): string {
  const xml = cells.map((cell, at) => {
    const reference = `${String.fromCharCode(65 + at)}${number}`;
    if (cell === null) return '';
    return typeof cell === 'number'
      ? `<c r="${reference}"><v>${cell}</v></c>`
      : `<c r="${reference}" t="inlineStr"><is><t>${cell}</t></is></c>`;
  });
  return `<row r="${number}">${xml.join('')}</row>`;
}

function relationships(list: readonly (readonly [id: string, kind: string, target: string])[]): string {
  return `${DECLARATION}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list
    .map(([id, kind, target]) => `<Relationship Id="${id}" Type="${OFFICE}/${kind}" Target="${target}"/>`)
    .join('')}</Relationships>`;
}

/** Style 0 is General, style n the n-th of the formats. */
function styles(formats: readonly string[]): string {
  const codes = formats.map(
    (code, at) =>
      `<numFmt numFmtId="${164 + at}" formatCode="${code.replaceAll('"', '&quot;').replaceAll('<', '&lt;')}"/>`,
  );
  const xfs = formats.map(
    (_code, at) => `<xf numFmtId="${164 + at}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`,
  );
  return `${DECLARATION}<styleSheet xmlns="${MAIN}"><numFmts count="${codes.length}">${codes.join('')}</numFmts><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="14"/></cellStyleXfs><cellXfs count="${formats.length + 1}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>${xfs.join('')}</cellXfs></styleSheet>`;
}

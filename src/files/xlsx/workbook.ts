import { FileError } from '../file-error.ts';
import type { Attributes } from './own-elements.ts';
import { type Relationship, readRelationships } from './relationships.ts';
import { attribute, isTrue, readXmlPart } from './xml-part.ts';
import type { ZipArchive } from './zip-archive.ts';

/** A sheet of cells. */
export interface Sheet {
  readonly name: string;
  readonly visible: boolean;
  readonly part: string;
}

/** What the workbook part says, and where the other parts are. */
export interface Workbook {
  readonly sheets: readonly Sheet[];
  readonly date1904: boolean;
  readonly stylesPart?: string;
  readonly stringsPart?: string;
}

/** Zip files that are no XLSX, by a part that gives them away. */
const UNSUPPORTED_PARTS: readonly (readonly [part: RegExp, code: string, message: string])[] = [
  [/^xl\/workbook\.bin$/i, 'xlsb', 'is a binary workbook (.xlsb). Open it in Excel and save it as .xlsx.'],
  [/^word\//i, 'not-a-workbook', 'is a Word document. Copy its table into a spreadsheet and save that as .xlsx.'],
  [/^ppt\//i, 'not-a-workbook', 'is a presentation. Copy its table into a spreadsheet and save that as .xlsx.'],
  [
    /^(?:content\.xml|META-INF\/manifest\.xml)$/i,
    'ods',
    'is an OpenDocument file (.ods). Open it in a spreadsheet program and save it as .xlsx.',
  ],
  [/^Index\/.*\.iwa$|^Index\.zip$/i, 'numbers', 'is a Numbers document. Export it from Numbers as Excel (.xlsx).'],
  [/\.(?:csv|tsv|txt|xlsx|jsonl)$/i, 'zip', 'is a zip archive. Unpack it and give the file in it.'],
];

/** Reads the workbook part, wherever the package keeps it. */
export async function readWorkbook(path: string, zip: ZipArchive): Promise<Workbook> {
  const root = await readRelationships(path, zip, '');
  const part = root.find(({ kind }) => kind === 'officeDocument')?.part ?? 'xl/workbook.xml';
  if (!zip.has(part) || part.toLowerCase().endsWith('.bin')) throw notWorkbook(path, zip);
  const related = await readRelationships(path, zip, part);
  const listed: { name: string; state: string | undefined; id: string | undefined }[] = [];
  let date1904 = false;
  let isWorkbook = false;
  await readXmlPart(path, zip, part, (place, attributes) => {
    if (place === 'workbook') isWorkbook = true;
    else if (place === 'workbook/workbookPr') date1904 = isTrue(attribute(attributes, 'date1904'));
    else if (place === 'workbook/sheets/sheet') {
      listed.push({
        name: attribute(attributes, 'name') ?? '',
        state: attribute(attributes, 'state'),
        id: relationshipId(attributes, related),
      });
    }
  });
  if (!isWorkbook) throw notWorkbook(path, zip);
  const find = (kind: string): string | undefined =>
    related.find((each) => each.kind === kind && zip.has(each.part))?.part;
  const stylesPart = find('styles');
  const stringsPart = find('sharedStrings');
  return {
    sheets: listed.flatMap(({ name, state, id }) => {
      const target = related.find((each) => each.id === id);
      return isSheetOfCells(target)
        ? [{ name, visible: state !== 'hidden' && state !== 'veryHidden', part: target.part }]
        : [];
    }),
    date1904,
    ...(stylesPart === undefined ? {} : { stylesPart }),
    ...(stringsPart === undefined ? {} : { stringsPart }),
  };
}

/** The sheet that is asked for, or the first visible one. */
export function chooseSheet(path: string, { sheets }: Workbook, wanted?: string): Sheet {
  const names = sheets.map(({ name }) => `"${name}"`).join(', ');
  if (wanted !== undefined) {
    const like = (name: string): string => name.trim().toLowerCase();
    const found = sheets.find(({ name }) => name === wanted) ?? sheets.find(({ name }) => like(name) === like(wanted));
    if (found !== undefined) return found;
    throw new FileError('no-sheet', path, `has no sheet "${wanted}"; it has ${names || 'none'}.`);
  }
  const first = sheets.find(({ visible }) => visible) ?? sheets[0];
  if (first === undefined) throw new FileError('no-sheet', path, 'has no sheet with cells.');
  return first;
}

/** The attribute `id` of another namespace that names a relationship: usually `r:id`. */
function relationshipId(attributes: Attributes, related: readonly Relationship[]): string | undefined {
  const ids = Object.entries(attributes).flatMap(([name, value]) =>
    name.endsWith(':id') || name === 'id' ? [value] : [],
  );
  return ids.find((id) => related.some((each) => each.id === id));
}

/** Chart and macro sheets hold no cells. */
function isSheetOfCells(target: Relationship | undefined): target is Relationship {
  return target !== undefined && target.kind === 'worksheet';
}

function notWorkbook(path: string, zip: ZipArchive): FileError {
  for (const [part, code, message] of UNSUPPORTED_PARTS) {
    if (zip.names.some((name) => part.test(name))) return new FileError(code, path, message);
  }
  return new FileError('not-a-workbook', path, 'is a zip file without a workbook in it. Is it a whole .xlsx file?');
}

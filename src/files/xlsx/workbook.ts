import { posix } from 'node:path';
import { FileError } from '../file-error.ts';
import { builtInFormat, type NumberFormat, parseFormat } from './number-format.ts';
import { type Attributes, attribute, isTrue, readXmlPart } from './xml-part.ts';
import type { ZipArchive } from './zip-archive.ts';

/** A sheet of cells. */
interface Sheet {
  readonly name: string;
  readonly visible: boolean;
  readonly part: string;
}

/** What the workbook part says, and where the other parts are. */
interface Workbook {
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

/** A part that another part points to. */
interface Relationship {
  readonly id: string;
  /** The last word of its type's address: `worksheet`, `styles`, `sharedStrings`, … */
  readonly kind: string;
  readonly part: string;
}

/** The relationships of a part (`''` is the package itself). None if it has no list. */
async function readRelationships(path: string, zip: ZipArchive, part: string): Promise<readonly Relationship[]> {
  const folder = posix.dirname(part);
  const list = posix.join(folder, '_rels', `${posix.basename(part)}.rels`);
  const found: Relationship[] = [];
  if (!zip.has(list)) return found;
  await readXmlPart(path, zip, list, (place, attributes) => {
    const target = attribute(attributes, 'Target');
    if (place !== 'Relationships/Relationship' || target === undefined) return;
    if (attribute(attributes, 'TargetMode') === 'External') return;
    const clean = target.replaceAll('\\', '/');
    found.push({
      id: attribute(attributes, 'Id') ?? '',
      kind: (attribute(attributes, 'Type') ?? '').split('/').at(-1) ?? '',
      part: clean.startsWith('/') ? clean.slice(1) : posix.join(folder, clean),
    });
  });
  return found;
}

/** The number format of every cell style, by its number. */
export async function readStyles(
  path: string,
  zip: ZipArchive,
  part: string | undefined,
): Promise<readonly NumberFormat[]> {
  if (part === undefined) return [];
  const codes = new Map<number, NumberFormat>();
  const ids: number[] = [];
  await readXmlPart(path, zip, part, (place, attributes) => {
    // Table and conditional formats (dxfs) have numFmt elements of their own, which say nothing of cells.
    if (place === 'styleSheet/numFmts/numFmt')
      codes.set(Number(attribute(attributes, 'numFmtId')), parseFormat(attribute(attributes, 'formatCode') ?? ''));
    else if (place === 'styleSheet/cellXfs/xf') ids.push(Number(attribute(attributes, 'numFmtId') ?? 0));
  });
  return ids.map((id) => codes.get(id) ?? builtInFormat(id));
}

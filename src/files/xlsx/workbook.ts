import { posix } from 'node:path';
import { FileError } from '../file-error.ts';
import { FILE_MESSAGES } from '../messages.ts';
import { builtInFormat, type NumberFormat, parseFormat } from './number-format.ts';
import { type Attributes, attribute, isTrue, readXmlPart } from './xml-part.ts';
import type { ZipArchive } from './zip-archive.ts';

/** A sheet of cells. */
interface Sheet {
  readonly name: string;
  readonly visible: boolean;
  readonly part: string;
}

/** The content of the workbook part, and the names of the other parts. */
interface Workbook {
  readonly sheets: readonly Sheet[];
  readonly date1904: boolean;
  readonly stylesPart?: string;
  readonly stringsPart?: string;
}

/** Zip files that are not XLSX, recognised by a part. */
const UNSUPPORTED_PARTS: readonly (readonly [part: RegExp, code: string, message: () => string])[] = [
  [/^xl\/workbook\.bin$/i, 'xlsb', FILE_MESSAGES.xlsb.text.content],
  [/^word\//i, 'not-a-workbook', FILE_MESSAGES['not-a-workbook'].text.word],
  [/^ppt\//i, 'not-a-workbook', FILE_MESSAGES['not-a-workbook'].text.presentation],
  [/^(?:content\.xml|META-INF\/manifest\.xml)$/i, 'ods', FILE_MESSAGES.ods.text.content],
  [/^Index\/.*\.iwa$|^Index\.zip$/i, 'numbers', FILE_MESSAGES.numbers.text.content],
  [/\.(?:csv|tsv|txt|xlsx|jsonl)$/i, 'zip', FILE_MESSAGES.zip.text.content],
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
  await readXmlPart(path, zip, part, (element, attributes) => {
    if (element === 'workbook') isWorkbook = true;
    else if (element === 'workbook/workbookPr') date1904 = isTrue(attribute(attributes, 'date1904'));
    else if (element === 'workbook/sheets/sheet') {
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

/** The wanted sheet, or the first visible one. */
export function chooseSheet(path: string, { sheets }: Workbook, wanted?: string): Sheet {
  const names = sheets.map(({ name }) => `"${name}"`).join(', ');
  if (wanted !== undefined) {
    const folded = (name: string): string => name.trim().toLowerCase();
    const found =
      sheets.find(({ name }) => name === wanted) ?? sheets.find(({ name }) => folded(name) === folded(wanted));
    if (found !== undefined) return found;
    throw new FileError('no-sheet', path, FILE_MESSAGES['no-sheet'].text.unknown(wanted, names || 'none'));
  }
  const first = sheets.find(({ visible }) => visible) ?? sheets[0];
  if (first === undefined) throw new FileError('no-sheet', path, FILE_MESSAGES['no-sheet'].text.none());
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
    if (zip.names.some((name) => part.test(name))) return new FileError(code, path, message());
  }
  return new FileError('not-a-workbook', path, FILE_MESSAGES['not-a-workbook'].text.otherZip());
}

/** A part that another part refers to. */
interface Relationship {
  readonly id: string;
  /** The last word of the URI of its type: `worksheet`, `styles`, `sharedStrings`, … */
  readonly kind: string;
  readonly part: string;
}

/** The relationships of a part (`''` is the package itself). Empty if it has no list. */
async function readRelationships(path: string, zip: ZipArchive, part: string): Promise<readonly Relationship[]> {
  const folder = posix.dirname(part);
  const list = posix.join(folder, '_rels', `${posix.basename(part)}.rels`);
  const found: Relationship[] = [];
  if (!zip.has(list)) return found;
  await readXmlPart(path, zip, list, (element, attributes) => {
    const target = attribute(attributes, 'Target');
    if (element !== 'Relationships/Relationship' || target === undefined) return;
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
  await readXmlPart(path, zip, part, (element, attributes) => {
    // Table and conditional formats (dxfs) have numFmt elements of their own, which do not apply to cells.
    if (element === 'styleSheet/numFmts/numFmt')
      codes.set(Number(attribute(attributes, 'numFmtId')), parseFormat(attribute(attributes, 'formatCode') ?? ''));
    else if (element === 'styleSheet/cellXfs/xf') ids.push(Number(attribute(attributes, 'numFmtId') ?? 0));
  });
  return ids.map((id) => codes.get(id) ?? builtInFormat(id));
}

import type { SaxesTagPlain } from 'saxes';
import { FileError } from '../file-error.ts';
import { ElementFeed } from './element-feed.ts';
import { StringStore } from './string-store.ts';
import { resolveEntities, unescapeCell } from './xml-escaping.ts';
import { type Attributes, NamespaceFilter, xmlParser, xmlText } from './xml-part.ts';
import type { ZipArchive } from './zip-archive.ts';

/** Different texts pack 5 to 20 times smaller. What unpacks to far more is refused before any of it is read. */
const MAX_RATIO = 50;
const UNCHECKED_BYTES = 128 * 1024 * 1024;
const MAX_UNPACKED_BYTES = 1024 ** 3;

/** Reads the table of shared strings: plain and rich text; phonetic text is left out. */
export async function readSharedStrings(path: string, zip: ZipArchive, part: string | undefined): Promise<StringStore> {
  const store = new StringStore(path);
  if (part === undefined) return store;
  const { packed, unpacked } = zip.sizeOf(part);
  if (unpacked > MAX_UNPACKED_BYTES || (unpacked > UNCHECKED_BYTES && unpacked > packed * MAX_RATIO)) {
    const message = `its part "${part}" unpacks to ${Math.ceil(unpacked / 1024 ** 2)} MB of texts from ${Math.ceil(packed / 1024 ** 2)} MB; it is refused. Save the sheet as CSV.`;
    throw new FileError('zip-bomb', path, message);
  }
  const parser = xmlParser(path, part);
  const own = new NamespaceFilter(path, part);
  let depth = 0;
  const names: string[] = [];
  let phonetic = 0;
  let inText = false;
  let isTable = false;
  let stringName = 'si';
  let text = '';
  const feed = new ElementFeed(path, parser, {
    inList: () => depth === 1 && isTable && !own.isForeign,
    childName: () => stringName,
    plain: (source, from) => plainString(source, from, store),
  });
  parser.on('opentag', (tag: SaxesTagPlain) => {
    const name = own.open(tag.name, tag.attributes as Attributes);
    if (name === undefined) return;
    names.push(name);
    depth++;
    if (depth === 1) {
      isTable = name === 'sst';
      stringName = `${tag.name.slice(0, -name.length)}si`;
    } else if (depth === 2) text = '';
    else if (name === 'rPh') phonetic++;
    else if (name === 't') inText = phonetic === 0;
  });
  parser.on('closetag', () => {
    if (!own.close()) return;
    const name = names.pop();
    depth--;
    if (name === 't') inText = false;
    else if (name === 'rPh') phonetic--;
    else if (name === 'si' && depth === 1) store.add(unescapeCell(text));
  });
  const take = (piece: string): void => {
    if (inText && !own.isForeign) text += piece;
  };
  parser.on('text', take);
  parser.on('cdata', take);
  for await (const piece of xmlText(path, part, zip.read(part))) feed.write(piece);
  feed.close();
  if (!isTable)
    throw new FileError(
      'damaged',
      path,
      `its part "${part}" holds no shared strings. Open it in a spreadsheet program and save it again.`,
    );
  return store;
}

const plainOpen = '<si><t>';
const keptSpaceOpen = '<si><t xml:space="preserve">';
const plainClose = '</t></si>';

/** Reads `<si><t>…</t></si>`. */
function plainString(source: string, from: number, store: StringStore): number {
  const open = source.startsWith(plainOpen, from)
    ? plainOpen
    : source.startsWith(keptSpaceOpen, from)
      ? keptSpaceOpen
      : undefined;
  if (open === undefined) return 0;
  const start = from + open.length;
  const end = source.indexOf('<', start);
  if (end === -1 || !source.startsWith(plainClose, end)) return 0;
  const text = resolveEntities(source.slice(start, end));
  if (text === undefined) return 0;
  store.add(unescapeCell(text));
  return end + plainClose.length;
}

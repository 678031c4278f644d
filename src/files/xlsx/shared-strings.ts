import type { SaxesTagPlain } from 'saxes';
import { FileError } from '../file-error.ts';
import { FILE_MESSAGES } from '../messages.ts';
import { ElementFeed } from './element-feed.ts';
import { StringStore } from './string-store.ts';
import { resolveEntities, unescapeCell } from './xml-escaping.ts';
import { type Attributes, NamespaceFilter, xmlParser, xmlText } from './xml-part.ts';
import type { ZipArchive } from './zip-archive.ts';

/** Distinct texts compress 5 to 20 times. A table that unpacks to far more is rejected before it is read. */
const MAX_RATIO = 50;
const UNCHECKED_BYTES = 128 * 1024 * 1024;
const MAX_UNPACKED_BYTES = 1024 ** 3;

/** Reads the table of shared strings: plain and rich text, without phonetic text. */
export async function readSharedStrings(path: string, zip: ZipArchive, part: string | undefined): Promise<StringStore> {
  const store = new StringStore(path);
  if (part === undefined) return store;
  const { packed, unpacked } = zip.sizeOf(part);
  if (unpacked > MAX_UNPACKED_BYTES || (unpacked > UNCHECKED_BYTES && unpacked > packed * MAX_RATIO)) {
    const [unpackedMb, packedMb] = [Math.ceil(unpacked / 1024 ** 2), Math.ceil(packed / 1024 ** 2)];
    const message = FILE_MESSAGES['zip-bomb'].text.texts(part, unpackedMb, packedMb);
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
  if (!isTable) throw new FileError('damaged', path, FILE_MESSAGES.damaged.text.noStrings(part));
  return store;
}

const PLAIN_START = '<si><t>';
const KEPT_SPACE_START = '<si><t xml:space="preserve">';
const PLAIN_END = '</t></si>';

/** Reads `<si><t>…</t></si>`; returns the index after it, or 0 for any other form. */
function plainString(source: string, from: number, store: StringStore): number {
  const open = source.startsWith(PLAIN_START, from)
    ? PLAIN_START
    : source.startsWith(KEPT_SPACE_START, from)
      ? KEPT_SPACE_START
      : undefined;
  if (open === undefined) return 0;
  const start = from + open.length;
  const end = source.indexOf('<', start);
  if (end === -1 || !source.startsWith(PLAIN_END, end)) return 0;
  const text = resolveEntities(source.slice(start, end));
  if (text === undefined) return 0;
  store.add(unescapeCell(text));
  return end + PLAIN_END.length;
}

import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { FileError } from '../file-error.ts';
import { type Attributes, NamespaceFilter } from './own-elements.ts';
import { xmlText } from './xml-text.ts';
import type { ZipArchive } from './zip-archive.ts';

/** Takes an element of a part: its place as the names of the open elements, such as `styleSheet/cellXfs/xf`. */
export type TakeElement = (place: string, attributes: Attributes) => void;

/** No spreadsheet program writes a workbook, styles or relationships of that size. */
const MAX_SMALL_PART_BYTES = 64 * 1024 * 1024;

/** Reads a small part (workbook, styles, relationships) with saxes, which checks that it is well-formed to its end. */
export async function readXmlPart(path: string, zip: ZipArchive, part: string, take: TakeElement): Promise<void> {
  if (zip.sizeOf(part).unpacked > MAX_SMALL_PART_BYTES) {
    throw new FileError('too-large', path, `its part "${part}" has over 64 MB, which no spreadsheet program writes.`);
  }
  const parser = xmlParser(path, part);
  const own = new NamespaceFilter(path, part);
  const places: string[] = [];
  parser.on('opentag', (tag: SaxesTagPlain) => {
    const attributes = tag.attributes as Attributes;
    const name = own.open(tag.name, attributes);
    if (name === undefined) return;
    places.push(places.length === 0 ? name : `${places.at(-1)}/${name}`);
    take(places.at(-1) as string, attributes);
  });
  parser.on('closetag', () => {
    if (own.close()) places.pop();
  });
  for await (const text of xmlText(path, part, zip.read(part))) parser.write(text);
  parser.close();
}

/** A saxes parser whose complaints are ours. */
export function xmlParser(path: string, part: string): SaxesParser<{ xmlns: false }> {
  const parser = new SaxesParser({ xmlns: false });
  parser.on('error', (error) => {
    throw new FileError(
      'damaged',
      path,
      `its part "${part}" is not whole XML (${error.message}). Open it in a spreadsheet program and save it again.`,
      { cause: error },
    );
  });
  return parser;
}

/** An attribute of an element's own, which has no prefix: one with a prefix is an extension's. */
export function attribute(attributes: Attributes, name: string): string | undefined {
  return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
}

/** Is a boolean attribute set? XML Schema knows `1` and `true`. */
export function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}

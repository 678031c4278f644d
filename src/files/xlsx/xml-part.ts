import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { FileError } from '../file-error.ts';
import { xmlText } from './xml-text.ts';
import type { ZipArchive } from './zip-archive.ts';

export type Attributes = Readonly<Record<string, string>>;

/** What a small part is read for. Names come without their prefix. */
export interface XmlHandlers {
  open?(name: string, attributes: Attributes): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** Reads a small part (workbook, styles, relationships) with saxes, which checks that it is well-formed to its end. */
export async function readXmlPart(path: string, zip: ZipArchive, part: string, handlers: XmlHandlers): Promise<void> {
  const parser = xmlParser(path, part);
  parser.on('opentag', (tag: SaxesTagPlain) => handlers.open?.(localName(tag.name), tag.attributes as Attributes));
  parser.on('closetag', (tag: SaxesTagPlain) => handlers.close?.(localName(tag.name)));
  if (handlers.text !== undefined) parser.on('text', (text) => handlers.text?.(text));
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

export function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon === -1 ? name : name.slice(colon + 1);
}

/** An attribute by its local name, whatever its prefix: `r:id` and `id` are one. */
export function attribute(attributes: Attributes, name: string): string | undefined {
  if (Object.hasOwn(attributes, name)) return attributes[name];
  const suffix = `:${name}`;
  const key = Object.keys(attributes).find((each) => each.endsWith(suffix));
  return key === undefined ? undefined : attributes[key];
}

/** Is a boolean attribute set? XML Schema knows `1` and `true`. */
export function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}

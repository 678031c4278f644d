import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { FileError } from '../file-error.ts';
import { FILE_MESSAGES } from '../messages.ts';
import { byteOrderMark, encodingName, wholeCharacters } from '../text/encodings.ts';
import { type StrictDecoder, strictDecoder } from '../text/text-codec.ts';
import type { ZipArchive } from './zip-archive.ts';

/** Receives an element of a part by its path, such as `styleSheet/cellXfs/xf`. */
type TakeElement = (elementPath: string, attributes: Attributes) => void;

/** No spreadsheet program writes a workbook, styles or relationships of this size. */
const MAX_SMALL_PART_BYTES = 64 * 1024 * 1024;

/** Reads a small part (workbook, styles, relationships) with saxes, which checks that it is well-formed to its end. */
export async function readXmlPart(path: string, zip: ZipArchive, part: string, take: TakeElement): Promise<void> {
  if (zip.sizeOf(part).unpacked > MAX_SMALL_PART_BYTES) {
    throw new FileError('too-large', path, FILE_MESSAGES['too-large'].text.part(part));
  }
  const parser = xmlParser(path, part);
  const own = new NamespaceFilter(path, part);
  const elementPaths: string[] = [];
  parser.on('opentag', (tag: SaxesTagPlain) => {
    const attributes = tag.attributes as Attributes;
    const name = own.open(tag.name, attributes);
    if (name === undefined) return;
    elementPaths.push(elementPaths.length === 0 ? name : `${elementPaths.at(-1)}/${name}`);
    take(elementPaths.at(-1) as string, attributes);
  });
  parser.on('closetag', () => {
    if (own.close()) elementPaths.pop();
  });
  for await (const text of xmlText(path, part, zip.read(part))) parser.write(text);
  parser.close();
}

/** A saxes parser whose errors are `FileError`s. */
export function xmlParser(path: string, part: string): SaxesParser<{ xmlns: false }> {
  const parser = new SaxesParser({ xmlns: false });
  parser.on('error', (error) => {
    throw new FileError('damaged', path, FILE_MESSAGES.damaged.text.notXml(part, error.message), { cause: error });
  });
  return parser;
}

/** An attribute without a prefix: attributes with one belong to extensions. */
export function attribute(attributes: Attributes, name: string): string | undefined {
  return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
}

/** Is a boolean attribute true? XML Schema allows `1` and `true`. */
export function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}

export type Attributes = Readonly<Record<string, string>>;

/**
 * Separates a document's own elements, by namespace, from those of extensions, which may have the same names: `x15:workbookPr` is not
 * `workbookPr`. The document's namespace is that of its root; elements of extensions are skipped with all their content.
 */
export class NamespaceFilter {
  readonly #path: string;
  readonly #part: string;
  #namespace: string | undefined;
  /** The namespaces by prefix, for each open element that declares some. */
  readonly #scopes: { readonly depth: number; readonly uris: ReadonlyMap<string, string> }[] = [];
  #depth = 0;
  /** The depth of the open element of an extension; 0 for none. */
  #foreign = 0;

  constructor(path: string, part: string) {
    this.#path = path;
    this.#part = part;
  }

  /** Opens an element. Returns its name without prefix; undefined if it belongs to an extension or is inside one. */
  open(qualified: string, attributes: Attributes): string | undefined {
    this.#depth++;
    if (this.#foreign > 0) return undefined;
    this.#declare(attributes);
    const colon = qualified.indexOf(':');
    const prefix = colon === -1 ? '' : qualified.slice(0, colon);
    const uri = this.#scopes.at(-1)?.uris.get(prefix) ?? (prefix === '' ? '' : undefined);
    if (uri === undefined) {
      const message = FILE_MESSAGES.damaged.text.unknownPrefix(this.#part, prefix);
      throw new FileError('damaged', this.#path, message);
    }
    this.#namespace ??= uri;
    if (uri === this.#namespace) return qualified.slice(colon + 1);
    this.#foreign = this.#depth;
    return undefined;
  }

  /** Closes an element. Is it one of the document's own? */
  close(): boolean {
    const isOwn = this.#foreign === 0;
    if (this.#foreign === this.#depth) this.#foreign = 0;
    if (this.#scopes.at(-1)?.depth === this.#depth) this.#scopes.pop();
    this.#depth--;
    return isOwn;
  }

  /** Is the reader inside an element of an extension? */
  get isForeign(): boolean {
    return this.#foreign > 0;
  }

  #declare(attributes: Attributes): void {
    let uris: Map<string, string> | undefined;
    for (const name in attributes) {
      if (!name.startsWith('xmlns')) continue;
      const prefix = name === 'xmlns' ? '' : name.startsWith('xmlns:') ? name.slice(6) : undefined;
      if (prefix === undefined) continue;
      uris ??= new Map(this.#scopes.at(-1)?.uris);
      uris.set(prefix, attributes[name] ?? '');
    }
    if (uris !== undefined) this.#scopes.push({ depth: this.#depth, uris });
  }
}

/** Decodes an XML part as it streams. Characters that are split over two pieces stay whole; a bad byte is an error. */
export async function* xmlText(
  path: string,
  part: string,
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<string, void, undefined> {
  let decoder: StrictDecoder | undefined;
  let pending: Buffer = Buffer.alloc(0);

  const decode = (bytes: Buffer): string => {
    const result = (decoder as StrictDecoder).decode(bytes);
    if ('text' in result) return result.text;
    throw new FileError('damaged', path, FILE_MESSAGES.damaged.text.notText(part));
  };

  for await (const chunk of chunks) {
    let bytes = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    if (decoder === undefined) {
      if (bytes.length < 4) {
        pending = bytes;
        continue;
      }
      decoder = strictDecoder(xmlEncoding(bytes));
      bytes = bytes.subarray(byteOrderMark(bytes)?.length ?? 0);
    }
    const whole = wholeCharacters(bytes, decoder.encoding);
    yield decode(bytes.subarray(0, whole));
    pending = whole === bytes.length ? Buffer.alloc(0) : Buffer.from(bytes.subarray(whole));
  }
  if (pending.length === 0) return;
  decoder ??= strictDecoder('utf-8');
  yield decode(pending);
}

/** By the byte order mark, the zero bytes of UTF-16, or the XML declaration; UTF-8 otherwise. */
function xmlEncoding(bytes: Buffer): string {
  const mark = byteOrderMark(bytes)?.encoding;
  if (mark !== undefined) return mark;
  if (bytes[0] === 0x3c && bytes[1] === 0) return 'utf-16le';
  if (bytes[0] === 0 && bytes[1] === 0x3c) return 'utf-16be';
  const declared = /^<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']/.exec(bytes.toString('latin1', 0, 200))?.[1];
  const name = declared === undefined ? undefined : encodingName(declared);
  return name === undefined || name.startsWith('utf-16') ? 'utf-8' : name;
}

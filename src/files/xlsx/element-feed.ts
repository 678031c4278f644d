import type { SaxesParser } from 'saxes';
import { FileError } from '../file-error.ts';
import { FILE_MESSAGES } from '../messages.ts';

/** Far more than any child of a list that spreadsheet programs write. */
const MAX_PENDING_CHARS = 64 * 1024 * 1024;

/** A longer child is passed to saxes in pieces. */
const MAX_WAITING_CHARS = 4 * 1024 * 1024;

/**
 * Reads a plain child of a list that begins at `from`. Returns the index after it, or 0 if it does not have the plain form, so that
 * saxes must read it.
 */
type PlainReader = (text: string, from: number) => number;

/** A list with very many children. */
interface LongList {
  /** Is saxes directly in the list, between its children? */
  inList(): boolean;
  /** A child's name: `row`, or `x:row` where the document uses a prefix, which is known once the list has begun. */
  childName(): string;
  readonly plain: PlainReader;
}

/**
 * Feeds XML to saxes, except for the children of one long list (rows of a sheet, shared strings) in the plain form that spreadsheet
 * programs write: these are read directly, five times faster. saxes gets the document without those children, so it still checks
 * that everything else is well-formed and that the root is closed.
 */
export class ElementFeed {
  readonly #path: string;
  readonly #parser: SaxesParser<{ xmlns: false }>;
  readonly #list: LongList;
  #listWasOpen = false;
  #listIsOver = false;
  #rest = '';

  constructor(path: string, parser: SaxesParser<{ xmlns: false }>, list: LongList) {
    this.#path = path;
    this.#parser = parser;
    this.#list = list;
  }

  /** Call when the list is closed: everything after it goes to saxes. */
  listClosed(): void {
    this.#listIsOver = true;
  }

  /** The unread rest, if it begins between children without a prefix; undefined anywhere else. */
  get between(): string | undefined {
    const { inList, childName } = this.#list;
    const isBetween = this.#listWasOpen && !this.#listIsOver && inList() && !childName().includes(':');
    return isBetween ? this.#rest : undefined;
  }

  /** Replaces the unread rest, after children that were read elsewhere. */
  resume(rest: string): void {
    this.#rest = rest;
  }

  write(piece: string): void {
    const text = this.#rest.length === 0 ? piece : this.#rest + piece;
    const lastWhole = text.lastIndexOf(`</${this.#list.childName()}>`);
    let at = 0;
    while (at < text.length && !this.#listIsOver) {
      const next = this.#list.inList() ? this.#inside(text, at, lastWhole) : this.#outside(text, at, lastWhole);
      if (next === at) break;
      at = next;
    }
    if (this.#listIsOver) {
      this.#parser.write(text.slice(at));
      at = text.length;
    }
    this.#rest = text.slice(at);
    if (this.#rest.length > MAX_PENDING_CHARS) {
      throw new FileError('damaged', this.#path, FILE_MESSAGES.damaged.text.hugeElement());
    }
  }

  /** Checks that the document is complete. */
  close(): void {
    this.#parser.write(this.#rest);
    this.#parser.close();
  }

  /** Between children. Whitespace there means nothing. */
  #inside(text: string, from: number, lastWhole: number): number {
    let at = from;
    while (isSpace(text.charCodeAt(at))) at++;
    if (at === text.length) return at;
    this.#listWasOpen = true;
    if (at <= lastWhole) {
      const end = this.#readPlain(text, at);
      if (end > at) return end;
    }
    const end = markupEnd(text, at);
    const unfinished = at > lastWhole && end !== -1 && this.#opensChild(text, at, end);
    if (end === -1 || (unfinished && text.length - at < MAX_WAITING_CHARS)) return at;
    this.#parser.write(text.slice(at, end));
    return end;
  }

  /** Is this the start tag of a child, with more of it to come? */
  #opensChild(text: string, at: number, end: number): boolean {
    return text.startsWith(this.#list.childName(), at + 1) && text[end - 2] !== '/';
  }

  /** Without their prefix, the children of a document that uses one throughout are plain like any other. */
  #readPlain(text: string, at: number): number {
    const child = this.#list.childName();
    const colon = child.indexOf(':');
    if (colon === -1) return this.#list.plain(text, at);
    // A plain child cannot be unread, so the text must be this one child and nothing else.
    if (!text.startsWith(`<${child}`, at)) return 0;
    const prefix = child.slice(0, colon + 1);
    const opened = markupEnd(text, at);
    const end = text[opened - 2] === '/' ? opened : text.indexOf(`</${child}>`, at) + child.length + 3;
    const bare = text.slice(at, end).replaceAll(`<${prefix}`, '<').replaceAll(`</${prefix}`, '</');
    return this.#list.plain(bare, 0) === bare.length ? end : 0;
  }

  /** Outside the list, or inside a child that is not plain. */
  #outside(text: string, from: number, lastWhole: number): number {
    // Before the list opens every tag is fed alone, so that its first child is not missed.
    const childEnd = `</${this.#list.childName()}>`;
    const child = this.#listWasOpen && from <= lastWhole ? text.indexOf(childEnd, from) : -1;
    const end = child === -1 ? markupEnd(text, from) : child + childEnd.length;
    if (end === -1) return from;
    this.#parser.write(text.slice(from, end));
    return end;
  }
}

/** The index after the tag, comment, CDATA section, instruction or text that begins at `from`; -1 if it is not whole. */
function markupEnd(text: string, from: number): number {
  if (text.charCodeAt(from) !== 60) {
    const tag = text.indexOf('<', from);
    return tag === -1 ? -1 : tag;
  }
  if (text.length - from < 9 && text.indexOf('>', from) === -1) return -1;
  const closer = text.startsWith('<!--', from)
    ? '-->'
    : text.startsWith('<![CDATA[', from)
      ? ']]>'
      : text.startsWith('<?', from)
        ? '?>'
        : undefined;
  if (closer !== undefined) {
    const end = text.indexOf(closer, from + 2);
    return end === -1 ? -1 : end + closer.length;
  }
  let quote = 0;
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (quote !== 0) {
      if (code === quote) quote = 0;
    } else if (code === 34 || code === 39) quote = code;
    else if (code === 62) return at + 1;
  }
  return -1;
}

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}

import { FileError } from '../file-error.ts';
import { FILE_MESSAGES } from '../messages.ts';
import { looksLikeUtf16 } from '../text/detect-encoding.ts';
import { byteOrderMark } from '../text/encodings.ts';
import type { ByteSource } from './byte-source.ts';

/** The kind of a file according to its first bytes, whatever its name. */
export type FileContent = 'zip' | 'gzip' | 'ole' | 'biff' | 'html' | 'mhtml' | 'pdf' | 'xml' | 'text' | 'empty';

const MAGICS: readonly (readonly [content: FileContent, bytes: string])[] = [
  ['zip', 'PK\x03\x04'],
  ['zip', 'PK\x05\x06'],
  ['gzip', '\x1f\x8b'],
  ['ole', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
  // A sheet of Excel 2 to 5 was a file of its own.
  ['biff', '\x09\x00\x04\x00'],
  ['biff', '\x09\x02\x06\x00'],
  ['biff', '\x09\x04\x06\x00'],
  ['biff', '\x09\x08\x08\x00'],
  ['pdf', '%PDF-'],
];

/** Elements that a web page, or a part of one, may begin with. */
const HTML_START =
  /^<(?:!doctype html|!--|html|head|body|table|thead|tbody|tr|td|th|style|meta|title|link|script|div|span|p|b|br|center|font|form|h[1-6])\b|^<!--/;
const TABLE_TAG = /<(?:table|tr|td|th)\b/;

/** Detects the content by its magic bytes, or by how its text begins. */
export function sniff(head: Buffer): FileContent {
  if (head.length === 0) return 'empty';
  const opening = head.toString('latin1', 0, 512);
  const magic = MAGICS.find(([, bytes]) => opening.startsWith(bytes));
  if (magic !== undefined) return magic[0];
  const text = openingText(head).trimStart().toLowerCase();
  if (
    /^(?:mime-version|content-type|content-location|from|date|subject|x-[a-z-]+):.*\r?\n/.test(text) &&
    /\n?content-type:/.test(text) &&
    /mime-version:|multipart\//.test(text)
  )
    return 'mhtml';
  if (text.startsWith('<?xml')) return /<html\b/.test(text) ? 'html' : 'xml';
  // A column name may look like a tag, but hardly where a table's tags follow.
  if (
    HTML_START.test(text) &&
    (/^<(?:!doctype html|html|head|body|table|style|meta)/.test(text) || TABLE_TAG.test(text))
  ) {
    return 'html';
  }
  return 'text';
}

/** Enough characters to detect what a text is. */
const OPENING_CHARS = 16 * 1024;

/** The beginning of a text without its byte order mark. Unless the text is UTF-16, only its ASCII characters are right. */
function openingText(head: Buffer): string {
  const encoding = byteOrderMark(head)?.encoding ?? looksLikeUtf16(head) ?? 'utf-8';
  const bytes = head.subarray(0, encoding.startsWith('utf-16') ? OPENING_CHARS * 2 : OPENING_CHARS);
  if (encoding.startsWith('utf-16')) return new TextDecoder(encoding).decode(bytes);
  return bytes.toString('latin1').replace(/^\xef\xbb\xbf/, '');
}

/** Is it JSON? By its first characters, or by its name where these are JSON's. */
export function looksLikeJson(path: string, head: Buffer): boolean {
  const opening = openingText(head).slice(0, 4096);
  return (
    /^\s*(?:\{\s*"[^"]*"\s*:|\{\s*\}|\[\s*\{)/.test(opening) ||
    (/\.(?:jsonl|ndjson|json)(?:\.gz)?$/i.test(path) && /^\s*[[{"]/.test(opening))
  );
}

const SEARCHED_BYTES = 64 * 1024 * 1024;
const ENCRYPTED_PACKAGE = Buffer.from('EncryptedPackage', 'utf16le');

/** The error of an OLE file: a workbook protected by a password, or the binary format of Excel 97. */
export async function oleError(source: ByteSource): Promise<FileError> {
  let seen = 0;
  let tail: Buffer = Buffer.alloc(0);
  for await (const chunk of source.chunks()) {
    const bytes = Buffer.concat([tail, chunk]);
    if (bytes.includes(ENCRYPTED_PACKAGE)) {
      return new FileError('password-protected', source.path, FILE_MESSAGES['password-protected'].text.content());
    }
    tail = bytes.subarray(-ENCRYPTED_PACKAGE.length);
    seen += chunk.length;
    if (seen > SEARCHED_BYTES) break;
  }
  return new FileError('xls', source.path, FILE_MESSAGES.xls.text.content());
}

import iconv from 'iconv-lite';
import { byDistance } from '../../words/nearest.ts';
import { ENCODING_CANDIDATES } from './candidates.ts';

/** What people and programs call encodings, beside the names that the WHATWG standard and iconv-lite know. */
const ALIASES: Readonly<Record<string, string>> = {
  utf8: 'utf-8',
  'utf-8-sig': 'utf-8',
  utf8bom: 'utf-8',
  utf16: 'utf-16le',
  'utf-16': 'utf-16le',
  unicode: 'utf-16le',
  ucs2: 'utf-16le',
  utf16le: 'utf-16le',
  utf16be: 'utf-16be',
  ascii: 'windows-1252',
  usascii: 'windows-1252',
  ansi: 'windows-1252',
  latin1: 'windows-1252',
  cp819: 'windows-1252',
  cp936: 'gb18030',
  ms936: 'gb18030',
  gb2312: 'gb18030',
  gbk: 'gb18030',
  cp54936: 'gb18030',
  cp950: 'big5',
  ms950: 'big5',
  big5hkscs: 'big5',
  cp932: 'shift_jis',
  ms932: 'shift_jis',
  sjis: 'shift_jis',
  shiftjis: 'shift_jis',
  windows31j: 'shift_jis',
  cp949: 'euc-kr',
  ms949: 'euc-kr',
  uhc: 'euc-kr',
  euckr: 'euc-kr',
  ksc5601: 'euc-kr',
  cp51949: 'euc-kr',
  eucjp: 'euc-jp',
  cp51932: 'euc-jp',
  cp20932: 'euc-jp',
  cp874: 'windows-874',
  cp20866: 'koi8-r',
  cp21866: 'koi8-u',
  koi8: 'koi8-r',
  cp866: 'ibm866',
  oem866: 'ibm866',
  dos866: 'ibm866',
  mac: 'macroman',
  macintosh: 'macroman',
  cp10000: 'macroman',
  maccyrillic: 'x-mac-cyrillic',
};

/** Their shift sequences cannot be cut into pieces, or they are no encodings of text, or none that a table is written in. */
const unusable =
  /^(?:iso-?2022|replacement$|x-user-defined$|utf-?7|utf-?32|ucs-?4|cesu-?8|hex$|base64|binary$|internal|singlebyte|sbcs|dbcs|utf16$|hz)/;

/** More than one byte to a character; all others have one. */
const MULTI_BYTE: ReadonlySet<string> = new Set([
  'utf-8',
  'utf-16le',
  'utf-16be',
  'gb18030',
  'big5',
  'shift_jis',
  'euc-jp',
  'euc-kr',
]);

/** As many names are offered instead of one that is unknown. */
const MAX_NEAR = 5;

/** The encoding's canonical name, or nothing if it is unknown. Any name that Node's TextDecoder or iconv-lite knows will do. */
export function encodingName(label: string): string | undefined {
  const wanted = label.trim().toLowerCase();
  const plain = wanted.replace(/[^a-z0-9]/g, '');
  const name =
    ALIASES[wanted] ??
    ALIASES[plain] ??
    byNumber(plain) ??
    standardName(wanted) ??
    standardName(wanted.replace(/_/g, '-')) ??
    (iconv.encodingExists(plain) ? plain : undefined);
  if (name === undefined || unusable.test(name)) return undefined;
  return name === 'gbk' ? 'gb18030' : name === 'macintosh' ? 'macroman' : name;
}

/** `win1251`, `cp-1251`, `1251`, `ISO_8859-2:1987` and the like. */
function byNumber(plain: string): string | undefined {
  const windows = /^(?:x?cp|win|windows|ms|ansi)?(125\d|874)$/.exec(plain)?.[1];
  if (windows !== undefined) return standardName(`windows-${windows}`);
  const part = /^(?:cs)?iso8859(\d{1,2})(?:19\d\d)?$/.exec(plain)?.[1];
  if (part !== undefined) return standardName(`iso-8859-${part}`);
  const dos = /^(?:ibm|oem|dos|cp|pc)?(437|7[23][07]|775|85[0-9]|86[0-9]|1125)$/.exec(plain)?.[1];
  return dos === undefined || dos === '866' || !iconv.encodingExists(`cp${dos}`) ? undefined : `cp${dos}`;
}

function standardName(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}

/** Does each byte stand for a character? */
export function isOneByte(encoding: string): boolean {
  return !MULTI_BYTE.has(encoding);
}

/** The names that are most like one that is unknown, the nearest first. */
export function nearEncodings(label: string): readonly string[] {
  const names = new Set([
    'utf-8',
    'utf-16le',
    ...ENCODING_CANDIDATES.map(({ encoding }) => encoding),
    ...Object.keys(ALIASES),
  ]);
  const usable = [...names].filter((name) => encodingName(name) !== undefined);
  const ranked = byDistance(label, usable, (name) => name.toLowerCase().replace(/[^a-z0-9]/g, ''));
  return [...new Set(ranked.map(({ text }) => encodingName(text) as string))].slice(0, MAX_NEAR);
}

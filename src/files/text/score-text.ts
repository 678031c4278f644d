import { commonSimplified, commonTraditional } from './common-characters.ts';

type Scorer = (text: string) => number;

const chinesePunctuation = /[\u3000-\u301f\uff01-\uff5e\u2014\u2018\u2019\u201c\u201d\u2026\u00b7\uffe5]/;
const japanese = /[\u3040-\u30ff]/;
const halfWidthKana = /[\uff61-\uff9f]/;
const privateUse = /[\ue000-\uf8ff]/;
const accented = /[\u00c0-\u00ff\u0152\u0153\u0160\u0161\u017d\u017e\u0178]/;
const westernSign =
  /[\u20ac\u00a3\u00a9\u00ae\u00b0\u00ab\u00bb\u00bf\u00a1\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u2022\u2122\u00aa\u00ba\u00a0\u00b4]/;

/** Ranges of the double-byte tables whose characters are in everyday use (their "level 1"). */
const everyday = {
  gb18030: tableSet('gb18030', [0xb0, 0xd7], [[0xa1, 0xfe]]),
  big5: tableSet(
    'big5',
    [0xa4, 0xc6],
    [
      [0x40, 0x7e],
      [0xa1, 0xfe],
    ],
  ),
  shift_jis: tableSet(
    'shift_jis',
    [0x88, 0x97],
    [
      [0x40, 0x7e],
      [0x80, 0xfc],
    ],
  ),
};

const scorers: Readonly<Record<string, Scorer>> = {
  gb18030: (text) => eastAsian(text, everyday.gb18030(), commonSimplified, 0),
  big5: (text) => eastAsian(text, everyday.big5(), commonTraditional, 0),
  shift_jis: (text) => eastAsian(text, everyday.shift_jis(), commonTraditional, 1.5),
  'windows-1252': western,
};

/** How much a decoded text looks like writing in the encoding's usual languages: about -1 for noise, 1 and more for real text. */
export function scoreText(text: string, encoding: string): number {
  return scorers[encoding]?.(text) ?? 0;
}

function eastAsian(text: string, usual: ReadonlySet<string>, common: ReadonlySet<string>, kanaWorth: number): number {
  let score = 0;
  let count = 0;
  for (const character of text) {
    if (character < '\u0080') continue;
    count++;
    if (common.has(character)) score += 1.6;
    else if (japanese.test(character)) score += kanaWorth;
    else if (usual.has(character)) score += 0.6;
    else if (chinesePunctuation.test(character)) score += 0.6;
    else if (halfWidthKana.test(character)) score += 0.1;
    else if (privateUse.test(character)) score -= 3;
    else score -= 1.2;
  }
  return count === 0 ? 0 : score / count;
}

function western(text: string): number {
  let score = 0;
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string;
    if (character < '\u0080') continue;
    count++;
    if (accented.test(character)) score += isLetter(text[at - 1]) || isLetter(text[at + 1]) ? 1.2 : -0.6;
    else score += westernSign.test(character) ? 0.5 : -1;
  }
  return count === 0 ? 0 : score / count;
}

function isLetter(character: string | undefined): boolean {
  return character !== undefined && /[A-Za-z]/.test(character);
}

/** Decodes a rectangle of a double-byte table, once, when it is first asked for. */
function tableSet(
  encoding: string,
  leads: readonly [number, number],
  trails: readonly (readonly [number, number])[],
): () => ReadonlySet<string> {
  let made: Set<string> | undefined;
  return () => {
    if (made !== undefined) return made;
    const bytes: number[] = [];
    for (let lead = leads[0]; lead <= leads[1]; lead++) {
      for (const [from, to] of trails) for (let trail = from; trail <= to; trail++) bytes.push(lead, trail);
    }
    made = new Set(new TextDecoder(encoding).decode(Uint8Array.from(bytes)));
    return made;
  };
}

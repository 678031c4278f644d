import { isUtf8 } from 'node:buffer';
import { ENCODING_CANDIDATES } from './candidates.ts';
import { lenientText } from './strict-decoder.ts';
import { leastCost, letterCount, wordCost } from './text-likelihood.ts';

/** What words say in an encoding, and how much speaks against it, in bits. */
export interface EncodingGuess {
  readonly encoding: string;
  readonly words: readonly string[];
  readonly bits: number;
}

/** A word in another language than most. */
const OTHER_LANGUAGE = 4;
/** Words in a language that is written in another encoding as a rule. */
const GUEST_LANGUAGE = 7;
/** A byte that is no UTF-8 where the rest is. */
const BAD_UTF8 = 30;
/** Hardly any text of another encoding is UTF-8 by chance. */
const UTF8_RARITY = -8;

/** Real text has fewer bits to a character, noise more. */
const MOST_BITS_PER_LETTER = 8.5;
const MOST_BITS_PER_IDEOGRAPH = 16;

/** Reads words, each with a byte that is not ASCII, in every encoding. The likeliest reading comes first; none says the same as another. */
export function rankEncodings(words: readonly Buffer[]): readonly EncodingGuess[] {
  const joined = Buffer.concat(words.flatMap((word) => [word, Buffer.from('\n')]));
  const all = ENCODING_CANDIDATES.map((candidate): EncodingGuess => {
    const { encoding, languages, guests = [], rarity } = candidate;
    const read = lenientText(joined, encoding).split('\n').slice(0, words.length);
    const costs = [...languages, ...guests].map((language) => read.map(wordCost(language)));
    const extra = (at: number): number => (at < languages.length ? 0 : GUEST_LANGUAGE);
    const totals = costs.map((each, at) => each.reduce((sum, bits) => sum + bits, extra(at)));
    const best = totals.indexOf(Math.min(...totals));
    const bits = read.reduce((sum, _word, at) => {
      const inBest = costs[best]?.[at] ?? 0;
      return sum + Math.min(inBest, ...costs.map((each) => (each[at] ?? 0) + OTHER_LANGUAGE));
    }, rarity + extra(best));
    return { encoding, words: read, bits };
  });
  // Of those that say the same the most usual encoding is named, which the table has first.
  const different = new Map<string, EncodingGuess>();
  for (const reading of [utf8Reading(words, joined), ...all]) {
    const text = reading.words.join('\n');
    const { encoding, bits } = different.get(text) ?? reading;
    different.set(text, { ...reading, encoding, bits: Math.min(bits, reading.bits) });
  }
  return [...different.values()].sort((left, right) => left.bits - right.bits);
}

/** UTF-8 has every language, and may be damaged. */
function utf8Reading(words: readonly Buffer[], joined: Buffer): EncodingGuess {
  const read = joined.toString('utf8').split('\n').slice(0, words.length);
  const bits = words.reduce((sum, word, at) => {
    const text = read[at] as string;
    const bad = isUtf8(word) ? 0 : text.split('\ufffd').length - 1;
    return sum + leastCost(text.replaceAll('\ufffd', '')) + bad * BAD_UTF8;
  }, UTF8_RARITY);
  return { encoding: 'utf-8', words: read, bits };
}

/** Is a reading like text at all? Noise, or an encoding that is not known here, is not. */
export function isLikeText({ words, bits }: EncodingGuess): boolean {
  const { letters, ideographs } = words.reduce(
    (sum, word) => {
      const count = letterCount(word);
      return { letters: sum.letters + count.letters, ideographs: sum.ideographs + count.ideographs };
    },
    { letters: 0, ideographs: 0 },
  );
  return bits <= 20 + letters * MOST_BITS_PER_LETTER + ideographs * MOST_BITS_PER_IDEOGRAPH;
}

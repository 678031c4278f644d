import { closest, distance } from 'fastest-levenshtein';
import type { Name } from './words.ts';

const leastLength = 5;
const longWord = 8;

/** The same name with words that nobody knows put right: `Adress` is `Address`, while `County` is not `Country`. */
export function withRightSpelling(name: Name, knownWords: ReadonlySet<string>): Name {
  if (name.isChinese || name.words.every(({ text }) => knownWords.has(text))) return name;
  const candidates = [...knownWords].filter((word) => word.length >= leastLength);
  const words = name.words.map((word) => {
    if (knownWords.has(word.text) || word.text.length < leastLength) return word;
    const near = closest(word.text, candidates);
    const slips = Math.max(word.text.length, near.length) >= longWord ? 2 : 1;
    return distance(word.text, near) <= slips ? { ...word, text: near } : word;
  });
  return { ...name, words };
}

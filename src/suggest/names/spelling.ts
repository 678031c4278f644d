import { byDistance } from '../../words/nearest.ts';
import type { Name } from './words.ts';

const leastLength = 5;
const longWord = 8;

/** The same name with words that nobody knows put right: `Adress` is `Address`, while `County` is not `Country`. */
export function correctSpelling(name: Name, knownWords: ReadonlySet<string>): Name {
  if (name.isChinese || name.words.every(({ text }) => knownWords.has(text))) return name;
  const candidates = [...knownWords].filter((word) => word.length >= leastLength);
  const words = name.words.map((word) => {
    if (knownWords.has(word.text) || word.text.length < leastLength) return word;
    const [near] = byDistance(word.text, candidates);
    if (near === undefined) return word;
    const slips = Math.max(word.text.length, near.text.length) >= longWord ? 2 : 1;
    return near.edits <= slips ? { ...word, text: near.text } : word;
  });
  return { ...name, words };
}

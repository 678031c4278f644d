import type { Name, Word } from './words.ts';

/** The same words, but not the same letters: `Notes` and `Note`. */
const sameInOtherWords = 0.98;

/** How alike two names are: 1 for the same, 0 for nothing in common. */
export function nameSimilarity(column: Name, known: Name): number {
  if (column.squashed === '' || known.squashed === '') return 0;
  if (column.squashed === known.squashed) return 1;
  if (column.isChinese || known.isChinese) return chineseSimilarity(column.squashed, known.squashed);
  return sameInOtherWords * wordSimilarity(column.words, known.words);
}

/** What the words have in common, by their weights. The last word that says something is what a name is about. */
function wordSimilarity(column: readonly Word[], known: readonly Word[]): number {
  const free = [...known];
  let shared = 0;
  for (const word of column) {
    const place = free.findIndex((other) => other.text === word.text);
    if (place < 0) continue;
    shared += word.weight;
    free.splice(place, 1);
  }
  if (shared === 0) return 0;
  const similarity = (2 * shared) / (weigh(column) + weigh(known));
  return subject(column) === subject(known) ? similarity : similarity * 0.8;
}

function weigh(words: readonly Word[]): number {
  return words.reduce((sum, word) => sum + word.weight, 0);
}

function subject(words: readonly Word[]): string {
  const heaviest = Math.max(...words.map((word) => word.weight));
  return words.findLast((word) => word.weight === heaviest)?.text ?? '';
}

/** What stands before a name and does not change what it means: the customer's telephone is a telephone. */
const chineseOwners = /^(?:客户|会员|联系人|用户|顾客|所属|所在|常用|主要)/;

/** Chinese names put what they are about last: 联系人电话 is a telephone, 公司地址 is no company. */
function chineseSimilarity(column: string, known: string): number {
  const [shortColumn, shortKnown] = [column.replace(chineseOwners, ''), known.replace(chineseOwners, '')];
  if (shortColumn !== '' && shortColumn === shortKnown) return 0.95;
  if (known.length >= 2 && column.endsWith(known)) return 0.85;
  if (column.length >= 2 && known.endsWith(column)) return 0.6;
  const similarity = pairsInCommon(column, known);
  return column.at(-1) === known.at(-1) ? similarity : similarity * 0.8;
}

/** Dice's coefficient over pairs of characters. */
function pairsInCommon(a: string, b: string): number {
  const free = pairsOf(b);
  const total = a.length - 1 + free.length;
  if (total <= 0) return 0;
  let shared = 0;
  for (const pair of pairsOf(a)) {
    const place = free.indexOf(pair);
    if (place < 0) continue;
    shared += 1;
    free.splice(place, 1);
  }
  return (2 * shared) / total;
}

function pairsOf(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - 1) }, (_, index) => text.slice(index, index + 2));
}

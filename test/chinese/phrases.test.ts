import { expect, test } from 'vitest';
import { chinese } from '../../src/chinese/index.ts';
import { zhTerms } from '../../src/chinese/terms.ts';
import { SKIP_WORDS } from '../../src/words/skip-reasons.ts';
import { HELP_TEXTS, SOURCE } from './texts-in-source.ts';

const { phrases, nouns } = chinese;
const HAN = /\p{Script=Han}/u;

test('every text in the source has a Chinese one in src/chinese/phrases', () => {
  const missing = SOURCE.phrases.filter(({ text }) => !Object.hasOwn(phrases, text));
  expect(missing.map(({ file, text }) => `${file}: ${text}`)).toEqual([]);
});

test('every text of the help has a Chinese one in src/chinese/phrases/help.ts', () => {
  expect(HELP_TEXTS.filter((text) => !Object.hasOwn(phrases, text))).toEqual([]);
});

test('every noun that is counted has a Chinese one in src/chinese/nouns.ts', () => {
  const words = Object.values(SKIP_WORDS).map((text) => ({ file: 'words/skip-reasons.ts', text }));
  const missing = [...SOURCE.nouns, ...words].filter(({ text }) => !Object.hasOwn(nouns, text));
  expect(missing.map(({ file, text }) => `${file}: ${text}`)).toEqual([]);
});

test('no text is made while its file is loaded, when the language is not known yet', () => {
  expect(SOURCE.early).toEqual([]);
});

test('no Chinese text is left over', () => {
  const used = new Set([...SOURCE.phrases.map(({ text }) => text), ...HELP_TEXTS, ...Object.keys(zhTerms)]);
  expect(Object.keys(phrases).filter((text) => !used.has(text))).toEqual([]);
});

test('a Chinese text has Chinese words and the facts of its English one', () => {
  const facts = (text: string) => [...text.matchAll(/\{\d+\}/g)].map(([fact]) => fact);
  const wrong = SOURCE.phrases.filter(({ text, onlyEnglish }) => {
    const translation = phrases[text] ?? '';
    const needed = facts(text).filter((fact) => !onlyEnglish.includes(Number(fact.slice(1, -1))));
    const given = facts(translation);
    return needed.some((fact) => !given.includes(fact)) || given.some((fact) => !needed.includes(fact));
  });
  expect(wrong.map(({ file, text }) => `${file}: ${text}`)).toEqual([]);
  const words = (text: string) => text.replace(/\{\d+\}|--[a-z-]+|sobot-etl|[A-Z]{2,}/g, '');
  const foreign = Object.entries(phrases).filter(
    ([english, text]) => !HAN.test(text) && !Object.hasOwn(zhTerms, english) && /[a-z]/i.test(words(text)),
  );
  expect(foreign).toEqual([]);
});

import { expect, test } from 'vitest';
import { alignColumns, counted, currentLanguage, didYouMean, inLanguage, speak } from '../../src/words/index.ts';

test('a host speaks Chinese in one call and English in another at the same time', async () => {
  const said = async () => {
    await new Promise(setImmediate);
    return `${currentLanguage()}: ${counted(3, 'row')}`;
  };
  expect(await Promise.all([inLanguage('zh', said), said(), inLanguage('en', said)])).toEqual([
    'zh: 3 行',
    'en: 3 rows',
    'en: 3 rows',
  ]);
});

test('a process speaks the language that it chose, except where another is asked for', async () => {
  await speak('zh');
  try {
    expect(didYouMean('Aple', ['Apple'])).toBe('是否指 "Apple"？');
    expect(await inLanguage('en', async () => didYouMean('Aple', ['Apple']))).toBe(' Did you mean "Apple"?');
  } finally {
    await speak('en');
  }
});

test('Chinese characters take two columns of a terminal', () => {
  expect(
    alignColumns(
      [
        ['行', '1', 'x'],
        ['rows', '12', 'y'],
      ],
      { right: [1] },
    ),
  ).toEqual(['行     1  x', 'rows  12  y']);
});

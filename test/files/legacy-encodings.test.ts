import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FileError, openTable, type SourceOptions } from '../../src/files/index.ts';
import { detectEncoding, NonAsciiWords } from '../../src/files/text/detect-encoding.ts';
import { readAll } from './support/read-all.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'legacy-encodings-'));
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
async function read(content: Buffer, options: SourceOptions = {}) {
  const path = join(folder, `${++files}.csv`);
  await writeFile(path, content);
  return readAll(await openTable(path, options));
}

/** Encodings, and languages that are written in them. */
const TABLE = [
  ['windows-1250', ['pl', 'cs', 'hu', 'ro', 'hr', 'sk', 'sl']],
  ['windows-1251', ['ru', 'uk', 'bg', 'sr', 'mk', 'be']],
  ['windows-1252', ['de', 'fr', 'es', 'pt', 'sv', 'is', 'fi', 'da', 'nb', 'it', 'nl', 'ca']],
  ['windows-1253', ['el']],
  ['windows-1254', ['tr']],
  ['windows-1255', ['he']],
  ['windows-1256', ['ar', 'fa']],
  ['windows-1257', ['lt', 'lv', 'et']],
  ['windows-1258', ['vi']],
  ['windows-874', ['th']],
  ['koi8-r', ['ru']],
  ['koi8-u', ['uk']],
  ['iso-8859-2', ['pl', 'cs', 'hu']],
  ['iso-8859-5', ['ru', 'sr']],
  ['iso-8859-6', ['ar']],
  ['iso-8859-7', ['el']],
  ['iso-8859-8', ['he']],
  ['iso-8859-9', ['tr']],
  ['iso-8859-13', ['lt', 'lv']],
  ['iso-8859-15', ['fr', 'de']],
  ['cp437', ['de']],
  ['cp850', ['fr', 'es']],
  ['cp852', ['pl', 'cs']],
  ['cp866', ['ru', 'be']],
  ['cp949', ['ko']],
  ['euc-kr', ['ko']],
  ['euc-jp', ['ja']],
  ['shift_jis', ['ja']],
  ['big5', ['zh-Hant']],
  ['gb18030', ['zh-Hans']],
] as const;

const SIZES = [20, 40, 100, 300, 800, 2000];

const regions =
  'AE AF AL AM AR AT AU AZ BA BD BE BG BH BO BR BY CA CH CL CN CO CR CU CY CZ DE DJ DK DO DZ EC EE EG ES ET FI FJ FR GA GB GE GH GN GR HN HR HT HU ID IE IL IN IQ IR IS IT JM JO JP KE KG KH KP KR KW KZ LA LB LR LT LU LV LY MA MC MD ME MG MK MN MT MX MY MZ NA NE NG NL NO NP NZ OM PA PE PH PK PL PT PY QA RO RS RU SA SD SE SG SI SK SN SO SY TH TN TR TZ UA UG UY UZ VE VN YE ZA ZM ZW'.split(
    ' ',
  );
const tongues =
  'pl cs hu ro hr ru uk bg sr de fr es pt sv is fi el tr he ar fa lt lv et vi ko ja zh th hy ka az kk mn hi ta bn ur sw eu gl cy ga mt sq mk sl sk be nl da it ca'.split(
    ' ',
  );

/** Spellings that an encoding has instead of those of today. */
function older(text: string, language: string): string {
  const comma: Readonly<Record<string, string>> = { ș: 'ş', ț: 'ţ', Ș: 'Ş', Ț: 'Ţ', ی: 'ي' };
  const spelt = text.replace(/[șțȘȚی]/g, (letter) => comma[letter] ?? letter);
  if (language !== 'vi') return spelt;
  const base = spelt.normalize('NFD').replace(/[aeou][\u0302\u0306\u031b]/gi, (pair) => pair.normalize('NFC'));
  return base;
}

/** Names of countries and languages, as a column of texts has them. */
function namesIn(language: string, encoding: string): string[] {
  const region = new Intl.DisplayNames([language], { type: 'region' });
  const tongue = new Intl.DisplayNames([language], { type: 'language' });
  return [...regions.map((code) => region.of(code)), ...tongues.map((code) => tongue.of(code))]
    .map((name) => older(name ?? '', language))
    .filter((name) => iconv.decode(iconv.encode(name, encoding), encoding) === name);
}

const seed = Number(process.env['SEED'] ?? 4711);

/** Numbers from 0 to 1, the same ones for a seed. */
function randomNumbers(start: number): () => number {
  let state = start;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >>> 8) / 0x800000;
  };
}

describe('text of other encodings than UTF-8', () => {
  test.each(TABLE)('%s is read correctly or rejected, however short the text is', async (encoding, languages) => {
    const outcomes = { right: 0, refused: 0 };
    for (const [place, language] of languages.entries()) {
      const names = namesIn(language, encoding);
      for (const [step, letters] of SIZES.entries()) {
        // Every other size where there are several languages; SOAK=1 has them all.
        if (languages.length > 1 && (place + step) % 2 === 1 && !process.env['SOAK']) continue;
        const texts: string[] = [];
        for (let at = step * 17; texts.join('').length < letters && texts.length < names.length; at++) {
          texts.push(names[(at * 31) % names.length] as string);
        }
        const lines = ['id,name', ...texts.map((text, at) => `${at},"${text}"`)].join('\n');
        const found = await read(iconv.encode(lines, encoding)).catch((error: unknown) => error);
        if (found instanceof FileError) {
          expect(found.code, `${encoding} ${language} ${letters}: ${found.message}`).toBe('unclear-encoding');
          outcomes.refused++;
        } else {
          const { rows } = found as Awaited<ReturnType<typeof read>>;
          expect(
            rows.map(({ cells }) => cells[1]),
            `${encoding} ${language} ${letters}`,
          ).toEqual(texts);
          outcomes.right++;
        }
      }
    }
    // To refuse everything would be easy.
    expect(outcomes.right, JSON.stringify(outcomes)).toBeGreaterThanOrEqual(outcomes.refused);
  });

  test(`a few random names are read correctly or rejected, most of them read: seed ${seed}`, async () => {
    const random = randomNumbers(seed);
    const outcomes = { right: 0, refused: 0 };
    for (const [encoding, languages] of TABLE) {
      for (const language of languages) {
        const names = namesIn(language, encoding);
        for (const letters of [8, 14, 20, 40, 70, 100]) {
          const picked: string[] = [];
          while (picked.join('').length < letters) picked.push(names[Math.floor(random() * names.length)] as string);
          const words = new NonAsciiWords();
          words.add(iconv.encode(picked.join('\n'), encoding));
          if (words.words.length === 0) continue;
          const { sure, readings } = await detectEncoding(words.words);
          if (sure) {
            const truth = words.words.map((word) => iconv.decode(word, encoding));
            expect(readings[0]?.words, `seed ${seed}: ${encoding} ${language} ${picked.join(', ')}`).toEqual(truth);
          }
          outcomes[sure ? 'right' : 'refused']++;
        }
      }
    }
    expect(outcomes.right, `seed ${seed}: ${JSON.stringify(outcomes)}`).toBeGreaterThan(outcomes.refused);
  });

  test('is detected from a few names', async () => {
    const files: readonly [string, string[]][] = [
      ['cp949', ['김철수', '서울특별시']],
      ['windows-1251', ['Иван Петров', 'Москва']],
      ['koi8-r', ['Иван Петров', 'Москва']],
      ['cp866', ['Иван Петров', 'Москва']],
      ['windows-1250', ['Łukasz Żółć', 'Kraków', 'ul. Świętej Anny', 'Wrocław', 'Poznań']],
      ['windows-1254', ['Çağrı Şahin', 'İzmir']],
      ['windows-1257', ['Šarūnas Žukauskas', 'Klaipėda']],
      ['windows-1252', ['José García', 'Begoña Núñez', 'O’Brien', 'Jürgen Müller', 'Françoise']],
      ['shift_jis', ['ﾔﾏﾀﾞ ﾀﾛｳ', 'ｻﾄｳ ﾊﾅｺ']],
      ['windows-874', ['สมชาย ใจดี', 'กรุงเทพมหานคร']],
    ];
    for (const [encoding, names] of files) {
      const { rows } = await read(iconv.encode(`id,name\n${names.map((name) => `1,${name}\n`).join('')}`, encoding));
      expect(
        rows.map(({ cells }) => cells[1]),
        encoding,
      ).toEqual(names);
    }
  });

  test('of an unclear encoding is an error that shows the first cells in each encoding, and the line to write', async () => {
    const content = iconv.encode(`id,name\n${'1,Ann\n'.repeat(50)}2,Zoë\n`, 'windows-1252');
    const error = (await read(content).catch((caught: unknown) => caught)) as FileError;
    expect([error.code, error.line]).toEqual(['unclear-encoding', 52]);
    expect(error.message).toMatch(
      /source: \{ encoding: windows-1252 \} +Zoë\n +source: \{ encoding: windows-1257 \} +Zoė/,
    );
    const { rows } = await read(content, { encoding: 'windows-1252' });
    expect(rows.at(-1)?.cells[1]).toBe('Zoë');
  });

  test('a byte that the encoding does not have is an error before the first row, with its line', async () => {
    const good = `id,name\n${'1,Ann\n'.repeat(30_000)}`;
    const content = Buffer.concat([Buffer.from(`${good}2,Müller\n3,`), Buffer.from([0xff]), Buffer.from('\n')]);
    const path = join(folder, 'late.csv');
    await writeFile(path, content);
    await expect(openTable(path)).rejects.toMatchObject({ code: 'undecodable', line: 30_003 });
    await expect(openTable(path, { encoding: 'utf-8' })).rejects.toMatchObject({ code: 'undecodable', line: 30_003 });
  });

  test('far down a file that begins as ASCII is read correctly', async () => {
    const good = `id,name\n${'1,Ann\n'.repeat(30_000)}`;
    const { rows } = await read(iconv.encode(`${good}2,Łukasz Żółć\n3,Świętej Anny\n`, 'windows-1250'));
    expect(rows.slice(-2).map(({ cells }) => cells[1])).toEqual(['Łukasz Żółć', 'Świętej Anny']);
  });
});

describe('source.encoding', () => {
  test.each([
    ['cp949', 'cp949', '김철수'],
    ['ks_c_5601-1987', 'cp949', '똠방각하'],
    ['cp874', 'windows-874', 'สมชาย'],
    ['TIS-620', 'windows-874', 'สมชาย'],
    ['win1251', 'windows-1251', 'Иван'],
    ['CP-1251', 'windows-1251', 'Иван'],
    ['1250', 'windows-1250', 'Łukasz'],
    ['ISO_8859-2', 'iso-8859-2', 'Łukasz'],
    ['latin2', 'iso-8859-2', 'Łukasz'],
    ['IBM850', 'cp850', 'Çağ'.slice(0, 2)],
    ['dos-866', 'cp866', 'Иван'],
    ['cp852', 'cp852', 'Łukasz'],
    ['cp437', 'cp437', 'Größe'],
    ['macintosh', 'macintosh', 'Größe'],
    ['koi8_u', 'koi8-u', 'Їжак'],
    ['EUCJP', 'euc-jp', '山田'],
    ['cp936', 'gb18030', '王芳'],
  ])('knows %s', async (label, encoding, text) => {
    const { rows } = await read(iconv.encode(`a\n${text}\n`, encoding), { encoding: label });
    expect(rows[0]?.cells[0]).toBe(text);
  });

  test.each([
    ['windos-1251', 'windows-1251'],
    ['euc_krr', 'euc-kr'],
    ['utf9', 'utf-8'],
    ['x'.repeat(5000), ''],
  ])('names what is near where it is unknown: %s', async (label, near) => {
    const error = (await read(Buffer.from('a\n1\n'), { encoding: label }).catch(
      (caught: unknown) => caught,
    )) as FileError;
    expect(error.code).toBe('unknown-encoding');
    expect(error.message).toContain(near);
    expect(error.message.length).toBeLessThan(400);
  });
});

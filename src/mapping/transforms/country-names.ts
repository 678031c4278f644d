import { fold } from '../fold.ts';

const LANGUAGES = ['en', 'zh', 'de', 'fr', 'es', 'it', 'pt', 'ja', 'ko'];

/** How people write countries where neither their two letters nor their names in a language are written. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  AE: ['uae', 'are'],
  AU: ['aus'],
  BR: ['bra'],
  CA: ['can'],
  CH: ['che'],
  CN: [
    'chn',
    'prc',
    "people's republic of china",
    'p.r. china',
    'pr china',
    'mainland china',
    '中华人民共和国',
    '中国大陆',
  ],
  CZ: ['cze', 'czech republic'],
  DE: ['deu', 'ger', 'federal republic of germany'],
  ES: ['esp'],
  FR: ['fra'],
  GB: ['uk', 'u.k.', 'gbr', 'great britain', 'england', 'scotland', 'wales'],
  HK: ['hkg', 'hong kong', '香港'],
  ID: ['idn'],
  IN: ['ind'],
  IT: ['ita'],
  JP: ['jpn'],
  KR: ['kor', 'korea', 'republic of korea'],
  MO: ['mac', 'macau', 'macao', '澳门'],
  MX: ['mex'],
  MY: ['mys'],
  NL: ['nld', 'holland', 'the netherlands'],
  NZ: ['nzl'],
  PH: ['phl', 'the philippines'],
  PL: ['pol'],
  PT: ['prt'],
  RU: ['rus', 'russian federation'],
  SA: ['sau', 'ksa'],
  SE: ['swe'],
  SG: ['sgp'],
  TH: ['tha'],
  TR: ['tur', 'turkey'],
  TW: ['twn', '台湾', '臺灣'],
  US: ['usa', 'u.s.', 'u.s.a.', 'united states of america', 'america'],
  VN: ['vnm', 'viet nam'],
  ZA: ['zaf'],
};

/** Makes the function that finds a country's two letters: by them, by its name in several languages, or by its usual short forms. */
export function countryReader<Code extends string>(codes: readonly Code[]): (name: string) => Code | undefined {
  const byName = new Map<string, Code>();
  for (const language of LANGUAGES) {
    const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
    for (const code of codes) {
      const name = names.of(code);
      if (name !== undefined && !byName.has(fold(name))) byName.set(fold(name), code);
    }
  }
  for (const code of codes) {
    for (const name of [code, ...(ALSO[code] ?? [])]) byName.set(fold(name), code);
  }
  return (name) => byName.get(fold(name));
}

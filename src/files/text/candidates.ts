/** An encoding that a file may be in, the languages that are written in it, and how unusual it is in files of today, in bits. */
export interface EncodingCandidate {
  readonly encoding: string;
  readonly languages: readonly string[];
  readonly rarity: number;
  /** Languages that have an encoding of their own and are written in this one now and then. */
  readonly guests?: readonly string[];
}

const WESTERN = ['en', 'de', 'fr', 'es', 'pt', 'it', 'nl', 'sv', 'no', 'da', 'fi', 'is', 'ca'];
const CENTRAL = ['pl', 'cs', 'sk', 'hu', 'hr', 'sl', 'ro'];
const BALTIC = ['lt', 'lv', 'et'];
const CYRILLIC = ['ru', 'uk', 'bg', 'sr', 'mk', 'be'];

/** Every encoding that is told by its bytes, beside UTF-8 and UTF-16. */
export const ENCODING_CANDIDATES: readonly EncodingCandidate[] = [
  { encoding: 'windows-1252', languages: WESTERN, rarity: 0 },
  { encoding: 'gb18030', languages: ['zh-Hans', 'zh-Hant'], rarity: 0 },
  { encoding: 'big5', languages: ['zh-Hant'], rarity: 0 },
  { encoding: 'shift_jis', languages: ['ja'], rarity: 0 },
  { encoding: 'euc-kr', languages: ['ko'], rarity: 0 },
  { encoding: 'windows-1251', languages: CYRILLIC, rarity: 0 },
  { encoding: 'windows-1250', languages: CENTRAL, rarity: 0, guests: ['de'] },
  { encoding: 'windows-1254', languages: ['tr'], rarity: 1 },
  { encoding: 'windows-1253', languages: ['el'], rarity: 0 },
  { encoding: 'windows-1255', languages: ['he'], rarity: 0 },
  { encoding: 'windows-1256', languages: ['ar', 'fa', 'ur'], rarity: 0 },
  { encoding: 'windows-1257', languages: BALTIC, rarity: 0 },
  { encoding: 'windows-1258', languages: ['vi'], rarity: 3 },
  { encoding: 'windows-874', languages: ['th'], rarity: 0 },
  { encoding: 'euc-jp', languages: ['ja'], rarity: 3 },
  { encoding: 'koi8-r', languages: ['ru', 'bg'], rarity: 3 },
  { encoding: 'koi8-u', languages: ['uk', 'ru', 'be'], rarity: 4 },
  { encoding: 'iso-8859-2', languages: CENTRAL, rarity: 4, guests: ['de'] },
  { encoding: 'iso-8859-3', languages: ['tr', 'it'], rarity: 14 },
  { encoding: 'iso-8859-4', languages: BALTIC, rarity: 10 },
  { encoding: 'iso-8859-5', languages: CYRILLIC, rarity: 6 },
  { encoding: 'iso-8859-6', languages: ['ar'], rarity: 5 },
  { encoding: 'iso-8859-7', languages: ['el'], rarity: 4 },
  { encoding: 'iso-8859-8', languages: ['he'], rarity: 4 },
  { encoding: 'iso-8859-10', languages: ['is', 'sv', 'no', 'da', 'fi', ...BALTIC], rarity: 14 },
  { encoding: 'iso-8859-13', languages: BALTIC, rarity: 6 },
  { encoding: 'iso-8859-15', languages: WESTERN, rarity: 4 },
  { encoding: 'iso-8859-16', languages: ['ro', 'pl', 'hu', 'hr', 'sl'], rarity: 14 },
  { encoding: 'cp437', languages: WESTERN, rarity: 9 },
  { encoding: 'cp850', languages: WESTERN, rarity: 8 },
  { encoding: 'cp852', languages: CENTRAL, rarity: 8, guests: ['de'] },
  { encoding: 'cp775', languages: BALTIC, rarity: 12 },
  { encoding: 'cp737', languages: ['el'], rarity: 9 },
  { encoding: 'cp855', languages: CYRILLIC, rarity: 14 },
  { encoding: 'cp857', languages: ['tr'], rarity: 9 },
  { encoding: 'cp862', languages: ['he'], rarity: 9 },
  { encoding: 'ibm866', languages: CYRILLIC, rarity: 6 },
  { encoding: 'cp720', languages: ['ar'], rarity: 10 },
  { encoding: 'macroman', languages: WESTERN, rarity: 10 },
  { encoding: 'maccenteuro', languages: CENTRAL, rarity: 13 },
  { encoding: 'macturkish', languages: ['tr'], rarity: 13 },
  { encoding: 'macgreek', languages: ['el'], rarity: 13 },
  { encoding: 'x-mac-cyrillic', languages: CYRILLIC, rarity: 12 },
];

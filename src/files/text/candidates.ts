/** An encoding that a file may be in, the languages that are written in it, and how unusual it is in files of today, in bits. */
export interface Candidate {
  readonly encoding: string;
  readonly languages: readonly string[];
  readonly rarity: number;
  /** Languages that have an encoding of their own and are written in this one now and then. */
  readonly guests?: readonly string[];
}

const western = ['en', 'de', 'fr', 'es', 'pt', 'it', 'nl', 'sv', 'no', 'da', 'fi', 'is', 'ca'];
const central = ['pl', 'cs', 'sk', 'hu', 'hr', 'sl', 'ro'];
const baltic = ['lt', 'lv', 'et'];
const cyrillic = ['ru', 'uk', 'bg', 'sr', 'mk', 'be'];

/** Every encoding that is told by its bytes, beside UTF-8 and UTF-16. */
export const candidates: readonly Candidate[] = [
  { encoding: 'windows-1252', languages: western, rarity: 0 },
  { encoding: 'gb18030', languages: ['zh-Hans', 'zh-Hant'], rarity: 0 },
  { encoding: 'big5', languages: ['zh-Hant'], rarity: 0 },
  { encoding: 'shift_jis', languages: ['ja'], rarity: 0 },
  { encoding: 'euc-kr', languages: ['ko'], rarity: 0 },
  { encoding: 'windows-1251', languages: cyrillic, rarity: 0 },
  { encoding: 'windows-1250', languages: central, rarity: 0, guests: ['de'] },
  { encoding: 'windows-1254', languages: ['tr'], rarity: 1 },
  { encoding: 'windows-1253', languages: ['el'], rarity: 0 },
  { encoding: 'windows-1255', languages: ['he'], rarity: 0 },
  { encoding: 'windows-1256', languages: ['ar', 'fa', 'ur'], rarity: 0 },
  { encoding: 'windows-1257', languages: baltic, rarity: 0 },
  { encoding: 'windows-1258', languages: ['vi'], rarity: 3 },
  { encoding: 'windows-874', languages: ['th'], rarity: 0 },
  { encoding: 'euc-jp', languages: ['ja'], rarity: 3 },
  { encoding: 'koi8-r', languages: ['ru', 'bg'], rarity: 3 },
  { encoding: 'koi8-u', languages: ['uk', 'ru', 'be'], rarity: 4 },
  { encoding: 'iso-8859-2', languages: central, rarity: 4, guests: ['de'] },
  { encoding: 'iso-8859-3', languages: ['tr', 'it'], rarity: 14 },
  { encoding: 'iso-8859-4', languages: baltic, rarity: 10 },
  { encoding: 'iso-8859-5', languages: cyrillic, rarity: 6 },
  { encoding: 'iso-8859-6', languages: ['ar'], rarity: 5 },
  { encoding: 'iso-8859-7', languages: ['el'], rarity: 4 },
  { encoding: 'iso-8859-8', languages: ['he'], rarity: 4 },
  { encoding: 'iso-8859-10', languages: ['is', 'sv', 'no', 'da', 'fi', ...baltic], rarity: 14 },
  { encoding: 'iso-8859-13', languages: baltic, rarity: 6 },
  { encoding: 'iso-8859-15', languages: western, rarity: 4 },
  { encoding: 'iso-8859-16', languages: ['ro', 'pl', 'hu', 'hr', 'sl'], rarity: 14 },
  { encoding: 'cp437', languages: western, rarity: 9 },
  { encoding: 'cp850', languages: western, rarity: 8 },
  { encoding: 'cp852', languages: central, rarity: 8, guests: ['de'] },
  { encoding: 'cp775', languages: baltic, rarity: 12 },
  { encoding: 'cp737', languages: ['el'], rarity: 9 },
  { encoding: 'cp855', languages: cyrillic, rarity: 14 },
  { encoding: 'cp857', languages: ['tr'], rarity: 9 },
  { encoding: 'cp862', languages: ['he'], rarity: 9 },
  { encoding: 'ibm866', languages: cyrillic, rarity: 6 },
  { encoding: 'cp720', languages: ['ar'], rarity: 10 },
  { encoding: 'macroman', languages: western, rarity: 10 },
  { encoding: 'maccenteuro', languages: central, rarity: 13 },
  { encoding: 'macturkish', languages: ['tr'], rarity: 13 },
  { encoding: 'macgreek', languages: ['el'], rarity: 13 },
  { encoding: 'x-mac-cyrillic', languages: cyrillic, rarity: 12 },
];

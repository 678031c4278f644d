import {
  compileDateFormat,
  type DateReader,
  isValidDate,
  isValidTime,
  numberReader,
  ValueError,
} from '../../mapping/index.ts';

/** What a column's dates are made of. */
export type DateKind = 'date' | 'datetime' | 'time';

interface FormatCandidate {
  readonly format: string;
  readonly kind: DateKind;
  readonly reader: DateReader;
}

const DATE_FORMATS = [
  'YYYY-MM-DD',
  'YYYY/MM/DD',
  'YYYY.MM.DD',
  'YYYY年MM月DD日',
  'YYYYMMDD',
  ...['/', '-', '.'].flatMap((mark) => [
    `DD${mark}MM${mark}YYYY`,
    `MM${mark}DD${mark}YYYY`,
    `DD${mark}MM${mark}YY`,
    `MM${mark}DD${mark}YY`,
  ]),
  'D MMM YYYY',
  'D-MMM-YYYY',
  'MMM D, YYYY',
  'MMM D YYYY',
];

const TIME_FORMATS = ['HH:mm', 'HH:mm:ss', 'HH:mm A', 'HH:mm:ss A', 'HH.mm'];

const isoPattern = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

const FORMAT_CANDIDATES: readonly FormatCandidate[] = [
  ...DATE_FORMATS.map((format): FormatCandidate => ({ format, kind: 'date', reader: compileDateFormat(format) })),
  ...TIME_FORMATS.map((format): FormatCandidate => ({ format, kind: 'time', reader: compileDateFormat(format) })),
  ...DATE_FORMATS.filter((format) => format !== 'YYYYMMDD')
    .flatMap((day) => TIME_FORMATS.slice(0, 4).map((time) => `${day} ${time}`))
    .map((format): FormatCandidate => ({ format, kind: 'datetime', reader: compileDateFormat(format) })),
];

/** What was proven of a column's dates over all its values. */
export interface ProvenDates {
  readonly kind: DateKind;
  /** Every format that as many values fit as fit any; none where they are true dates or ISO texts. More than one: nothing tells which is meant. */
  readonly formats: readonly string[];
  /** Values that do not fit: slips of the pen, days that there are not. */
  readonly misfits: number;
}

/** Of a hundred values so many may be no dates, and the others still say what the column holds. */
const TOLERATED_DATE_MISFITS = 0.05;
/** A format is given up only after more misfits than that: the first values may be the bad ones. */
const MIN_DATE_MISFITS = 3;

const isoDate: FormatCandidate = {
  format: 'ISO',
  kind: 'date',
  reader: (text) => (isoPattern.test(text) ? {} : undefined),
};

interface Tried {
  readonly candidate: FormatCandidate;
  misfits: number;
}

/** Finds the formats that the values of a column fit. */
export class DateFormats {
  #alive: Tried[] = [isoDate, ...FORMAT_CANDIDATES].map((candidate) => ({ candidate, misfits: 0 }));
  #isoTimes = 0;
  #seen = 0;

  /** Takes the next value; answers whether the column may still hold dates. */
  add(text: string): boolean {
    this.#seen += 1;
    if (text.length > 10 && isoPattern.test(text)) this.#isoTimes += 1;
    let isOver = false;
    const most = MIN_DATE_MISFITS + this.#seen * TOLERATED_DATE_MISFITS;
    for (const tried of this.#alive) {
      if (fits(tried.candidate, text)) continue;
      tried.misfits += 1;
      isOver ||= tried.misfits > most;
    }
    if (isOver) this.#alive = this.#alive.filter(({ misfits }) => misfits <= most);
    return this.#alive.length > 0;
  }

  /** What nearly all values have in common; nothing where too many of them are no dates. */
  get proven(): ProvenDates | undefined {
    const misfits = Math.min(...this.#alive.map((tried) => tried.misfits));
    if (this.#seen === 0 || misfits > this.#seen * TOLERATED_DATE_MISFITS) return undefined;
    const best = this.#alive.filter((tried) => tried.misfits === misfits).map(({ candidate }) => candidate);
    if (best.includes(isoDate)) return { kind: this.#isoTimes > 0 ? 'datetime' : 'date', formats: [], misfits };
    const [first] = best;
    return first === undefined ? undefined : { kind: first.kind, formats: best.map(({ format }) => format), misfits };
  }
}

function fits(candidate: FormatCandidate, text: string): boolean {
  const parts = candidate.reader(text);
  if (parts === undefined || candidate === isoDate) return parts !== undefined;
  if (candidate.kind === 'time') return isValidTime(parts);
  return isValidDate(parts) && (candidate.kind === 'date' || isValidTime(parts));
}

/** The marks that part whole numbers from their fractions. */
export type DecimalMark = '.' | ',';

const NUMBER_READERS = { '.': numberReader('.'), ',': numberReader(',') } as const;

/** Is the text a number with either mark? */
export function isNumber(text: string): boolean {
  return reads('.', text) || reads(',', text);
}

function reads(mark: DecimalMark, text: string): boolean {
  return !(NUMBER_READERS[mark](text) instanceof ValueError);
}

/** What was found out about a column of numbers. */
interface Numbers {
  readonly decimal: DecimalMark;
  /** A value that would be another number with the other mark. */
  readonly ambiguous?: string;
  /** Values that are no numbers. */
  readonly misfits: readonly string[];
}

/** Of a hundred values so many may be no numbers, and the others still say what the column holds. */
const TOLERATED_NUMBER_MISFITS = 0.05;

/** The decimal mark with which nearly all texts are numbers. Where both would do, `1.250` is taken for 1250. */
export function numbersOf(texts: readonly string[]): Numbers | undefined {
  const misfits = {
    '.': texts.filter((text) => !reads('.', text)),
    ',': texts.filter((text) => !reads(',', text)),
  };
  const fewest = Math.min(misfits['.'].length, misfits[','].length);
  if (texts.length === 0 || fewest > texts.length * TOLERATED_NUMBER_MISFITS) return undefined;
  if (misfits['.'].length !== misfits[','].length) {
    const decimal = misfits['.'].length === fewest ? '.' : ',';
    return { decimal, misfits: misfits[decimal] };
  }
  const ambiguous = texts.find((text) => reads('.', text) && NUMBER_READERS['.'](text) !== NUMBER_READERS[','](text));
  if (ambiguous === undefined) return { decimal: '.', misfits: misfits['.'] };
  const decimal = ambiguous.includes('.') ? ',' : '.';
  return { decimal, ambiguous, misfits: misfits[decimal] };
}

import {
  compileDateFormat,
  type DateReader,
  isValidDate,
  isValidTime,
  numberReader,
  ValueError,
} from '../../mapping/index.ts';

/** The kind of a column's dates. */
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

const ISO_PATTERN = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

const FORMAT_CANDIDATES: readonly FormatCandidate[] = [
  ...DATE_FORMATS.map((format): FormatCandidate => ({ format, kind: 'date', reader: compileDateFormat(format) })),
  ...TIME_FORMATS.map((format): FormatCandidate => ({ format, kind: 'time', reader: compileDateFormat(format) })),
  ...DATE_FORMATS.filter((format) => format !== 'YYYYMMDD')
    .flatMap((day) => TIME_FORMATS.slice(0, 4).map((time) => `${day} ${time}`))
    .map((format): FormatCandidate => ({ format, kind: 'datetime', reader: compileDateFormat(format) })),
];

/** What all values of a column prove about its dates. */
export interface ProvenDates {
  readonly kind: DateKind;
  /** The formats that the most values fit; none where they are real dates or ISO texts. Several where nothing decides between them. */
  readonly formats: readonly string[];
  /** Number of values that do not fit, such as typing errors and days that do not exist. */
  readonly misfits: number;
}

/** Share of values that may be something else in a column of dates. */
const TOLERATED_DATE_MISFITS = 0.05;
/** A format is dropped only after more misfits than that: the first values may be the bad ones. */
const MIN_DATE_MISFITS = 3;

const ISO_CANDIDATE: FormatCandidate = {
  format: 'ISO',
  kind: 'date',
  reader: (text) => (ISO_PATTERN.test(text) ? {} : undefined),
};

interface Tried {
  readonly candidate: FormatCandidate;
  misfits: number;
}

/** Finds the formats that the values of a column fit. */
export class DateFormats {
  #alive: Tried[] = [ISO_CANDIDATE, ...FORMAT_CANDIDATES].map((candidate) => ({ candidate, misfits: 0 }));
  #isoTimes = 0;
  #seen = 0;

  /** Adds the next value; returns whether the column can still be dates. */
  add(text: string): boolean {
    this.#seen += 1;
    if (text.length > 10 && ISO_PATTERN.test(text)) this.#isoTimes += 1;
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

  /** The formats that nearly all values fit; undefined where too many are not dates. */
  get proven(): ProvenDates | undefined {
    const misfits = Math.min(...this.#alive.map((tried) => tried.misfits));
    if (this.#seen === 0 || misfits > this.#seen * TOLERATED_DATE_MISFITS) return undefined;
    const best = this.#alive.filter((tried) => tried.misfits === misfits).map(({ candidate }) => candidate);
    if (best.includes(ISO_CANDIDATE)) return { kind: this.#isoTimes > 0 ? 'datetime' : 'date', formats: [], misfits };
    const [first] = best;
    return first === undefined ? undefined : { kind: first.kind, formats: best.map(({ format }) => format), misfits };
  }
}

function fits(candidate: FormatCandidate, text: string): boolean {
  const parts = candidate.reader(text);
  if (parts === undefined || candidate === ISO_CANDIDATE) return parts !== undefined;
  if (candidate.kind === 'time') return isValidTime(parts);
  return isValidDate(parts) && (candidate.kind === 'date' || isValidTime(parts));
}

/** The decimal marks. */
export type DecimalMark = '.' | ',';

const NUMBER_READERS = { '.': numberReader('.'), ',': numberReader(',') } as const;

/** Whether the text is a number with either mark. */
export function isNumber(text: string): boolean {
  return reads('.', text) || reads(',', text);
}

function reads(mark: DecimalMark, text: string): boolean {
  return !(NUMBER_READERS[mark](text) instanceof ValueError);
}

/** The findings about a column of numbers. */
interface Numbers {
  readonly decimal: DecimalMark;
  /** A value that would be another number with the other mark. */
  readonly ambiguous?: string;
  /** Values that are not numbers. */
  readonly misfits: readonly string[];
}

/** Share of values that may be something else in a column of numbers. */
const TOLERATED_NUMBER_MISFITS = 0.05;

/** The decimal mark with which nearly all texts are numbers. Where both fit, `1.250` is read as 1250. */
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

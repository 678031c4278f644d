import {
  compileDateFormat,
  type DateParts,
  type DateReader,
  isValidDate,
  isValidTime,
  numberReader,
  ValueError,
} from '../../mapping/index.ts';
import { ownText } from '../../sketches/index.ts';

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

/** The formats of a kind that read at least one of the texts as a date that exists. */
export function formatsThatRead(kind: DateKind, texts: readonly string[]): string[] {
  return FORMAT_CANDIDATES.filter(
    (candidate) => candidate.kind === kind && texts.some((text) => momentOf(candidate, text) !== undefined),
  ).map(({ format }) => format);
}

/** What all values of a column prove about its dates. */
export interface ProvenDates {
  readonly kind: DateKind;
  /** The formats that the most values fit; none where they are real dates or ISO texts. Several where nothing decides between them. */
  readonly formats: readonly string[];
  /** Number of values that do not fit, such as typing errors and days that do not exist. */
  readonly misfits: number;
}

/** The first and the last date of a column, as ISO texts. */
export interface DateRange {
  readonly first: string;
  readonly last: string;
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
  /** The first and the last in time. */
  first?: Moment;
  last?: Moment;
}

/** A date as it is compared and as it was read: texts in ISO format can be compared themselves. */
interface Moment {
  readonly rank: number | string;
  readonly parts: DateParts | string;
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
      const moment = momentOf(tried.candidate, text);
      if (moment !== undefined) {
        noteMoment(tried, moment);
        continue;
      }
      tried.misfits += 1;
      isOver ||= tried.misfits > most;
    }
    if (isOver) this.#alive = this.#alive.filter(({ misfits }) => misfits <= most);
    return this.#alive.length > 0;
  }

  /** The formats that nearly all values fit; undefined if too many are not dates. */
  get proven(): ProvenDates | undefined {
    const best = this.#best();
    const [first] = best;
    if (first === undefined) return undefined;
    const { misfits } = first;
    if (best.some(({ candidate }) => candidate === ISO_CANDIDATE)) {
      return { kind: this.#isoTimes > 0 ? 'datetime' : 'date', formats: [], misfits };
    }
    return { kind: first.candidate.kind, formats: best.map(({ candidate }) => candidate.format), misfits };
  }

  /** The first and the last of the proven dates; undefined if there are none, or several formats are possible. */
  get range(): DateRange | undefined {
    const best = this.#best();
    const only = best.find(({ candidate }) => candidate === ISO_CANDIDATE) ?? (best.length === 1 ? best[0] : undefined);
    if (only?.first === undefined || only.last === undefined) return undefined;
    const { kind } = only.candidate;
    return { first: isoText(only.first, kind), last: isoText(only.last, kind) };
  }

  #best(): readonly Tried[] {
    const misfits = Math.min(...this.#alive.map((tried) => tried.misfits));
    if (this.#seen === 0 || misfits > this.#seen * TOLERATED_DATE_MISFITS) return [];
    return this.#alive.filter((tried) => tried.misfits === misfits);
  }
}

/** The date that a text is in this format; undefined if it is none. */
function momentOf(candidate: FormatCandidate, text: string): Moment | undefined {
  const parts = candidate.reader(text);
  if (parts === undefined) return undefined;
  if (candidate === ISO_CANDIDATE) return { rank: text, parts: text };
  if (candidate.kind !== 'time' && !isValidDate(parts)) return undefined;
  if (candidate.kind !== 'date' && !isValidTime(parts)) return undefined;
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
  return { rank: ((((year * 12 + month) * 31 + day) * 24 + hour) * 60 + minute) * 60 + second, parts };
}

function noteMoment(tried: Tried, moment: Moment): void {
  if (tried.first === undefined || moment.rank < tried.first.rank) tried.first = owned(moment);
  if (tried.last === undefined || moment.rank > tried.last.rank) tried.last = owned(moment);
}

function owned({ rank, parts }: Moment): Moment {
  const own = typeof rank === 'string' ? ownText(rank) : undefined;
  return own === undefined ? { rank, parts } : { rank: own, parts: own };
}

function isoText({ parts }: Moment, kind: DateKind): string {
  if (typeof parts === 'string') return parts;
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
  const digits = (value: number, width = 2): string => String(value).padStart(width, '0');
  const date = `${digits(year, 4)}-${digits(month)}-${digits(day)}`;
  const time = `${digits(hour)}:${digits(minute)}:${digits(second)}`;
  return kind === 'date' ? date : kind === 'time' ? time : `${date} ${time}`;
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

import { compileDateFormat, type DateReader, isDate, isTime } from '../../mapping/transforms/date-format.ts';

/** What a column's dates are made of. */
export type DateKind = 'date' | 'datetime' | 'time';

interface Candidate {
  readonly format: string;
  readonly kind: DateKind;
  readonly reader: DateReader;
}

const dates = [
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

const times = ['HH:mm', 'HH:mm:ss', 'HH:mm A', 'HH:mm:ss A', 'HH.mm'];

const isoPattern = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

const candidates: readonly Candidate[] = [
  ...dates.map((format): Candidate => ({ format, kind: 'date', reader: compileDateFormat(format) })),
  ...times.map((format): Candidate => ({ format, kind: 'time', reader: compileDateFormat(format) })),
  ...dates
    .filter((format) => format !== 'YYYYMMDD')
    .flatMap((day) => times.slice(0, 4).map((time) => `${day} ${time}`))
    .map((format): Candidate => ({ format, kind: 'datetime', reader: compileDateFormat(format) })),
];

/** What was proven of a column's dates over all its values. */
export interface ProvenDates {
  readonly kind: DateKind;
  /** Every format that all values fit; none where they are true dates or ISO texts. More than one: nothing tells which is meant. */
  readonly formats: readonly string[];
}

/** Finds the formats that every value of a column fits. */
export class DateFormats {
  #alive: readonly Candidate[] = candidates;
  #isIso = true;
  #hasTime = false;
  #seen = 0;

  /** Takes the next value; answers whether the column may still hold dates. */
  add(text: string): boolean {
    this.#seen += 1;
    if (this.#isIso && !isoPattern.test(text)) this.#isIso = false;
    if (this.#isIso && text.length > 10) this.#hasTime = true;
    if (!this.#alive.every((candidate) => fits(candidate, text))) {
      this.#alive = this.#alive.filter((candidate) => fits(candidate, text));
    }
    return this.#isIso || this.#alive.length > 0;
  }

  /** What all values have in common; nothing where some of them are no dates. */
  get proven(): ProvenDates | undefined {
    if (this.#seen === 0) return undefined;
    if (this.#isIso) return { kind: this.#hasTime ? 'datetime' : 'date', formats: [] };
    const [first] = this.#alive;
    return first === undefined ? undefined : { kind: first.kind, formats: this.#alive.map(({ format }) => format) };
  }
}

function fits({ reader, kind }: Candidate, text: string): boolean {
  const parts = reader(text);
  if (parts === undefined) return false;
  if (kind === 'time') return isTime(parts);
  return isDate(parts) && (kind === 'date' || isTime(parts));
}

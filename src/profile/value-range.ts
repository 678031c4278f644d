import { numberReader, ValueError } from '../mapping/index.ts';
import { ownText } from '../sketches/index.ts';

/** The smallest and the largest value of a column; texts as they are in the file, except numbers, which are plain. */
export interface Range {
  readonly min: string;
  readonly max: string;
}

const PLAIN_NUMBER = /^-?\d{1,15}(?:\.\d{1,6})?$/;
const READERS = { '.': numberReader('.'), ',': numberReader(',') } as const;

/** The range of texts, in the order of their UTF-16 units. Long ones are cut. */
export class TextRange {
  #min: string | undefined;
  #max: string | undefined;

  add(text: string): void {
    if (this.#min === undefined || text < this.#min) this.#min = ownText(text.slice(0, MAX_CHARS));
    if (this.#max === undefined || text > this.#max) this.#max = ownText(text.slice(0, MAX_CHARS));
  }

  get range(): Range | undefined {
    return this.#min === undefined || this.#max === undefined ? undefined : { min: this.#min, max: this.#max };
  }
}

const MAX_CHARS = 200;

/** The range of numbers. Where `1.250` may be either, the mark decides with which more values are numbers, as in suggested mappings. */
export class NumberRange {
  readonly #byMark = { '.': new Numbers(), ',': new Numbers() };
  #ambiguous: string | undefined;

  add(text: string): void {
    const plain = PLAIN_NUMBER.test(text) && !text.includes('.') ? Number(text) : undefined;
    if (plain !== undefined) {
      this.#byMark['.'].add(plain);
      this.#byMark[','].add(plain);
      return;
    }
    const written = text.endsWith('%') ? text.slice(0, -1).trim() : text;
    const point = READERS['.'](written);
    const comma = READERS[','](written);
    if (!(point instanceof ValueError)) this.#byMark['.'].add(Number(point));
    if (!(comma instanceof ValueError)) this.#byMark[','].add(Number(comma));
    if (point instanceof ValueError || comma instanceof ValueError || point === comma) return;
    this.#ambiguous ??= ownText(written);
  }

  get range(): Range | undefined {
    const { '.': point, ',': comma } = this.#byMark;
    const isPoint =
      point.count === comma.count ? !(this.#ambiguous?.includes('.') ?? false) : point.count > comma.count;
    const numbers = isPoint ? point : comma;
    return numbers.count === 0 ? undefined : { min: String(numbers.min), max: String(numbers.max) };
  }
}

class Numbers {
  count = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;

  add(value: number): void {
    this.count += 1;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
  }
}

import { type Cell, cellText, ISSUE_KINDS, isNullWord, ROW_MESSAGES } from '../files/index.ts';
import { narrow } from '../mapping/index.ts';
import { ownText, ValueCounts } from '../sketches/index.ts';
import { DateFormats } from '../suggest/index.ts';
import { shortened, translated } from '../words/index.ts';
import type { ColumnIssue } from './column-issues.ts';
import type { ColumnFacts } from './table-profile.ts';
import { NumberRange, type Range, TextRange } from './value-range.ts';
import { fittingTypes, mainType, VALUE_TYPES, type ValueType, valueTypeOf } from './value-type.ts';

/** The frequent values of a column that a profile lists. */
const MAX_TOP = 10;
const MAX_SHOWN_CHARS = 80;
const SURROGATE = /[\ud800-\udbff]/;
const SURROGATE_PAIR = /[\ud800-\udbff][\udc00-\udfff]/g;

/** The first value of a type, shortened. */
interface FirstValue {
  readonly row: number;
  readonly text: string;
}

/** Collects the facts about one column. Every row is added once. Takes at most 3 MB whatever the number of rows. */
export class ColumnProfiler {
  #filled = 0;
  #blank = 0;
  #shortest = Number.POSITIVE_INFINITY;
  #longest = 0;
  #characters = 0;
  readonly #values = new ValueCounts();
  readonly #types: Partial<Record<ValueType, number>> = {};
  readonly #firstOfType: Partial<Record<ValueType, FirstValue>> = {};
  readonly #texts = new TextRange();
  readonly #numbers = new NumberRange();
  #dates: DateFormats | undefined = new DateFormats();
  #placeholders = 0;
  #firstPlaceholder: FirstValue | undefined;

  add(cell: Cell | undefined, row: number): void {
    const text = cellText(cell).trim();
    if (text === '') {
      this.#blank += 1;
      return;
    }
    this.#filled += 1;
    this.#values.add(text);
    this.#addLength(text);
    if (isNullWord(text)) {
      this.#placeholders += 1;
      this.#firstPlaceholder ??= { row, text: shownText(text) };
      // It is no value, and a column of numbers with "N/A" is one of numbers.
      return;
    }
    // The reader reports the error of a formula; it is no value either.
    if (typeof cell !== 'string' && cell?.kind === 'error') return;
    const type = valueTypeOf(text, cell as Cell);
    this.#types[type] = (this.#types[type] ?? 0) + 1;
    this.#firstOfType[type] ??= { row, text: shownText(text) };
    this.#texts.add(text);
    if (type === 'number') this.#numbers.add(text);
    if (this.#dates !== undefined && !this.#dates.add(narrow(text))) this.#dates = undefined;
  }

  facts(): ColumnFacts {
    const type = this.#type();
    const dates = type === 'date' || type === 'datetime' || type === 'time' ? this.#dates?.proven : undefined;
    const { range, order } = this.#range(type);
    const { isExact, maxMissed, distinct } = this.#values;
    return {
      filled: this.#filled,
      blank: this.#blank,
      distinct: { count: Math.min(distinct, this.#filled), exact: isExact },
      top: this.#values.frequent(MAX_TOP).map(({ text, count }) => ({ value: text, count })),
      top_missed: maxMissed,
      length:
        this.#filled === 0
          ? null
          : { min: this.#shortest, max: this.#longest, mean: tenths(this.#characters / this.#filled) },
      type: type ?? (Object.keys(this.#types).length === 0 ? null : 'mixed'),
      types: { ...this.#types },
      formats: dates?.formats ?? [],
      min: range?.min ?? null,
      max: range?.max ?? null,
      order,
    };
  }

  /** Issues that only the whole column shows. */
  issues(): ColumnIssue[] {
    return [...this.#placeholderIssues(), ...this.#typeIssues()];
  }

  #addLength(text: string): void {
    const length = SURROGATE.test(text) ? text.replace(SURROGATE_PAIR, ' ').length : text.length;
    if (length < this.#shortest) this.#shortest = length;
    if (length > this.#longest) this.#longest = length;
    this.#characters += length;
  }

  /** The type of nearly all values. Eight digits can be anything, so a date must look like one. */
  #type(): ValueType | undefined {
    const proven = this.#dates?.proven;
    return proven !== undefined && proven.formats.join() !== 'YYYYMMDD' ? proven.kind : mainType(this.#types);
  }

  #range(type: ValueType | undefined): { readonly range: Range | undefined; readonly order: ColumnFacts['order'] } {
    if (type === 'number') return { range: this.#numbers.range, order: 'number' };
    if (type !== 'date' && type !== 'datetime' && type !== 'time') return { range: this.#texts.range, order: 'text' };
    const dates = this.#dates?.range;
    return { range: dates && { min: dates.first, max: dates.last }, order: 'time' };
  }

  #placeholderIssues(): ColumnIssue[] {
    if (this.#firstPlaceholder === undefined) return [];
    const { row, text } = this.#firstPlaceholder;
    return [
      {
        code: 'placeholder',
        count: this.#placeholders,
        row,
        value: text,
        message: translated(ISSUE_KINDS.placeholder.title),
      },
    ];
  }

  #typeIssues(): ColumnIssue[] {
    const type = this.#type();
    if (type === undefined || type === 'text') return [];
    const fitting = fittingTypes(type);
    const others = (Object.keys(this.#types) as ValueType[]).filter((other) => !fitting.includes(other));
    const count = others.reduce((sum, other) => sum + (this.#types[other] ?? 0), 0);
    const firsts = others.flatMap((other) => this.#firstOfType[other] ?? []);
    const [first] = firsts.sort((one, other) => one.row - other.row);
    if (first === undefined) return [];
    const message = ROW_MESSAGES['type-mismatch'].text.unlike(translated(VALUE_TYPES[type]));
    return [{ code: 'type-mismatch', count, row: first.row, value: first.text, message }];
  }
}

function shownText(text: string): string {
  return ownText(shortened(text, MAX_SHOWN_CHARS));
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

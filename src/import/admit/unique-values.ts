import type { Row } from '../../files/index.ts';
import { type MappedRow, type Problem, shorten, type UniqueRule, type UniqueValue } from '../../mapping/index.ts';
import { hashText, KeyIndex } from '../../sketches/index.ts';
import type { Payload } from '../../targets/index.ts';
import { canonicalEmail, telephoneForms } from '../../words/index.ts';
import type { RowIdentities } from '../identity/collisions.ts';
import { ValueAnswers } from '../identity/value-answers.ts';
import { IMPORT_MESSAGES } from '../messages.ts';
import type { SourceRow } from '../source-row.ts';

/** A record of the tenant that has a value of another row. */
export interface OtherRecord {
  readonly id: string;
  readonly name: string;
}

/** Finds records of the tenant, other than a row's own, that have a value of the row. */
export interface OtherRecords {
  /** Reads what must be known about the keys of rows before `find` is asked about these rows. Forgets other keys. */
  load(keys: readonly string[]): Promise<void>;
  /** The record that has this value in a field. */
  find(
    field: string,
    text: string,
    row: { readonly payload: Payload; readonly key: string | undefined },
  ): OtherRecord | undefined;
}

/**
 * Finds the rows of earlier runs that were sent with values, given the hashes of the values, in two halves each. There is one answer
 * for each value.
 */
export type FindEarlierRows = (hashes: readonly number[]) => Promise<readonly (EarlierRow | undefined)[]>;

/** A row of an earlier run. */
export interface EarlierRow {
  readonly run: string | undefined;
  readonly row: number;
}

interface UniqueValuesOptions {
  readonly rules: readonly UniqueRule[];
  /** Needed for rules that the mirror takes part in. */
  readonly otherRecords: OtherRecords | undefined;
  /** Needed for errors files: the rows that were sent are no longer in them. */
  readonly findEarlier: FindEarlierRows | undefined;
  /** Rows of one record may share its values. */
  readonly identities: RowIdentities;
}

/** A value that another row or record has, with its rule. */
export interface BrokenRule {
  readonly rule: UniqueRule;
  readonly problem: Problem;
}

/**
 * Finds the rows of a file that repeat a value which a rule makes unique: the first row that is sent has it. Of the values only
 * hashes are kept, in 12 bytes a bucket.
 */
export class UniqueValues {
  readonly #options: UniqueValuesOptions;
  readonly #owners = new KeyIndex();
  /** The hashes of rows that are being sent. */
  readonly #inFlight = new Map<number, readonly number[]>();
  readonly #earlier: ValueAnswers<EarlierRow> | undefined;

  constructor(options: UniqueValuesOptions) {
    this.#options = options;
    this.#earlier = options.findEarlier && new ValueAnswers(options.findEarlier);
  }

  /** Does what earlier runs sent matter for the rows? Then it must be read before `broken` is asked. */
  get needsEarlier(): boolean {
    return this.#earlier !== undefined || this.#options.otherRecords !== undefined;
  }

  /** Reads what earlier runs sent of the rows' values and keys. */
  async loadEarlier(rows: readonly SourceRow[]): Promise<void> {
    const limited = rows.flatMap(({ mapped }) => (mapped?.unique ? [mapped] : []));
    await Promise.all([
      this.#earlier?.load(limited.flatMap((mapped) => this.#hashesOf(mapped))),
      this.#options.otherRecords?.load(limited.flatMap(({ key }) => key ?? [])),
    ]);
  }

  /** The rules that a row breaks, each once. */
  broken(row: Row, mapped: MappedRow): readonly BrokenRule[] {
    const found = new Map<UniqueRule, BrokenRule>();
    for (const value of mapped.unique ?? []) {
      const rule = this.#options.rules[value.rule];
      if (rule === undefined || found.has(rule)) continue;
      const message = this.#repeats(row, mapped, value) ?? this.#otherRecord(mapped, value, rule);
      if (message !== undefined) found.set(rule, { rule, problem: problemOf(rule, value, message) });
    }
    return [...found.values()];
  }

  /** The row is sent, or was: it has its values from now on. */
  take(row: Row, { unique = [], key }: MappedRow): void {
    if (unique.length === 0) return;
    this.#options.identities.of(row.number, key);
    for (const value of unique) {
      const { high, low } = this.#hashOf(value);
      this.#owners.claimAt(high, low, row.number);
    }
  }

  /** Keeps the hashes of a row until it is complete, when the ledger stores them. */
  keep(row: number, mapped: MappedRow): void {
    const hashes = this.#hashesOf(mapped);
    if (hashes.length > 0) this.#inFlight.set(row, hashes);
  }

  /** Returns and forgets them, two halves for each value. */
  takeHashes(row: number): readonly number[] | undefined {
    const hashes = this.#inFlight.get(row);
    if (hashes !== undefined) this.#inFlight.delete(row);
    return hashes;
  }

  #hashesOf({ unique = [] }: MappedRow): number[] {
    return unique.map((value) => this.#hashOf(value)).flatMap(({ high, low }) => [high, low]);
  }

  /** The salt makes the same text of another field or column another value. */
  #hashOf(value: UniqueValue): { readonly high: number; readonly low: number } {
    const { field, column } = this.#options.rules[value.rule] ?? { field: undefined, column: '' };
    const subject = field === undefined ? `column ${column}` : `field ${field}`;
    return hashText(comparedText(value), hashText(subject, 0).low);
  }

  /** What is wrong with a value that an earlier row has. */
  #repeats({ number }: Row, { key }: MappedRow, value: UniqueValue): string | undefined {
    const { identities } = this.#options;
    const { text } = IMPORT_MESSAGES['rule-unique'];
    const { high, low } = this.#hashOf(value);
    const owner = this.#owners.getAt(high, low);
    if (owner !== undefined && owner !== number && identities.ofRow(owner) !== identities.of(number, key))
      return text.row(owner);
    const earlier = this.#earlier?.get(high, low);
    return earlier && text.earlierRow(earlier.row, earlier.run);
  }

  #otherRecord({ payload = {}, key }: MappedRow, { field, text }: UniqueValue, rule: UniqueRule): string | undefined {
    if (!rule.inMirror || field === undefined) return undefined;
    const other = this.#options.otherRecords?.find(field, text, { payload, key });
    return other && IMPORT_MESSAGES['rule-unique'].text.record(field, other.id, other.name);
  }
}

function problemOf({ field, column, message: expected }: UniqueRule, { text }: UniqueValue, found: string): Problem {
  const { value, expects } = IMPORT_MESSAGES['rule-unique'].text;
  return {
    code: 'rule-unique',
    message: `${value(shorten(text))} ${found}${expected === undefined ? '' : expects(expected)}`,
    ...(field !== undefined && { field }),
    ...(column !== '' && { column }),
  };
}

/** E-mail addresses and telephone numbers are compared as the CRM compares them, other texts exactly. */
function comparedText({ field, text }: UniqueValue): string {
  if (field === 'email') return canonicalEmail(text);
  return field === 'tel' ? (telephoneForms(text)?.digits ?? text) : text;
}

import type { Row } from '../../files/row.ts';
import type { RowOutcome } from '../../ledger/index.ts';
import type { RowMapper } from '../../mapping/row-mapper.ts';

/** What rows that have not come to their end have for their keys in the file, where that is something else. */
export class KeyTexts {
  readonly #textOf: RowMapper['keyText'];
  readonly #texts = new Map<number, string>();

  constructor({ keyText }: Pick<RowMapper, 'keyText'>) {
    this.#textOf = keyText;
  }

  note(row: Row): void {
    const text = this.#textOf?.(row);
    if (text !== undefined) this.#texts.set(row.number, text);
  }

  /** The outcome of a row that has come to its end, with its text. */
  take(outcome: RowOutcome): RowOutcome {
    const keyText = this.#texts.get(outcome.row);
    if (keyText === undefined) return outcome;
    this.#texts.delete(outcome.row);
    return keyText === outcome.key ? outcome : { ...outcome, keyText };
  }
}

import type { Row } from '../../files/index.ts';
import type { RowOutcome } from '../../ledger/index.ts';
import { type RowMapper, shorten } from '../../mapping/index.ts';
import type { CircuitBreaker, Clock } from '../../resilience/index.ts';
import type { OutcomeFacts } from '../distribution.ts';
import type { ImportSource } from '../import-job.ts';
import type { RecordStage } from '../import-stages.ts';
import type { UnknownOutcome } from '../pending-row.ts';
import type { CellLocator } from '../row-outcomes.ts';
import { storedCellText } from '../run-files.ts';
import type { RunGuards } from '../run-guards.ts';
import type { ImportRowLog } from './import-row-log.ts';

interface RecorderOptions {
  readonly log: ImportRowLog;
  readonly guards: RunGuards;
  readonly facts: OutcomeFactsSource;
  /** Adds the cell to a message that is about one. */
  readonly locateOutcome: (outcome: RowOutcome) => RowOutcome;
  /** Absent for a check. */
  readonly breaker: CircuitBreaker | undefined;
  readonly clock: Clock;
}

/** What is stored with the outcomes of rows, besides the outcomes. */
export interface OutcomeFactsSource {
  /** Returns and forgets the facts of a row. */
  take(row: number, key: string | undefined): OutcomeFacts | undefined;
  /** Keeps the facts of a row that were taken. */
  put(row: number, facts: OutcomeFacts): void;
}

/**
 * Where rows are completed. The ledger gets an outcome at once and commits it soon; after the commit the counters and the files are
 * updated. Nothing waits for that: the next request may leave meanwhile.
 */
export class Recorder implements RecordStage {
  readonly #options: RecorderOptions;
  #answered = 0;
  #lastAnswerAt = 0;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** How many rows the API answered, and when it last did, by the monotonic clock. */
  get answers(): { readonly rows: number; readonly lastAt: number } {
    return { rows: this.#answered, lastAt: this.#lastAnswerAt };
  }

  completeUnsent(outcome: RowOutcome): void {
    const { log, guards, facts, locateOutcome } = this.#options;
    const located = locateOutcome(outcome);
    const more = facts.take(outcome.row, outcome.key);
    log.complete(more === undefined ? located : { ...located, ...more });
    guards.rowCompleted(outcome);
  }

  completeSent(outcome: RowOutcome, isOutage: boolean, isAccepted = false): void {
    const { guards, breaker, clock } = this.#options;
    this.#answered += 1;
    this.#lastAnswerAt = clock.elapsed();
    this.completeUnsent(outcome);
    if (isOutage) breaker?.rowFailed(outcome.message ?? '');
    else breaker?.rowEnded();
    guards.rowSent(outcome, isAccepted);
  }

  /** Until the outcome is known, the row counts as one that the server failed: otherwise an outage would leave all rows in doubt. */
  markUnknown({ isOutage, asInDoubt }: UnknownOutcome): void {
    if (isOutage) this.#options.breaker?.rowFailed(asInDoubt().message ?? '');
  }
}

/** The texts that the file has for the keys of incomplete rows, where a lookup turned them into something else. */
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

  /** Returns and forgets the text of a row's key; undefined if it is the key itself. */
  take(row: number, key: string | undefined): string | undefined {
    const keyText = this.#texts.get(row);
    if (keyText !== undefined) this.#texts.delete(row);
    return keyText === key ? undefined : keyText;
  }
}

/** Rejections that are about the row's key and do not name its cell. */
const KEY_CODES = ['duplicate-key', 'key-in-doubt', 'edited-since-import'];

interface LocatedCell {
  readonly column: string;
  readonly text: string;
  /** The mapped field that the server named. */
  readonly field?: string;
}

interface LocatedColumns extends Pick<ImportSource, 'mappedColumns'> {
  readonly header: readonly string[];
  readonly keyColumn: string | undefined;
}

/**
 * Adds a cell to the messages of failed rows and of rows in doubt, as rejected rows have one: the cell of the field that the server
 * names, or else the cell of the key.
 */
export function createOutcomeLocator(
  { header, keyColumn, mappedColumns = new Map() }: LocatedColumns,
  locateCell: CellLocator,
): (outcome: RowOutcome) => RowOutcome {
  const keyIndex = keyColumn === undefined ? -1 : header.indexOf(keyColumn);

  const cellAt = (index: number, { cells = [] }: RowOutcome): LocatedCell => ({
    column: header[index] ?? '',
    text: storedCellText(cells[index]).trim(),
  });
  const refusedCell = (outcome: RowOutcome): LocatedCell | undefined => {
    // A network failure names no field, and a follow-up request has fields of its own.
    if (outcome.state !== 'failed' || !/^\d+$/.test(outcome.code ?? '') || outcome.step) return undefined;
    const named = [...mappedColumns].filter(([name]) => namesField(outcome.message ?? '', name));
    const [[field, indexes] = ['', []], other] = named;
    const index = indexes.find((each) => cellAt(each, outcome).text !== '') ?? indexes[0];
    return index === undefined || other !== undefined ? undefined : { ...cellAt(index, outcome), field };
  };

  return (outcome) => {
    const { state, code = '', message = '', row } = outcome;
    const isOfKey = state === 'rejected' && KEY_CODES.includes(code);
    if (!isOfKey && state !== 'failed' && state !== 'in_doubt') return outcome;
    const keyCell = keyIndex < 0 ? undefined : cellAt(keyIndex, outcome);
    const { column, text, field } = refusedCell(outcome) ?? keyCell ?? NO_CELL;
    if (column === '') return outcome;
    const shown = isOfKey || text === '' ? '' : ` ("${shorten(text)}")`;
    return {
      ...outcome,
      message: `${locateCell(column, row)}${shown}: ${message}`,
      ...(field !== undefined && { field }),
    };
  };
}

const NO_CELL: LocatedCell = { column: '', text: '' };

/** Does a message of the server name a field, as a word of its own? */
function namesField(message: string, field: string): boolean {
  for (let at = message.indexOf(field); at >= 0; at = message.indexOf(field, at + 1)) {
    if (!isOfWord(message[at - 1]) && !isOfWord(message[at + field.length])) return true;
  }
  return false;
}

function isOfWord(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_]/u.test(character);
}

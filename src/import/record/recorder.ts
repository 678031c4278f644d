import type { Row } from '../../files/index.ts';
import type { RowOutcome } from '../../ledger/index.ts';
import { type RowMapper, shorten } from '../../mapping/index.ts';
import type { CircuitBreaker, Clock } from '../../resilience/index.ts';
import type { Identity } from '../identity/identity.ts';
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
  readonly identity: Identity | undefined;
  readonly keyTexts: KeyTexts;
  /** Makes a message name the cell that it is about. */
  readonly locateOutcome: (outcome: RowOutcome) => RowOutcome;
  /** Absent for a check. */
  readonly breaker: CircuitBreaker | undefined;
  readonly clock: Clock;
}

/**
 * Where rows come to their end. The ledger is told at once and writes soon; once it has, the counters and the files hear of it, and
 * nobody waits for that: the next request may leave meanwhile.
 */
export class Recorder implements RecordStage {
  readonly #options: RecorderOptions;
  #answered = 0;
  #lastAnswerAt = 0;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** How many rows the API answered, and when it did so last, in epoch milliseconds. */
  get answers(): { readonly rows: number; readonly lastAt: number } {
    return { rows: this.#answered, lastAt: this.#lastAnswerAt };
  }

  completeUnsent(outcome: RowOutcome): void {
    const { log, guards, identity, keyTexts, locateOutcome: tell } = this.#options;
    const told = tell(keyTexts.take(outcome));
    const identities = identity?.ended(outcome.row);
    log.complete(identities === undefined ? told : { ...told, identities });
    guards.settled(outcome);
  }

  completeSent(outcome: RowOutcome, isOutage: boolean): void {
    const { guards, breaker, clock } = this.#options;
    this.#answered += 1;
    this.#lastAnswerAt = clock.elapsed();
    this.completeUnsent(outcome);
    if (isOutage) breaker?.rowFailed(outcome.message ?? '');
    else breaker?.rowEnded();
    guards.sent(outcome);
  }

  /** Until the server has told, the row counts among those that fail because of it: else all would end up in doubt. */
  markUnknown({ isOutage, outcome }: UnknownOutcome): void {
    if (isOutage) this.#options.breaker?.rowFailed(outcome().message ?? '');
  }
}

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

/** Rejections that are about the row's key and say nothing of where it stands. */
const KEY_CODES = ['duplicate-key', 'key-in-doubt', 'edited-since-import'];

interface LocatedCell {
  readonly column: string;
  readonly text: string;
  /** The mapped field that the server has named. */
  readonly field?: string;
}

/**
 * Makes the messages of rows that were refused or are in doubt name a cell, as those of rejected rows do: that of the field
 * which the server names, or else that of the key.
 */
export function createOutcomeLocator(
  { table, mapper, mappedColumns = new Map() }: Pick<ImportSource, 'table' | 'mapper' | 'mappedColumns'>,
  placeOf: CellLocator,
): (outcome: RowOutcome) => RowOutcome {
  const { header } = table;
  const keyPlace = mapper.keyColumn === undefined ? -1 : header.indexOf(mapper.keyColumn);

  const cellAt = (place: number, { cells = [] }: RowOutcome): LocatedCell => ({
    column: header[place] ?? '',
    text: storedCellText(cells[place]).trim(),
  });
  const refusedCell = (outcome: RowOutcome): LocatedCell | undefined => {
    // What failed on the way names no field, and a further call has fields of its own.
    if (outcome.state !== 'failed' || !/^\d+$/.test(outcome.code ?? '') || outcome.step) return undefined;
    const named = [...mappedColumns].filter(([name]) => namesField(outcome.message ?? '', name));
    const [[field, places] = ['', []], other] = named;
    const place = places.find((each) => cellAt(each, outcome).text !== '') ?? places[0];
    return place === undefined || other !== undefined ? undefined : { ...cellAt(place, outcome), field };
  };

  return (outcome) => {
    const { state, code = '', message = '', row } = outcome;
    const isOfKey = state === 'rejected' && KEY_CODES.includes(code);
    if (!isOfKey && state !== 'failed' && state !== 'in_doubt') return outcome;
    const keyCell = keyPlace < 0 ? undefined : cellAt(keyPlace, outcome);
    const { column, text, field } = refusedCell(outcome) ?? keyCell ?? NO_CELL;
    if (column === '') return outcome;
    const shown = isOfKey || text === '' ? '' : ` ("${shorten(text)}")`;
    return {
      ...outcome,
      message: `${placeOf(column, row)}${shown}: ${message}`,
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

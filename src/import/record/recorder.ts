import type { RowOutcome } from '../../ledger/index.ts';
import type { CircuitBreaker } from '../../resilience/circuit-breaker.ts';
import type { Clock } from '../../resilience/clock.ts';
import type { Identity } from '../identity/identity.ts';
import type { RecordStage } from '../import-stages.ts';
import type { UnknownOutcome } from '../pending-row.ts';
import type { ImportRowLog } from './import-row-log.ts';
import type { KeyTexts } from './key-texts.ts';
import type { RunGuards } from './run-guards.ts';

export interface RecorderOptions {
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

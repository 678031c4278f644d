import { AMBIGUOUS, type CellWords } from '../../change/index.ts';
import type { Ledger, StoredRun } from '../../ledger/index.ts';
import { systemClock } from '../../resilience/index.ts';
import { t } from '../../words/index.ts';
import { type AnyConnection, splitConnection } from '../connection.ts';
import { type LedgerSettings, withLedger } from '../open-ledger.ts';
import { storedRun } from '../run-details.ts';
import { openSession } from '../session.ts';
import { resolveSettings } from '../settings.ts';
import { UsageError } from '../usage-error.ts';
import { openChangeContext } from './change-context.ts';

/** Which rows of a plan: those that change a customer, those that create one, and those that are not sent. */
export type PlanRowKind = 'changes' | 'new' | 'ambiguous' | 'rejected';

/** A row of a plan in people's words. */
export interface PlanRow {
  readonly row: number;
  readonly key: string | null;
  /** The customer's id; null for a new one. */
  readonly id: string | null;
  readonly name: string | null;
  readonly cells: readonly PlanCellWords[];
  /** Why it is not sent. */
  readonly problem: string | null;
}

interface PlanCellWords {
  /** As `CellChange` names it. */
  readonly field: string;
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

/** The rows of one plan, to be looked at page by page. */
export class PlanRows {
  readonly #settings: LedgerSettings;
  readonly #id: string;
  readonly #words: CellWords;
  readonly #numbers: Readonly<Record<PlanRowKind, readonly number[]>>;

  private constructor(
    settings: LedgerSettings,
    run: StoredRun,
    words: CellWords,
    numbers: Record<PlanRowKind, readonly number[]>,
  ) {
    this.#settings = settings;
    this.#id = run.id;
    this.#words = words;
    this.#numbers = numbers;
  }

  /** Reads which rows the plan has, and the tenant's names for what they change. Errors: `UsageError` for what is no plan; the API's. */
  static async open(connection: AnyConnection, id: string): Promise<PlanRows> {
    const { options, env } = splitConnection(connection);
    const settings = resolveSettings(options, env);
    const session = await openSession(settings, systemClock, Math.random);
    try {
      const run = await storedRun(session.ledger, id);
      if (run.command !== 'plan') throw new UsageError(t`Run ${id} is no plan`);
      const { cellWords } = await openChangeContext(session, { mirror: undefined, usesTags: true });
      return new PlanRows(settings, run, cellWords, await numbersOf(session.ledger, run));
    } finally {
      await session.close();
    }
  }

  /** A page of the rows, and how many there are in all. */
  page(
    kind: PlanRowKind,
    { offset, limit }: { readonly offset: number; readonly limit: number },
  ): Promise<{ readonly total: number; readonly rows: readonly PlanRow[] }> {
    const numbers = this.#numbers[kind];
    const shown = numbers.slice(offset, offset + limit);
    const isSent = kind === 'changes' || kind === 'new';
    return withLedger(this.#settings, async (ledger) => {
      const run = await storedRun(ledger, this.#id);
      const [outcomes, changes] = await Promise.all([
        ledger.outcomes(run, shown),
        ledger.changes(run).of(isSent ? shown : []),
      ]);
      const rows = shown.map((row): PlanRow => {
        const [outcome, change] = [outcomes.get(row), changes.get(row)];
        return {
          row,
          key: outcome?.key ?? null,
          id: isSent ? (change?.id ?? null) : outcome?.remoteId || null,
          name: change?.name ?? null,
          cells: (change?.cells ?? []).map(({ field, before = null, after }) => ({
            field,
            label: this.#words.label(field),
            before: this.#words.shown(field, before),
            after: this.#words.shown(field, after),
          })),
          problem: isSent ? null : (outcome?.message ?? null),
        };
      });
      return { total: numbers.length, rows };
    });
  }
}

async function numbersOf(ledger: Ledger, run: StoredRun): Promise<Record<PlanRowKind, readonly number[]>> {
  const numbers: Record<PlanRowKind, number[]> = { changes: [], new: [], ambiguous: [], rejected: [] };
  for await (const { row, change } of ledger.changes(run).all())
    numbers[change.id === undefined ? 'new' : 'changes'].push(row);
  const log = await ledger.openRowLog(run);
  for await (const { row, code } of log.outcomes('unsuccessful'))
    numbers[code === AMBIGUOUS ? 'ambiguous' : 'rejected'].push(row);
  return numbers;
}

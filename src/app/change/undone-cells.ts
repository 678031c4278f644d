import type { KeptCells } from '../../change/index.ts';
import type { FilterResult } from '../../import/index.ts';
import type { Ledger, StoredRun } from '../../ledger/index.ts';
import { counted, t } from '../../words/index.ts';

/** The code of a row of which some cells may be restored, and others cannot. */
const PARTLY_RESTORED = 'cannot-restore';

/**
 * How many cells an undo restores, and how many it keeps. Those of a run are in the ledger, so that each process of it knows those of
 * the others; those of a dry run are counted here.
 */
export class UndoneCells {
  readonly #isResumed: boolean;
  readonly #planned = { restored: 0, kept: 0 };
  #stored: Pick<ReturnType<typeof storedCells>, 'changes' | 'kept'> | undefined;

  constructor(isResumed: boolean) {
    this.#isResumed = isResumed;
  }

  /** The undo is a run of the ledger. */
  record(ledger: Ledger, run: StoredRun): void {
    this.#stored = storedCells(ledger, run);
  }

  /** The cells that stay. Those of an earlier process may have changed meanwhile. */
  async keep(rows: readonly KeptCells[]): Promise<void> {
    const kept = rows.flatMap(({ row, fields }) => fields.map((field) => ({ row, field })));
    this.#planned.kept += kept.length;
    if (kept.length === 0 && !this.#isResumed) return;
    await this.#stored?.kept.replace(
      rows.map(({ row }) => row),
      kept,
    );
  }

  /** What is done about rows. A tag that marks a customer restores nothing. */
  plan(results: readonly FilterResult[]): void {
    for (const result of results) {
      if (result.kind !== 'send') continue;
      const { countsAs, change } = result;
      const isMark = countsAs?.state === 'rejected' && countsAs.code !== PARTLY_RESTORED;
      if (!isMark) this.#planned.restored += change?.cells.length ?? 0;
    }
  }

  /** The counts as members of the summary, with a notice about cells that are kept. */
  async facts() {
    const cells = {
      restored: (await this.#stored?.changes.restoredCellCount(PARTLY_RESTORED)) ?? this.#planned.restored,
      kept: (await this.#stored?.kept.count()) ?? this.#planned.kept,
    };
    const notice = this.#stored
      ? t`${counted(cells.kept, 'cell was', 'cells were')} kept, since somebody has changed what the run set.`
      : t`${counted(cells.kept, 'cell', 'cells')} would be kept, since somebody has changed what the run set.`;
    return { facts: { cells }, notices: cells.kept > 0 ? [notice] : [] };
  }
}

function storedCells(ledger: Ledger, run: StoredRun) {
  return { changes: ledger.changes(run), kept: ledger.leftOut(run) };
}

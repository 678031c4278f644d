import type { Row, Table } from '../row.ts';
import type { InspectedFacts, InspectedForm } from '../sharing/inspected-stretch.ts';
import type { SharableTable, Share } from '../sharing/share.ts';
import { profileTable, type TableProfile } from './column-profile.ts';
import { DamageInspector } from './damage-inspector.ts';
import type { DamageFinding, DamageKind } from './damage-kinds.ts';
import { DamageRecord } from './damage-record.ts';

/** How damage is treated. */
export interface DamageOptions {
  /** Import rows whose values lost information all the same (`--accept-damage`). */
  readonly accept?: boolean;
}

/** A table that is looked over for damage as it is read. */
export interface InspectedTable extends Table {
  /** The first 1,000 findings; complete once `batches()` has ended. */
  readonly findings: readonly DamageFinding[];
  /** How many there are of each kind. */
  readonly damage: Readonly<Partial<Record<DamageKind, number>>>;
  /** Asked between two batches: lets other threads cut and look over the rows still to come. Nothing where that cannot be. */
  share(): Share<InspectedForm, InspectedFacts> | undefined;
}

/** Columns are judged by so many rows. */
const sampleRows = 1000;

/**
 * Looks over a table for what spreadsheets do to data. Values that lost information become problems of their row, so that it
 * is not imported; the rest is only reported.
 */
export function inspectDamage(table: SharableTable, options: DamageOptions = {}): InspectedTable {
  const { header } = table;
  // JSON keeps every digit of a number; a workbook has rounded it already.
  const by = { header, accept: options.accept ?? false, exactDigits: table.format === 'jsonl' };
  const record = new DamageRecord(header, by.accept);
  const inspector = new DamageInspector(by, record);
  /** Known once the columns have been judged and the rows that this took are given. */
  let settled: TableProfile | undefined;
  let ended = false;

  async function* batches(): AsyncGenerator<readonly Row[], void, undefined> {
    const waiting: (readonly Row[])[] = [];
    let sampled = 0;
    let profile: TableProfile | undefined;
    let failure: { readonly error: unknown } | undefined;
    try {
      for await (const batch of table.batches()) {
        if (profile !== undefined) {
          yield inspector.inspectAll(batch, profile);
          continue;
        }
        waiting.push(batch);
        sampled += batch.length;
        if (sampled < sampleRows) continue;
        profile = profileTable(header, waiting.flat());
        for (const early of waiting.splice(0)) yield inspector.inspectAll(early, profile);
        settled = profile;
      }
    } catch (error) {
      // Rows that were read before the file went wrong are given all the same.
      failure = { error };
    }
    profile ??= profileTable(header, waiting.flat());
    for (const early of waiting) yield inspector.inspectAll(early, profile);
    if (failure !== undefined) throw failure.error;
    ended = true;
  }

  function share(): Share<InspectedForm, InspectedFacts> | undefined {
    const shared = settled && table.share?.();
    if (settled === undefined || shared === undefined) return undefined;
    const { form, next, took, end } = shared;
    return {
      form: { cells: form, by, profile: settled },
      next,
      took({ cells, damage }) {
        const before = took(cells);
        record.add(damage, before);
        return before;
      },
      end,
    };
  }

  return {
    path: table.path,
    format: table.format,
    header,
    headerRow: table.headerRow,
    get detected() {
      return table.detected;
    },
    get lastRow() {
      return table.lastRow;
    },
    style: table.style,
    get notices() {
      return ended ? [...table.notices, ...record.notices()] : table.notices;
    },
    batches,
    close: () => table.close(),
    findings: record.findings,
    damage: record.counts,
    share,
  };
}

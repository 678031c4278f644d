import { cellText, type Row, type Table } from '../../files/index.ts';
import { mappedRows } from '../../import/index.ts';
import { columnsOfField, destructiveActionsOf, type LoadedMapping, type RowMapper } from '../../mapping/index.ts';
import type { Payload } from '../../targets/index.ts';
import { counted, shortened, t } from '../../words/index.ts';
import type { Reporter, RunReporter } from '../reporter.ts';
import { UsageError } from '../usage-error.ts';

/** The most rows that a preview shows. */
const MAX_PREVIEW_ROWS = 3;

/** What needs confirmation. */
export interface DestructiveAction {
  /** The effects, each as a predicate: `deletes tags, which customers lose`. */
  readonly effects: readonly string[];
  /** What would happen, with counts; computed only if the question is asked. */
  preview(): Promise<string>;
}

/** Checks before anything is read whether a needed confirmation can be given. Errors: `UsageError` if not. */
export function requireConfirmation(
  effects: readonly string[],
  agreed: boolean,
  { confirm }: Pick<Reporter, 'confirm'>,
): void {
  if (effects.length === 0 || agreed || confirm) return;
  throw new UsageError(t`This ${effects.join(', and ')}. Nothing was sent: to go ahead without being asked, add --yes`);
}

/** Shows what would happen and asks, unless it is confirmed already. Errors: `UsageError` if the answer is no. */
export async function confirmDestructive(
  { effects, preview }: DestructiveAction,
  agreed: boolean,
  reporter: RunReporter,
): Promise<void> {
  if (effects.length === 0) return;
  const what = t`This ${effects.join(', and ')}.`;
  if (agreed) return reporter.message('info', what);
  requireConfirmation(effects, agreed, reporter);
  const isAgreed = await reporter.confirm?.({ details: [await preview(), what], question: t`Go ahead?` });
  if (!isAgreed) throw new UsageError(t`Nothing was sent.`);
}

/** The destructive action of an import: what its mapping deletes or replaces, and in how many rows. */
export function destructiveActionOfImport(
  mapping: LoadedMapping,
  rows: {
    readonly file: string;
    open(): Promise<Table>;
    readonly mapper: RowMapper;
    readonly concurrency: number;
    readonly limit: number | undefined;
    readonly stop: AbortSignal;
  },
): DestructiveAction {
  return {
    effects: destructiveActionsOf(mapping),
    async preview() {
      const { file, mapper, stop, concurrency, limit } = rows;
      const table = await rows.open();
      const shown: string[] = [];
      const cellsOf = sentCells(mapping, table.header);
      let [fit, unfit] = [0, 0];
      try {
        for await (const { row, mapped } of mappedRows(
          { table, mapper, stop, concurrency, maxRows: limit },
          undefined,
        )) {
          if (mapped?.leftOut) continue;
          if (!mapped?.payload) unfit += 1;
          else if (++fit <= MAX_PREVIEW_ROWS) shown.push(t`  row ${row.number}: ${cellsOf(row, mapped.payload)}`);
        }
      } finally {
        await table.close();
      }
      const refused = unfit > 0 ? t`, ${unfit} would be rejected` : '';
      const more = fit > shown.length ? [t`  … and ${fit - shown.length} more`] : [];
      return [
        t`${counted(fit, 'row')} of ${file} would be sent as ${mapping.target.name}${refused}:`,
        ...shown,
        ...more,
      ].join('\n');
    },
  };
}

const MAX_ROW_CHARS = 160;

/** A row as people know it from their file: the cells that its fields come from, or all of them where there are none. */
function sentCells(mapping: LoadedMapping, header: readonly string[]): (row: Row, payload: Payload) => string {
  const columnsOf = columnsOfField(mapping.content, header);
  return ({ cells }, payload) => {
    const mapped = [...new Set(Object.keys(payload).flatMap((field) => columnsOf(field)))];
    const texts = (mapped.length > 0 ? mapped : [...header.keys()]).flatMap((column) => {
      const text = cellText(cells[column]);
      return text === '' ? [] : [`${header[column]}: ${text}`];
    });
    return shortened(texts.join('; '), MAX_ROW_CHARS);
  };
}

import { existsSync } from 'node:fs';
import { cellText, type OutColumn, openTable, openWriter, requireAppendable } from '../../files/index.ts';
import type { StoredPush } from '../push-store.ts';
import { feedColumns, isFeedHeader, rowMaker } from './feed-columns.ts';
import type { FeedOutput, OutputOptions, WrittenPush } from './feed-output.ts';
import { groupedBy } from './file-series.ts';
import { foreignOutput, requireOwn, writtenPush } from './output-owner.ts';

/** A day has at most 25 hours, and a push of it was received within that time of any other. */
const MAX_DAY_MS = 25 * 3_600_000;
const ROWS_AT_ONCE = 500;

/**
 * A workbook for each day. Workbooks cannot grow, so each is written from the store once its day is over, and that of the day when the
 * listener stops; a day that is continued after a restart is written again as a whole.
 */
export class XlsxOutput implements FeedOutput {
  readonly #options: OutputOptions;
  /** A push of the day that is not written yet, and the last one of it. */
  #pending: { readonly path: string; readonly receivedAt: number; readonly lastSeq: number } | undefined;

  constructor(options: OutputOptions) {
    this.#options = options;
  }

  async check(nowMs: number): Promise<void> {
    const path = this.#options.pathAt(nowMs);
    await requireAppendable(path);
    await this.#requireReplaceable(path);
  }

  async write(pushes: readonly StoredPush[]): Promise<number | undefined> {
    let written: number | undefined;
    for (const [path, group] of groupedBy(pushes, ({ receivedAt }) => this.#options.pathAt(receivedAt))) {
      if (this.#pending && this.#pending.path !== path) written = await this.#writePending();
      const last = group.at(-1) as StoredPush;
      this.#pending = { path, receivedAt: last.receivedAt, lastSeq: last.seq };
    }
    return written;
  }

  async idle(nowMs: number): Promise<number | undefined> {
    const isOver = this.#pending && this.#pending.path !== this.#options.pathAt(nowMs);
    return isOver ? this.#writePending() : undefined;
  }

  close(): Promise<number | undefined> {
    return this.#writePending();
  }

  async #writePending(): Promise<number | undefined> {
    const pending = this.#pending;
    if (!pending) return undefined;
    const { path, receivedAt, lastSeq } = pending;
    const { pathAt, receivedBetween } = this.#options;
    await this.#requireReplaceable(path);
    await writePushes(path, this.#options, ofPath(receivedBetween(receivedAt - MAX_DAY_MS, receivedAt + MAX_DAY_MS)));
    this.#pending = undefined;
    return lastSeq;

    function* ofPath(pushes: Iterable<StoredPush>) {
      for (const push of pushes) {
        if (push.kind !== 'sample' && push.seq <= lastSeq && pathAt(push.receivedAt) === path) yield push;
      }
    }
  }

  /** The workbook of the day may be replaced if all of its pushes are in the store. */
  async #requireReplaceable(path: string): Promise<void> {
    const first = existsSync(path) ? await firstPushOf(path) : undefined;
    if (first) requireOwn(path, first, this.#options.isOwn);
  }
}

async function firstPushOf(path: string): Promise<WrittenPush | undefined> {
  const table = await openTable(path).catch(() => undefined);
  if (!table) throw foreignOutput(path);
  try {
    if (!isFeedHeader(table.header)) throw foreignOutput(path);
    for await (const [row] of table.batches())
      if (row) return writtenPush(cellText(row.cells[0]), cellText(row.cells[1]));
    return undefined;
  } finally {
    await table.close();
  }
}

/** Writes pushes into a new table, which replaces the file of that name when it is complete. Returns the number of rows. */
export async function writePushes(
  path: string,
  { decode, customFields }: Pick<OutputOptions, 'decode' | 'customFields'>,
  pushes: Iterable<StoredPush>,
  format: 'csv' | 'xlsx' = 'xlsx',
): Promise<number> {
  const names = feedColumns(customFields());
  const rowOf = rowMaker(names);
  const columns = names.map((name): OutColumn => ({ name, kind: 'text' }));
  const writer = await openWriter(path, { format, columns });
  try {
    let rows: string[][] = [];
    for (const push of pushes) {
      rows.push(rowOf(decode(push)));
      if (rows.length >= ROWS_AT_ONCE) {
        await writer.write(rows);
        rows = [];
      }
    }
    await writer.write(rows);
    return (await writer.commit()).rows;
  } finally {
    await writer.discard();
  }
}

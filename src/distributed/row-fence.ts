import type { RowFence } from '../ledger/index.ts';

/** Which chunk a process has a row from, and by which epoch. */
export interface HeldChunk {
  readonly chunk: number;
  readonly epoch: number;
}

/**
 * The fence of a worker's row log: rows whose chunk has got another epoch, or whose run is closed, may not be written any more. Whoever
 * takes a chunk over waits until the transaction ends.
 */
export function chunkFence(run: number, chunkOf: (row: number) => HeldChunk | undefined): RowFence {
  return async (connection, rows) => {
    const held = new Map(rows.map((row) => [row, chunkOf(row)]));
    const chunks = [...new Set([...held.values()].flatMap((each) => (each === undefined ? [] : [each.chunk])))];
    // Many hold this lock, one after the other: whoever closes the run waits for them, whoever only asks it to stop does not.
    const owner = await connection.get('SELECT is_open FROM distributed_runs WHERE run = ? FOR KEY SHARE', [run]);
    const records = await connection.all(
      "SELECT chunk, epoch FROM chunks WHERE run = ? AND chunk = ANY(?::bigint[]) AND state = 'working' ORDER BY chunk FOR SHARE",
      [run, JSON.stringify(chunks)],
    );
    const epochs = new Map(records.map(({ chunk, epoch }) => [Number(chunk), Number(epoch)]));
    const isOwn = (row: number) => {
      const chunk = held.get(row);
      return chunk !== undefined && epochs.get(chunk.chunk) === chunk.epoch;
    };
    const isOpen = owner?.['is_open'] === true;
    return { lost: new Set(rows.filter((row) => !isOpen || !isOwn(row))), isClosed: !isOpen };
  };
}

import type { HandedPart, HandedRow, PendingRow } from '../import/index.ts';
import type { KnownRow } from '../ledger/index.ts';
import type { Dispatcher, RequestCounts } from '../resilience/index.ts';
import type { ChunkRow, TakenChunk } from './chunk-store.ts';
import type { Lease } from './lease.ts';
import { DISTRIBUTED_POLICY } from './policy.ts';
import { decodeRow } from './row-codec.ts';
import type { RunWork, Sending } from './run-work.ts';

const POLICY = DISTRIBUTED_POLICY.worker;
/** How often to look whether later rows are still being sent. */
const QUIET_POLL_MS = 100;

/** A row of the chunk, and what has been done with it. */
interface LoadedRow extends HandedRow {
  readonly before: KnownRow | undefined;
}

/** The rows of one request. */
interface Unit {
  readonly rows: readonly LoadedRow[];
  readonly orderKey: string | undefined;
}

/** One chunk that this process has taken, until all of its rows are settled or it is given up. */
export class ChunkWork {
  readonly chunk: TakenChunk;
  readonly lease: Lease;
  readonly work: RunWork;
  readonly requests: RequestCounts = { sent: 0, retried: 0, throttled: 0 };
  readonly #sending: Sending;
  readonly #stop = new AbortController();
  readonly #units: readonly Unit[];

  constructor(chunk: TakenChunk, work: RunWork, lease: Lease, sending: Sending, loaded: readonly Unit[]) {
    this.chunk = chunk;
    this.work = work;
    this.lease = lease;
    this.#sending = sending;
    this.#units = loaded;
  }

  /** Reads the rows of a chunk, and what the ledger knows of them. */
  static async load(
    chunk: TakenChunk,
    stored: readonly ChunkRow[],
    work: RunWork,
    lease: Lease,
    sending: Sending,
  ): Promise<ChunkWork> {
    const now = sending.clock.elapsed();
    const rows = stored.map(({ content, ...facts }) => ({ ...facts, ...decodeRow(content, now) }));
    const numbers = rows.map(({ pending }) => pending.row.number);
    const known = await work.log.knownOf(numbers);
    const units: { rows: LoadedRow[]; orderKey: string | undefined }[] = [];
    let last: number | undefined;
    for (const { unit, orderKey, pending, facts } of rows) {
      if (unit !== last) units.push({ rows: [], orderKey });
      last = unit;
      units.at(-1)?.rows.push({ pending, facts, before: known.get(pending.row.number) });
    }
    return new ChunkWork(chunk, work, lease, sending, units);
  }

  get rowCount(): number {
    return this.#units.reduce((sum, { rows }) => sum + rows.length, 0);
  }

  /** Gives the chunk up: requests in flight finish, and no more leave. */
  halt(): void {
    this.#stop.abort();
  }

  /** Sends the rows; `onSent` is called once all have been sent. Resolves once they are settled as far as possible, and in the ledger. */
  async run(onSent: () => void): Promise<void> {
    const { work, lease } = this;
    const { epoch, chunk } = this.chunk;
    const numbers = this.#units.flatMap(({ rows }) => rows.map(({ pending }) => pending.row.number));
    const stop = AbortSignal.any([this.#stop.signal, work.stop]);
    work.hold({ chunk, epoch }, numbers);
    const part = work.rows.open({
      dispatcher: this.#dispatcher(stop),
      stop,
      cancel: this.#sending.cancel,
      failure: work.failure,
      onLost: () => {
        lease.end();
        this.halt();
      },
    });
    try {
      work.sendingChanged(1);
      try {
        await this.#sendAll(part, stop);
        await part.answered();
      } finally {
        work.sendingChanged(-1);
        onSent();
      }
      await this.#awaitLaterRows(part, stop);
      await part.drain();
    } finally {
      await part.answered();
      await work.log.flush();
      part.close();
      work.release(numbers);
    }
  }

  async #sendAll(part: HandedPart, stop: AbortSignal): Promise<void> {
    for (const { rows, orderKey } of this.#units) {
      if (stop.aborted) return;
      const open = rows.filter(({ before }) => isUnsettled(before));
      // Rows that have been touched are sent alone, since it is not known which of them the server has.
      if (open.length === rows.length && rows.every(({ before }) => before === undefined)) {
        await part.send(this.#untouched(part, rows), orderKey);
        continue;
      }
      for (const row of open) {
        const admission = part.admit(row, row.before, this.#isFirst);
        if (admission.kind === 'send') await part.send([admission.row], orderKey);
        else await part.follow(admission);
      }
    }
  }

  #untouched(part: HandedPart, rows: readonly LoadedRow[]): PendingRow[] {
    return rows.flatMap((row) => {
      const admission = part.admit(row, undefined, this.#isFirst);
      return admission.kind === 'send' ? [admission.row] : [];
    });
  }

  /** Has no other process had the chunk? */
  get #isFirst(): boolean {
    return this.chunk.epoch === 1;
  }

  /** Rows of unknown outcome are settled better once the list shows a row that was sent later. */
  async #awaitLaterRows(part: HandedPart, stop: AbortSignal): Promise<void> {
    const { clock } = this.#sending;
    while (part.unresolvedCount > 0 && !stop.aborted && this.work.quietMs < POLICY.quietMs) {
      await clock.sleep(QUIET_POLL_MS, stop).catch(() => {});
    }
  }

  /** Sends only as long as the chunk is ours. */
  #dispatcher(stop: AbortSignal): Dispatcher {
    const { dispatcher, cancel } = this.#sending;
    const { requests } = this;
    const mayLeave = () => {
      if (this.lease.isHeld) return true;
      this.halt();
      return false;
    };
    return {
      counts: requests,
      send: (endpoint, input, options) =>
        dispatcher.send(endpoint, input, { ...options, stop, cancel, mayLeave, counts: requests }),
    };
  }
}

const UNSETTLED = ['sending', 'saved', 'in_doubt'];

function isUnsettled(before: KnownRow | undefined): boolean {
  return before === undefined || UNSETTLED.includes(before.state);
}

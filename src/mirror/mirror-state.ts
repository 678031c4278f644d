import { randomBytes } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** How a refresh reads: every customer, or only what changed. */
export type RefreshKind = 'full' | 'changes';

/** What is known about the mirror as a whole. Times in epoch milliseconds unless the name says seconds. */
export interface MirrorFacts {
  /** Distinguishes this mirror from others of the same tenant. */
  readonly made: string;
  /** Grows with every refresh that found something. */
  readonly version: number;
  /** The refresh that is running, or that did not finish. */
  readonly unfinished?: RefreshKind | undefined;
  /** Why the last refresh did not read everything. */
  readonly reason?: string | undefined;
  /** The next refresh has to read everything. */
  readonly needsFull: boolean;
  /** From when changes are to be read, in epoch seconds. */
  readonly cursor?: number | undefined;
  /** By how many seconds the server's clock was ahead of this machine's when the cursor was stored. */
  readonly aheadSeconds?: number | undefined;
  /** When the last complete refresh began, and the last complete one of every customer. */
  readonly refreshedAt?: number | undefined;
  readonly fullAt?: number | undefined;
  /** Changes are recorded from here on; undefined before the first complete reading. */
  readonly historySince?: number | undefined;
}

/** Stores the facts; every method reads or writes the file at once. */
export class MirrorState {
  readonly #read: StatementSync;
  readonly #write: StatementSync;

  constructor(database: DatabaseSync) {
    this.#read = database.prepare('SELECT content FROM mirror_state');
    this.#write = database.prepare(
      'INSERT INTO mirror_state (one, content) VALUES (1, ?) ON CONFLICT DO UPDATE SET content = excluded.content',
    );
    const made = randomBytes(6).toString('hex');
    const first: MirrorFacts = { made, version: 0, needsFull: true };
    // Another process may have opened the new file, too: the first one's facts stay.
    database
      .prepare('INSERT INTO mirror_state (one, content) VALUES (1, ?) ON CONFLICT DO NOTHING')
      .run(JSON.stringify(first));
  }

  get facts(): MirrorFacts {
    return JSON.parse(String(this.#read.get()?.['content'])) as MirrorFacts;
  }

  /** Changes some of the facts; `undefined` removes one. */
  update(changed: Partial<MirrorFacts>): void {
    this.#write.run(JSON.stringify({ ...this.facts, ...changed }));
  }
}

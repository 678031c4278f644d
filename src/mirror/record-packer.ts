import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { MIRROR_POLICY } from './policy.ts';

const POLICY = MIRROR_POLICY.packing;

/** A record in wire names. */
export type WireRecord = Readonly<Record<string, unknown>>;

interface Dictionary {
  readonly id: number;
  readonly content: Uint8Array;
}

const NO_CONTENT = new Uint8Array();
/** Small buffers: a window of 16 KiB spans a dictionary and a row, and each call takes new memory. */
const COMPRESSION = { level: POLICY.compressionLevel, windowBits: 14, memLevel: 5, chunkSize: 2048 };
/** Holds most records; a buffer of the default size would cost a third more time. */
const EXPANSION = { chunkSize: 4096 };
/** The number of the dictionary stands in one byte before the compressed text. */
const MAX_DICTIONARIES = 255;

/**
 * Compresses records with a dictionary of typical rows, which holds their member names and common values: a row takes about a
 * fifth of its JSON. Equal records packed with one dictionary are equal bytes.
 */
export class RecordPacker {
  readonly #dictionaries = new Map<number, Dictionary>();
  readonly #read: StatementSync;
  readonly #write: StatementSync;
  #current: Dictionary;

  constructor(database: DatabaseSync) {
    this.#read = database.prepare('SELECT content FROM dictionaries WHERE id = ?');
    this.#write = database.prepare('INSERT INTO dictionaries (id, content) VALUES (?, ?)');
    const last = Number(database.prepare('SELECT coalesce(max(id), 0) AS id FROM dictionaries').get()?.['id']);
    this.#current = this.#dictionary(last);
  }

  /** Makes a dictionary of these rows unless there is a good one. `write` runs what it is given in a transaction of its own. */
  learn(rows: readonly WireRecord[], write: (work: () => void) => void): void {
    const { id, content } = this.#current;
    const isGood = content.length >= POLICY.dictionaryBytes / 2;
    if (isGood || id >= MAX_DICTIONARIES || (id > 0 && rows.length < POLICY.minDictionaryRows)) return;
    const step = Math.max(1, Math.floor(rows.length / POLICY.minDictionaryRows));
    const typical = rows.filter((_, index) => index % step === 0).map((row) => JSON.stringify(row));
    const learnt = Buffer.from(typical.join('\n')).subarray(0, POLICY.dictionaryBytes);
    if (learnt.length <= content.length) return;
    write(() => this.#write.run(id + 1, learnt));
    // Only now, because nothing could be unpacked that uses a dictionary which was not stored.
    this.#current = this.#dictionary(id + 1);
  }

  pack(record: object): Uint8Array {
    const { id, content } = this.#current;
    const options = { ...COMPRESSION, ...(content.length > 0 && { dictionary: content }) };
    const packed = deflateRawSync(JSON.stringify(record), options);
    const bytes = new Uint8Array(packed.length + 1);
    bytes[0] = id;
    bytes.set(packed, 1);
    return bytes;
  }

  unpack<Content extends object = WireRecord>(bytes: Uint8Array): Content {
    const { content } = this.#dictionary(bytes[0] ?? 0);
    const options = { ...EXPANSION, ...(content.length > 0 && { dictionary: content }) };
    return JSON.parse(inflateRawSync(bytes.subarray(1), options).toString()) as Content;
  }

  /** Are two packed records equal? */
  areEqual(one: Uint8Array, other: Uint8Array): boolean {
    if (Buffer.compare(one, other) === 0) return true;
    return one[0] !== other[0] && JSON.stringify(this.unpack(one)) === JSON.stringify(this.unpack(other));
  }

  #dictionary(id: number): Dictionary {
    let found = this.#dictionaries.get(id);
    if (!found) {
      // Another process may have added it.
      const stored = id === 0 ? undefined : this.#read.get(id)?.['content'];
      found = { id, content: stored instanceof Uint8Array ? stored : NO_CONTENT };
      this.#dictionaries.set(id, found);
    }
    return found;
  }
}

import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  type Cell,
  FileError,
  type OutColumn,
  type OutValue,
  openTable,
  openWriter,
  type RowWriter,
  type Table,
  type WriterOptions,
} from '../../files/index.ts';
import { counted } from '../../words/index.ts';

/** How an earlier export is brought up to date. */
interface MergeOptions {
  readonly format: WriterOptions['format'];
  readonly columns: readonly OutColumn[];
  /** The names of the columns that tell one row from another. */
  readonly ids: readonly string[];
  /** Where the new rows are kept until all have come. */
  readonly storePath: string;
  /** Texts that a spreadsheet would take for formulas are guarded. */
  readonly guard: boolean;
}

const BATCH_ROWS = 500;
const KEY_SEPARATOR = '\n';
const DELIMITERS: Readonly<Record<string, string>> = { comma: ',', semicolon: ';', tab: '\t', pipe: '|' };

/**
 * Writes rows into a file that is there: a row of the same id is replaced, all others stay, new ones come at the end.
 * Columns that the export does not have keep their cells; those that the file does not have come last. The file is
 * replaced only when all is complete.
 */
export async function openMergeWriter(path: string, options: MergeOptions): Promise<RowWriter> {
  const before = await openTable(path);
  const { columns, ids } = options;
  const missing = ids.find((id) => !before.header.includes(id));
  if (missing !== undefined) {
    await before.close();
    throw new FileError(
      'no-id-column',
      path,
      `has no column "${missing}", which tells its rows apart; it is no export of this kind`,
    );
  }
  const store = await DeltaStore.create(options.storePath);
  const keyOf = keyReader(
    columns.map(({ name }) => name),
    ids,
  );
  return {
    async write(rows) {
      await store.add(rows.map((values) => [keyOf(values.map(textOf)), values]));
    },
    async commit() {
      try {
        return await merge(before, store, path, options);
      } finally {
        await before.close();
        await store.remove();
      }
    },
    async discard() {
      await before.close();
      await store.remove();
    },
  };
}

async function merge(before: Table, store: DeltaStore, path: string, { format, columns, ids, guard }: MergeOptions) {
  const names = columns.map(({ name }) => name);
  const added = columns.filter(({ name }) => !before.header.includes(name));
  const kinds = new Map(columns.map((column) => [column.name, column]));
  const { encoding, delimiter = 'comma' } = before.detected;
  const writer = await openWriter(path, {
    format,
    guard,
    columns: [...before.header.map((name) => kinds.get(name) ?? { name }), ...added],
    // As the file is written, byte order mark and line ends included.
    ...(format === 'csv' && {
      delimiter: DELIMITERS[delimiter] ?? delimiter,
      ...(before.style && { ...before.style, bom: before.style.marked }),
      ...(encoding !== undefined && { encoding }),
    }),
  });
  const keyOf = keyReader(before.header, ids);
  const places = [...before.header, ...added.map(({ name }) => name)].map((name) => names.indexOf(name));
  const updated = (values: readonly OutValue[], old: readonly OutValue[]): OutValue[] =>
    places.map((place, index) => (place >= 0 ? (values[place] ?? null) : (old[index] ?? null)));
  const counts = { kept: 0, changed: 0, added: 0 };
  try {
    for await (const rows of before.batches()) {
      const merged: OutValue[][] = [];
      for (const row of rows) {
        if (row.cells.length !== before.header.length) {
          throw new FileError(
            'ragged-row',
            path,
            `${row.problems?.[0]?.message ?? 'has too many cells'} Mend it, then merge again.`,
            { line: row.number },
          );
        }
        const old = row.cells.map(outValue);
        const values = await store.take(keyOf(row.cells.map(cellKey)));
        counts[values ? 'changed' : 'kept'] += 1;
        merged.push(values ? updated(values, old) : places.map((_, index) => old[index] ?? null));
      }
      await writer.write(merged);
    }
    let batch: OutValue[][] = [];
    for await (const values of store.rest()) {
      counts.added += 1;
      if (batch.push(updated(values, [])) < BATCH_ROWS) continue;
      await writer.write(batch);
      batch = [];
    }
    if (batch.length > 0) await writer.write(batch);
    const written = await writer.commit();
    const notice = `${path}: ${counted(counts.changed, 'row')} brought up to date, ${counts.added} added, ${counts.kept} left as they were.`;
    return { ...written, notices: [notice, ...written.notices] };
  } catch (error) {
    await writer.discard();
    throw error;
  }
}

function keyReader(names: readonly string[], ids: readonly string[]): (texts: readonly string[]) => string {
  const places = ids.map((id) => names.indexOf(id));
  return (texts) => places.map((place) => texts[place] ?? '').join(KEY_SEPARATOR);
}

function textOf(value: OutValue): string {
  if (value === null) return '';
  return typeof value === 'object' ? value.text : String(value);
}

function cellKey(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text;
}

/** A cell as it is written again. */
function outValue(cell: Cell): OutValue {
  if (typeof cell === 'string') return cell;
  if (cell.kind === 'date' || cell.kind === 'datetime') return { kind: cell.kind, text: cell.text };
  return cell.value ?? cell.text;
}

type Values = readonly OutValue[];

/** Rows by their keys, kept in a file so that only keys and places are in memory. */
class DeltaStore {
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #places = new Map<string, readonly [offset: number, length: number]>();
  #length = 0;

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  static async create(path: string): Promise<DeltaStore> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return new DeltaStore(path, await open(path, 'w+', 0o600));
  }

  /** Adds rows; of two with one key the later counts. */
  async add(rows: readonly (readonly [key: string, values: Values])[]): Promise<void> {
    const pieces: Buffer[] = [];
    let offset = this.#length;
    for (const [key, values] of rows) {
      const bytes = Buffer.from(JSON.stringify(values));
      pieces.push(bytes);
      this.#places.set(key, [offset, bytes.length]);
      offset += bytes.length;
    }
    const bytes = Buffer.concat(pieces);
    for (let at = 0; at < bytes.length; ) {
      at += (await this.#handle.write(bytes, at, bytes.length - at, this.#length + at)).bytesWritten;
    }
    this.#length = offset;
  }

  /** The row of a key, which is then no longer in the store. */
  async take(key: string): Promise<Values | undefined> {
    const place = this.#places.get(key);
    if (!place) return undefined;
    this.#places.delete(key);
    return this.#read(place);
  }

  /** What was not taken, in the order in which it came. */
  async *rest(): AsyncGenerator<Values> {
    for (const place of this.#places.values()) yield await this.#read(place);
  }

  async remove(): Promise<void> {
    await this.#handle.close().catch(() => {});
    await rm(this.#path, { force: true });
  }

  async #read([offset, length]: readonly [number, number]): Promise<Values> {
    const bytes = Buffer.alloc(length);
    await this.#handle.read(bytes, 0, length, offset);
    return JSON.parse(bytes.toString('utf8')) as Values;
  }
}

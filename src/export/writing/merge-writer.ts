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
import { counted, t } from '../../words/index.ts';
import { EXPORT_MESSAGES } from '../messages.ts';

/** How an earlier export is updated. */
interface MergeOptions {
  readonly format: WriterOptions['format'];
  readonly columns: readonly OutColumn[];
  /** The names of the columns that identify a row. */
  readonly ids: readonly string[];
  /** Where the new rows are stored until all have arrived. */
  readonly storePath: string;
  /** Texts that a spreadsheet would interpret as formulas are escaped. */
  readonly guard: boolean;
}

const BATCH_ROWS = 500;
const KEY_SEPARATOR = '\n';
const DELIMITERS: Readonly<Record<string, string>> = { comma: ',', semicolon: ';', tab: '\t', pipe: '|' };

/**
 * Merges rows into an existing file: rows with the same id are replaced, all others stay, and new ones are appended.
 * Columns that the export lacks keep their cells; columns that the file lacks are appended. The file is replaced only when
 * the merge is complete.
 */
export async function openMergeWriter(path: string, options: MergeOptions): Promise<RowWriter> {
  const before = await openTable(path);
  const { columns, ids } = options;
  const missing = ids.find((id) => !before.header.includes(id));
  if (missing !== undefined) {
    await before.close();
    throw new FileError('no-id-column', path, EXPORT_MESSAGES['no-id-column'].text.file(missing));
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
    // In the style of the existing file, including its byte order mark and line ends.
    ...(format === 'csv' && {
      delimiter: DELIMITERS[delimiter] ?? delimiter,
      ...(before.style && { ...before.style, bom: before.style.marked }),
      ...(encoding !== undefined && { encoding }),
    }),
  });
  const keyOf = keyReader(before.header, ids);
  const sources = [...before.header, ...added.map(({ name }) => name)].map((name) => names.indexOf(name));
  const updated = (values: readonly OutValue[], old: readonly OutValue[]): OutValue[] =>
    sources.map((source, index) => (source >= 0 ? (values[source] ?? null) : (old[index] ?? null)));
  const counts = { kept: 0, changed: 0, added: 0 };
  try {
    for await (const rows of before.batches()) {
      const merged: OutValue[][] = [];
      for (const row of rows) {
        if (row.cells.length !== before.header.length) {
          throw new FileError(
            'ragged-row',
            path,
            EXPORT_MESSAGES['ragged-row'].text.merge(row.problems?.[0]?.message),
            { line: row.number },
          );
        }
        const old = row.cells.map(outValue);
        const values = await store.take(keyOf(row.cells.map(cellKey)));
        counts[values ? 'changed' : 'kept'] += 1;
        merged.push(values ? updated(values, old) : sources.map((_, index) => old[index] ?? null));
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
    const notice = t`${path}: ${counted(counts.changed, 'row')} updated, ${counts.added} added, ${counts.kept} unchanged.`;
    return { ...written, notices: [notice, ...written.notices] };
  } catch (error) {
    await writer.discard();
    throw error;
  }
}

function keyReader(names: readonly string[], ids: readonly string[]): (texts: readonly string[]) => string {
  const indexes = ids.map((id) => names.indexOf(id));
  return (texts) => indexes.map((index) => texts[index] ?? '').join(KEY_SEPARATOR);
}

function textOf(value: OutValue): string {
  if (value === null) return '';
  return typeof value === 'object' ? value.text : String(value);
}

function cellKey(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text;
}

/** The value with which an existing cell is rewritten. */
function outValue(cell: Cell): OutValue {
  if (typeof cell === 'string') return cell;
  if (cell.kind === 'date' || cell.kind === 'datetime') return { kind: cell.kind, text: cell.text };
  return cell.value ?? cell.text;
}

type Values = readonly OutValue[];

/** Rows by their keys, stored in a file so that only keys and offsets are in memory. */
class DeltaStore {
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #locations = new Map<string, readonly [offset: number, length: number]>();
  #length = 0;

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  static async create(path: string): Promise<DeltaStore> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return new DeltaStore(path, await open(path, 'w+', 0o600));
  }

  /** Adds rows; of two with the same key the later one wins. */
  async add(rows: readonly (readonly [key: string, values: Values])[]): Promise<void> {
    const buffers: Buffer[] = [];
    let offset = this.#length;
    for (const [key, values] of rows) {
      const bytes = Buffer.from(JSON.stringify(values));
      buffers.push(bytes);
      this.#locations.set(key, [offset, bytes.length]);
      offset += bytes.length;
    }
    const bytes = Buffer.concat(buffers);
    for (let at = 0; at < bytes.length; ) {
      at += (await this.#handle.write(bytes, at, bytes.length - at, this.#length + at)).bytesWritten;
    }
    this.#length = offset;
  }

  /** Removes the row of a key from the store and returns it. */
  async take(key: string): Promise<Values | undefined> {
    const location = this.#locations.get(key);
    if (!location) return undefined;
    this.#locations.delete(key);
    return this.#read(location);
  }

  /** The rows that were not taken, in the order of arrival. */
  async *rest(): AsyncGenerator<Values> {
    for (const location of this.#locations.values()) yield await this.#read(location);
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

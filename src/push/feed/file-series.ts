import { stat } from 'node:fs/promises';
import type { StoredPush } from '../push-store.ts';

/** A file that grows. */
export interface GrowingFile {
  readonly path: string;
  sync(): Promise<void>;
  close(): Promise<void>;
}

interface OpenFile<File> {
  readonly path: string;
  readonly inode: number;
  readonly file: File;
  /** The number of the last push that was in it when it was opened. */
  readonly lastSeq: number;
}

/** Appends pushes to one file after another, as their times of arrival say; each is on the disk before the next step. */
export abstract class FileSeries<File extends GrowingFile> {
  readonly #pathAt: (receivedAtMs: number) => string;
  #open: OpenFile<File> | undefined;

  constructor(pathAt: (receivedAtMs: number) => string) {
    this.#pathAt = pathAt;
  }

  /** Opens a file; `lastSeq` is the number of the last push in it, 0 if there is none. */
  protected abstract open(path: string): Promise<{ readonly file: File; readonly lastSeq: number }>;

  protected abstract append(file: File, pushes: readonly StoredPush[]): Promise<void>;

  async write(pushes: readonly StoredPush[]): Promise<number | undefined> {
    for (const [path, group] of groupedBy(pushes, ({ receivedAt }) => this.#pathAt(receivedAt))) {
      const { file, lastSeq } = await this.#fileFor(path);
      // A crash may have come between the file and the note of its end.
      const missing = group.filter(({ seq }) => seq > lastSeq);
      if (missing.length === 0) continue;
      try {
        await this.append(file, missing);
        await file.sync();
      } catch (error) {
        // What has got into the file is found when it is opened again.
        await this.#close();
        throw error;
      }
    }
    return pushes.at(-1)?.seq;
  }

  async idle(): Promise<undefined> {}

  async close(): Promise<undefined> {
    await this.#close();
  }

  async #fileFor(path: string): Promise<OpenFile<File>> {
    const open = this.#open;
    // A file that was moved away, as log rotation does, is begun anew.
    if (open?.path === path && (await inodeAt(path)) === open.inode) return open;
    await this.#close();
    const opened = await this.open(path);
    this.#open = { path, inode: await inodeAt(path), ...opened };
    return this.#open;
  }

  async #close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.file.close();
  }
}

async function inodeAt(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.ino ?? 0;
}

/** Neighbours with an equal key, in their order. */
export function* groupedBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): Generator<readonly [key: string, group: readonly Item[]]> {
  let group: Item[] = [];
  let key = '';
  for (const item of items) {
    const next = keyOf(item);
    if (next !== key && group.length > 0) {
      yield [key, group];
      group = [];
    }
    key = next;
    group.push(item);
  }
  if (group.length > 0) yield [key, group];
}

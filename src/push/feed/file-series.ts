import { stat } from 'node:fs/promises';
import { requireAppendable } from '../../files/index.ts';
import type { StoredPush } from '../push-store.ts';
import type { OutputOptions, WrittenPush } from './feed-output.ts';
import { requireOwn } from './output-owner.ts';

/** A file that grows. */
export interface GrowingFile {
  readonly path: string;
  sync(): Promise<void>;
  close(): Promise<void>;
}

interface OpenFile<File> {
  readonly path: string;
  readonly state: FileState;
  readonly file: File;
  /** The number of the last push that was in it when it was opened. */
  readonly lastSeq: number;
}

/** By these we see that a file was moved away, or that somebody else has written into it. */
interface FileState {
  readonly inode: number;
  readonly bytes: number;
}

/** Appends pushes to one file after another, as their times of arrival say; each is on the disk before the next step. */
export abstract class FileSeries<File extends GrowingFile> {
  readonly #options: Pick<OutputOptions, 'pathAt' | 'isOwn'>;
  #open: OpenFile<File> | undefined;

  constructor(options: Pick<OutputOptions, 'pathAt' | 'isOwn'>) {
    this.#options = options;
  }

  /** Opens a file; `last` is the last push in it. */
  protected abstract open(path: string): Promise<{ readonly file: File; readonly last: WrittenPush | undefined }>;

  protected abstract append(file: File, pushes: readonly StoredPush[]): Promise<void>;

  async check(nowMs: number): Promise<void> {
    const path = this.#options.pathAt(nowMs);
    if ((await stateOf(path)).bytes > 0) await this.#fileFor(path);
    else await requireAppendable(path);
  }

  async write(pushes: readonly StoredPush[]): Promise<number | undefined> {
    for (const [path, group] of groupedBy(pushes, ({ receivedAt }) => this.#options.pathAt(receivedAt))) {
      const { file, lastSeq } = await this.#fileFor(path);
      // A crash may have come between the file and the note of its end.
      const missing = group.filter(({ seq }) => seq > lastSeq);
      if (missing.length === 0) continue;
      try {
        await this.append(file, missing);
        await file.sync();
        await this.#noteState();
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
    // A file that was moved away, as log rotation does, is begun anew; one that somebody else has written into is looked at again.
    if (open?.path === path && isSame(open.state, await stateOf(path))) return open;
    await this.#close();
    const { file, last } = await this.open(path);
    this.#open = { path, state: await stateOf(path), file, lastSeq: last?.seq ?? 0 };
    try {
      if (last) requireOwn(path, last, this.#options.isOwn);
    } catch (error) {
      await this.#close();
      throw error;
    }
    return this.#open;
  }

  async #noteState(): Promise<void> {
    if (this.#open) this.#open = { ...this.#open, state: await stateOf(this.#open.path) };
  }

  async #close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.file.close();
  }
}

async function stateOf(path: string): Promise<FileState> {
  const found = await stat(path).catch(() => undefined);
  // A pipe has no size that says anything.
  return { inode: found?.ino ?? 0, bytes: found?.isFile() ? found.size : 0 };
}

function isSame(one: FileState, other: FileState): boolean {
  return one.inode === other.inode && one.bytes === other.bytes;
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

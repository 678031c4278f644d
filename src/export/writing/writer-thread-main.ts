/** The worker thread that parses, converts, writes and stages the rows of a long list. */
import { workerData } from 'node:worker_threads';
import { openWriter } from '../../files/index.ts';
import { type Stream, type StreamRow, streams } from '../../streams/index.ts';
import { parentChannel, speakAsParent } from '../../threads/index.ts';
import { unknownFieldsReader } from '../columns/stream-columns.ts';
import { pageParser } from '../reading/page.ts';
import { type FileSink, openFileSink } from './row-sink.ts';
import type { WriterRequests, WriterThreadData } from './thread-sink.ts';

await speakAsParent();

const { stream: name, members } = workerData as WriterThreadData;
const stream = streamOf(name);
const parse = pageParser(stream);
const findUnknown = unknownFieldsReader(stream, { details: false });
const pages = new Map<number, { readonly bytes: Buffer; readonly rows: readonly StreamRow[] }>();
let sink: FileSink | undefined;
let last: Promise<unknown> = Promise.resolve();
/** The error of the first failed task: after a gap nothing may be written, recorded as complete, or given its final name. */
let failure: { readonly error: unknown } | undefined;

const channel = parentChannel<unknown, WriterRequests>({
  handlers: {
    put({ page: id, bytes }) {
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const page = parse(buffer);
      if (!page) return undefined;
      const { rows, total } = page;
      pages.set(id, { bytes: buffer, rows });
      const columns = members.map((member) => rows.map((row) => row[member]));
      // Only the first rows decide whether there is a column for undocumented members.
      const hasUnknownFields = sink === undefined && rows.some((row) => findUnknown(row) !== undefined);
      return { columns, size: rows.length, total, hasUnknownFields };
    },
    release({ page }) {
      pages.delete(page);
    },
    open: ({ spec, file, staging }) =>
      runSerially(async () => {
        sink = await openFileSink(stream, spec, (columns) => openWriter(file.path, { ...file, columns }), staging);
      }),
    writePage: ({ page: id, indexes }) =>
      runSerially(async () => {
        const page = pages.get(id);
        if (!page) throw new TypeError(`page ${id} is missing`);
        pages.delete(id);
        await opened().writePage(page.bytes, page.rows, indexes);
        free(page.bytes);
      }),
    writeRows: ({ json }) => runSerially(() => opened().write({ rows: JSON.parse(json) as StreamRow[] })),
    checkpoint: ({ checkpoint, state }) => runSerially(() => opened().checkpoint(checkpoint, state)),
    commit: () => runSerially(() => opened().commit()),
    discard: () => after(last, async () => sink?.discard()),
  },
});

// Until this message arrives, the reading thread parses pages itself.
channel.announceReady();

function streamOf(name: string): Stream {
  const found = streams.get(name);
  if (!found) throw new TypeError(`there is no stream "${name}"`);
  return found;
}

function opened(): FileSink {
  if (!sink) throw new TypeError('the output is not open');
  return sink;
}

/** Runs a task after all earlier ones, unless one of them has failed. */
function runSerially<Result>(task: () => Promise<Result>): Promise<Result> {
  return after(last, async () => {
    try {
      if (failure) throw failure.error;
      return await task();
    } catch (error) {
      failure ??= { error };
      throw error;
    }
  });
}

function after<Result>(before: Promise<unknown>, task: () => Promise<Result>): Promise<Result> {
  const done = before.then(task);
  last = done.catch(() => {});
  return done;
}

/** Frees the memory at once: otherwise V8 runs a full garbage collection whenever some megabytes have accumulated. */
function free({ buffer }: Buffer): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}

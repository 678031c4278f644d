import { parentPort, workerData } from 'node:worker_threads';
import { openWriter, type WrittenFiles } from '../../files/index.ts';
import { streams } from '../../streams/index.ts';
import type { StreamRow } from '../../streams/stream.ts';
import { pageParser } from '../reading/parse-page.ts';
import { otherMembers } from '../stream-columns.ts';
import { type FileSink, openFileSink } from './file-sink.ts';
import { type HeldPage, packError, type ThreadReply, type ThreadRequest, type ThreadTask } from './thread-messages.ts';

/** What the thread is given: the name of the stream whose pages come. */
const name = String(workerData);
const stream = streams.get(name);
if (!stream) throw new Error(`there is no stream "${name}"`);

const parse = pageParser(stream);
const findOthers = otherMembers(stream, { details: false });
const pages = new Map<number, { readonly bytes: Buffer; readonly rows: readonly StreamRow[] }>();
let sink: FileSink | undefined;

function hold(id: number, { bytes, members }: Extract<ThreadTask, { kind: 'page' }>): HeldPage | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const page = parse(buffer);
  if (!page) return undefined;
  const { rows, total } = page;
  pages.set(id, { bytes: buffer, rows });
  const columns = members.map((member) => rows.map((row) => row[member]));
  // Only the first rows decide about a column for them.
  const hasOthers = sink === undefined && rows.some((row) => findOthers(row) !== undefined);
  return { columns, rows: rows.length, total, hasOthers };
}

async function work(task: Exclude<ThreadTask, { kind: 'page' }>): Promise<WrittenFiles | undefined> {
  switch (task.kind) {
    case 'open': {
      const { spec, file, spool } = task;
      if (stream)
        sink = await openFileSink(stream, spec, (columns) => openWriter(file.path, { ...file, columns }), spool);
      return undefined;
    }
    case 'take': {
      const page = pages.get(task.page);
      pages.delete(task.page);
      if (!page) return undefined;
      await sink?.takePage(page.bytes, page.rows, task.kept);
      free(page.bytes);
      return undefined;
    }
    case 'drop':
      pages.delete(task.page);
      return undefined;
    case 'rows':
      await sink?.take(JSON.parse(task.json) as StreamRow[]);
      return undefined;
    case 'mark':
      await sink?.mark(task.mark, task.state);
      return undefined;
    case 'commit':
      return await sink?.commit();
    case 'discard':
      await sink?.discard();
      return undefined;
  }
}

/** Gives the memory back at once: V8 would collect all its garbage each time that some megabytes of bytes have gathered. */
function free({ buffer }: Buffer): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}

function reply(answer: ThreadReply): void {
  parentPort?.postMessage(answer);
}

let last: Promise<void> = Promise.resolve();
/** What the first task that failed failed with: nothing may be written, marked or named behind a gap. */
let failure: { readonly error: unknown } | undefined;

// Whoever has pages parses them there until this comes.
reply({ id: 0 });

parentPort?.on('message', ({ id, task }: ThreadRequest) => {
  if (task.kind === 'page') {
    try {
      reply({ id, result: hold(id, task) });
    } catch (error) {
      reply({ id, error: packError(error) });
    }
    return;
  }
  last = last.then(async () => {
    try {
      if (failure && task.kind !== 'discard') throw failure.error;
      reply({ id, result: await work(task) });
    } catch (error) {
      failure ??= { error };
      reply({ id, error: packError(error) });
    }
  });
});

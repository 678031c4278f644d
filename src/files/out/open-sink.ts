import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { FileError } from '../file-error.ts';
import { FILE_MESSAGES } from '../messages.ts';
import { atomicFile, type ByteSink, writeError } from './atomic-file.ts';

/** A sink over a path, replaced when complete, or over a stream such as standard output. */
export async function openSink(target: string | Writable): Promise<ByteSink> {
  return typeof target === 'string' ? atomicFile(target) : streamSink(target);
}

const STANDARD_OUTPUT = 'standard output';
/** Errors of writing to a pipe whose reader has ended. */
const READER_GONE_CODES = new Set(['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END']);

function streamError(error: NodeJS.ErrnoException): FileError {
  if (!READER_GONE_CODES.has(error.code ?? '')) return writeError(STANDARD_OUTPUT, error);
  return new FileError('unwritable', STANDARD_OUTPUT, FILE_MESSAGES.unwritable.text.readerGone(error.message), {
    cause: error,
  });
}

function streamSink(stream: Writable): ByteSink {
  let bytes = 0;
  let failure: Error | undefined;
  stream.on('error', (error) => {
    failure = error;
  });

  function put(data: Buffer): Promise<void> {
    return new Promise((done, fail) => {
      const reject = (error: Error) => fail(streamError(error));
      if (failure !== undefined) reject(failure);
      else stream.write(data, (error) => (error ? reject(error) : done()));
    });
  }

  return {
    path: '-',
    get bytes() {
      return bytes;
    },
    async write(data) {
      await put(data);
      bytes += data.length;
    },
    commit: () => put(Buffer.alloc(0)),
    async discard() {},
  };
}

const POLL_INTERVAL_MS = 100;

/**
 * Waits until a named pipe has a reader, and returns a handle that keeps it open until the writer has opened it; undefined for any
 * other file. Opening the pipe itself would block the process, signals included, until a reader comes. Throws the reason of the
 * aborted signal.
 */
export async function waitForFifoReader(path: string, stop?: AbortSignal): Promise<FileHandle | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFIFO()) return undefined;
  for (;;) {
    stop?.throwIfAborted();
    try {
      return await open(path, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
    }
    await sleep(POLL_INTERVAL_MS, undefined, stop && { signal: stop }).catch(() => {});
  }
}

import type { Writable } from 'node:stream';
import { FileError } from '../file-error.ts';
import { atomicFile } from './atomic-file.ts';
import type { ByteSink } from './byte-sink.ts';

/** A sink over a path, replaced when complete, or over a stream such as standard output. */
export async function openSink(target: string | Writable): Promise<ByteSink> {
  return typeof target === 'string' ? atomicFile(target) : streamSink(target);
}

function streamSink(stream: Writable): ByteSink {
  let bytes = 0;
  let failure: Error | undefined;
  stream.on('error', (error) => {
    failure = error;
  });

  function put(data: Buffer): Promise<void> {
    return new Promise((done, fail) => {
      const refuse = (error: Error) =>
        fail(
          new FileError('unwritable', '-', `the reader of the output is gone (${error.message}).`, { cause: error }),
        );
      if (failure !== undefined) refuse(failure);
      else stream.write(data, (error) => (error ? refuse(error) : done()));
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

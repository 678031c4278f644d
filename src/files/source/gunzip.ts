import { Readable, Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { FileError } from '../file-error.ts';
import { type ByteSource, fromStream } from './byte-source.ts';

/** Repetitive CSV packs about 20 to 1; a file that unpacks to far more is meant to fill a machine. */
const MAX_GZIP_RATIO = 200;
const UNCHECKED_BYTES = 64 * 1024 * 1024;

/** The unpacked bytes of a gzip file. */
export async function gunzip(source: ByteSource): Promise<ByteSource> {
  let packed = 0;
  let unpacked = 0;
  const counted = Readable.from(
    (async function* () {
      for await (const chunk of source.chunks()) {
        packed += chunk.length;
        yield chunk;
      }
    })(),
  );
  const guard = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      unpacked += chunk.length;
      if (unpacked > UNCHECKED_BYTES && unpacked > packed * MAX_GZIP_RATIO) {
        done(
          new FileError(
            'zip-bomb',
            source.path,
            `unpacks to more than ${MAX_GZIP_RATIO} times its size; it is refused.`,
          ),
        );
      } else done(null, chunk);
    },
  });
  const unzip = createGunzip({ chunkSize: 256 * 1024 });
  counted.on('error', (error) => guard.destroy(error));
  unzip.on('error', (error) => guard.destroy(error));
  guard.on('close', () => {
    counted.destroy();
    unzip.destroy();
  });
  counted.pipe(unzip).pipe(guard);
  const inner = await fromStream(source.path, guard);
  const { reopen: again } = source;
  return {
    ...inner,
    ...(again !== undefined && { reopen: async () => gunzip(await again()) }),
    async close() {
      await inner.close();
      await source.close();
    },
  };
}

import { stat } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { type ByteSink, type LineAppender, openLineAppender, openSink } from '../../files/index.ts';
import type { StoredPush } from '../push-store.ts';
import type { FeedLine } from './decode-push.ts';
import type { FeedOutput, OutputOptions, WrittenPush } from './feed-output.ts';
import { FileSeries } from './file-series.ts';
import { readFileEnd } from './last-line.ts';
import { foreignOutput, writtenPush } from './output-owner.ts';

/** How every line of ours begins. */
const LINE = /^\{"seq":(\d{1,15}),"received_at":"([^"]*)"/;

/** JSON lines that grow; after a crash it continues where the file ends. */
export class JsonlOutput extends FileSeries<LineAppender> implements FeedOutput {
  readonly #decode: (push: StoredPush) => FeedLine;

  constructor(options: Pick<OutputOptions, 'pathAt' | 'isOwn' | 'decode'>) {
    super(options);
    this.#decode = options.decode;
  }

  protected async open(path: string): Promise<{ readonly file: LineAppender; readonly last: WrittenPush | undefined }> {
    const last = await lastPushOf(path);
    return { file: await openLineAppender(path), last };
  }

  protected append(file: LineAppender, pushes: readonly StoredPush[]): Promise<void> {
    return file.append(linesOf(pushes, this.#decode));
  }
}

async function lastPushOf(path: string): Promise<WrittenPush | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found || found.size === 0) return undefined;
  const { lastLine, wholeBytes } = await readFileEnd(path, false);
  const [, seq, receivedAt] = LINE.exec(lastLine ?? '') ?? [];
  if (seq !== undefined && receivedAt !== undefined) return writtenPush(seq, receivedAt);
  // A crash may have cut the first line. A file of something else stays as it is.
  if (wholeBytes === 0) return undefined;
  throw foreignOutput(path);
}

/** JSON lines to a stream, such as standard output. What its reader has not taken before a crash comes again. */
export class StreamOutput implements FeedOutput {
  readonly #stream: Writable;
  readonly #decode: (push: StoredPush) => FeedLine;
  #sink: ByteSink | undefined;

  constructor(stream: Writable, { decode }: Pick<OutputOptions, 'decode'>) {
    this.#stream = stream;
    this.#decode = decode;
  }

  async check(): Promise<void> {}

  async write(pushes: readonly StoredPush[]): Promise<number | undefined> {
    this.#sink ??= await openSink(this.#stream);
    await this.#sink.write(linesOf(pushes, this.#decode));
    return pushes.at(-1)?.seq;
  }

  async idle(): Promise<undefined> {}

  async close(): Promise<undefined> {}
}

function linesOf(pushes: readonly StoredPush[], decode: (push: StoredPush) => FeedLine): Buffer {
  return Buffer.from(pushes.map((push) => `${JSON.stringify(decode(push))}\n`).join(''));
}

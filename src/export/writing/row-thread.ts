import { Worker } from 'node:worker_threads';
import type { WrittenFiles } from '../../files/index.ts';
import type { Stream, StreamRow } from '../../streams/stream.ts';
import { heldPlace, heldRow } from '../reading/held-row.ts';
import { rawEndpoint } from '../reading/light-answer.ts';
import type { ListCall } from '../reading/list-call.ts';
import { type ListRequest, type Page, pageOf, readPage } from '../reading/page.ts';
import type { PageReader } from '../reading/section.ts';
import type { RowSpec } from '../row-shape.ts';
import type { SpoolState } from '../spool.ts';
import type { RowSink, SpoolChoice } from './row-sink.ts';
import { ThreadEnded } from './thread-ended.ts';
import { type HeldPage, type OutputFile, type ThreadReply, type ThreadTask, unpackError } from './thread-messages.ts';

/** To start a thread costs a tenth of a second: shorter lists are done by then. */
const LEAST_ROWS = 3000;
/** Tasks that may be handed over before the first of them is done. */
const TASKS_AHEAD = 6;

type Result = ThreadReply['result'];

interface Waiting {
  resolve(result: Result): void;
  reject(error: Error): void;
}

/**
 * Parses, shows and writes the rows of a long list in a thread of its own, while this one has the network: a page goes
 * over as the bytes that came, and only what reading needs to know of its rows comes back.
 */
export class RowThread implements RowSink, PageReader {
  readonly #stream: Stream;
  readonly #call: ListCall;
  readonly #file: OutputFile;
  readonly #members: readonly string[];
  readonly #waiting = new Map<number, Waiting>();
  readonly #ahead: Promise<unknown>[] = [];
  #worker: Worker | undefined;
  #isReady = false;
  #isForgone = false;
  #ended: Error | undefined;
  #lastId = 0;

  constructor(stream: Stream, call: ListCall, file: OutputFile) {
    this.#stream = stream;
    this.#call = call;
    this.#file = file;
    const members = [...stream.id, stream.slices?.member, stream.span?.member];
    this.#members = [...new Set(members.filter((member) => member !== undefined))];
  }

  get isRunning(): boolean {
    return this.#worker !== undefined;
  }

  expect(rows: number | undefined): void {
    if (!this.#worker && !this.#isForgone && (rows ?? 0) >= LEAST_ROWS) this.start();
  }

  /** No thread is to be started any more: the rows are written in this one. */
  forgo(): void {
    this.#isForgone = true;
  }

  /** Starts the thread. Where the system lets none be had, the rows are written in this one. */
  start(): void {
    // Beside this file, in whatever form this file is run.
    const entry = new URL(import.meta.url.replace(/row-thread(\.[jt]s)/, 'row-thread-main$1'));
    let worker: Worker;
    try {
      worker = new Worker(entry, { workerData: this.#stream.name });
    } catch {
      this.forgo();
      return;
    }
    worker.on('message', ({ id, result, error }: ThreadReply) => {
      this.#isReady = true;
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error) waiting?.reject(unpackError(error));
      else waiting?.resolve(result);
    });
    worker.on('error', (error) => this.#end(new ThreadEnded(this.#file.path, error)));
    worker.on('exit', (code) => this.#end(new ThreadEnded(this.#file.path, code)));
    this.#worker = worker;
  }

  reads({ stream }: ListRequest): boolean {
    return this.#isReady && stream === this.#stream;
  }

  async readPage(request: ListRequest, number: number, pageSize: number): Promise<Page> {
    const input = { ...request.input, page_no: number, page_size: pageSize };
    const answer = await this.#call(rawEndpoint(this.#stream), input);
    if (!(answer instanceof Uint8Array)) return pageOf(this.#stream, answer);
    const task = { kind: 'page', bytes: answer, members: this.#members } as const;
    const isWhole = answer.byteLength === answer.buffer.byteLength && answer.buffer instanceof ArrayBuffer;
    const { id, result } = this.#ask(task, isWhole ? [answer.buffer as ArrayBuffer] : []);
    const page = (await result) as HeldPage | undefined;
    // The plain way says what is wrong with it, and tries again where that may help.
    if (!page) return readPage(this.#call, request, number, pageSize);
    return this.#heldPage(id, page);
  }

  async open(spec: RowSpec, spool: SpoolChoice | undefined): Promise<void> {
    await this.#ask({ kind: 'open', spec, file: this.#file, spool }).result;
  }

  async take(rows: readonly StreamRow[]): Promise<void> {
    const places = rows.map(heldPlace);
    const [first] = places;
    if (first === undefined) await this.#hand({ kind: 'rows', json: JSON.stringify(rows) });
    else {
      const kept = rows.length === first.of ? undefined : places.map((place) => place?.index ?? -1);
      await this.#hand({ kind: 'take', page: first.page, kept });
    }
  }

  mark(mark: string, state: SpoolState): Promise<void> {
    return this.#hand({ kind: 'mark', mark, state });
  }

  async commit(): Promise<WrittenFiles> {
    await Promise.all(this.#ahead);
    return (await this.#ask({ kind: 'commit' }).result) as WrittenFiles;
  }

  async discard(): Promise<void> {
    if (this.#worker && !this.#ended) await this.#ask({ kind: 'discard' }).result.catch(() => {});
  }

  /** Ends the thread, whatever it does. */
  end(): void {
    this.#ended ??= new Error('the thread has been ended');
    void this.#worker?.terminate();
  }

  /** Has a task done while the caller goes on, unless too many are waiting. Throws what an earlier one failed with. */
  async #hand(task: ThreadTask): Promise<void> {
    const { result } = this.#ask(task);
    result.catch(() => {});
    this.#ahead.push(result);
    while (this.#ahead.length > TASKS_AHEAD) await this.#ahead.shift();
  }

  #ask(task: ThreadTask, transfer: ArrayBuffer[] = []): { readonly id: number; readonly result: Promise<Result> } {
    const id = ++this.#lastId;
    const result = new Promise<Result>((resolve, reject) => {
      if (this.#ended) {
        reject(this.#ended);
        return;
      }
      this.#waiting.set(id, { resolve, reject });
      this.#worker?.postMessage({ id, task }, transfer);
    });
    return { id, result };
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }

  #heldPage(id: number, { columns, rows: of, total, hasOthers }: HeldPage): Page {
    const rows = Array.from({ length: of }, (_, index) => {
      const members: Record<string, unknown> = {};
      for (const [place, member] of this.#members.entries()) members[member] = columns[place]?.[index];
      return heldRow(members, { page: id, index, of, hasOthers });
    });
    const drop = () => void this.#ask({ kind: 'drop', page: id }).result.catch(() => {});
    return { rows, total, drop };
  }
}

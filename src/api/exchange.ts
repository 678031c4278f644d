import type { Dispatcher } from 'undici';
import { API_POLICY } from './policy.ts';

const { maxBytes: MAX_ANSWER_BYTES } = API_POLICY.response;

/** The `code` of the error that an answer over the limit ends with. */
export const ANSWER_TOO_LARGE = 'ERR_ANSWER_TOO_LARGE';

/**
 * One attempt of a call over a pool of connections: a `fetch` that knows whether its request left.
 *
 * undici's own `fetch` is unsuitable: it repeats a request that was answered with HTTP 421, whatever its method, passes on
 * no answer of HTTP 407, adds headers, and decodes bodies.
 */
export class Exchange {
  readonly #pool: Dispatcher;
  readonly #cancel: AbortSignal | undefined;
  readonly #mayLeave: () => boolean;
  #left = false;
  #isOver = false;
  /** Ends the exchange that is under way. */
  #abort: ((error: Error) => void) | undefined;

  /** `cancel` aborts the exchange; many may share one. `mayLeave` is asked when a connection takes the request. */
  constructor(pool: Dispatcher, cancel?: AbortSignal, mayLeave = () => true) {
    this.#pool = pool;
    this.#cancel = cancel;
    this.#mayLeave = mayLeave;
  }

  /** A connection took the request: the server may have processed it. */
  get left(): boolean {
    return this.#left;
  }

  /** Keeps the request from leaving if it has not left yet; closes its connection if it has no answer yet. */
  abandon(): void {
    this.#isOver = true;
    this.#abort?.(aborted());
  }

  /**
   * Sends a request as it is, once, and resolves when the answer is whole, with what the server sent. Follows no redirect.
   * Errors: those of `fetch`: a `TypeError` with the pool's error as its cause, an `AbortError` where a signal ended it.
   */
  async fetch(request: Request): Promise<Response> {
    const body = request.body && (await bytesOf(request.body));
    return new Promise((resolve, reject) => {
      const signals = this.#cancel ? [request.signal, this.#cancel] : [request.signal];
      let controller: Dispatcher.DispatchController | undefined;
      const end = () => {
        this.#isOver = true;
        this.#abort = undefined;
        for (const signal of signals) signal.removeEventListener('abort', onAbort);
      };
      const fail = (error: Error) => {
        if (!this.#abort) return;
        end();
        reject(error);
        controller?.abort(error);
      };
      const onAbort = () => fail(aborted());
      this.#abort = fail;
      if (this.#isOver || signals.some((signal) => signal.aborted)) return onAbort();
      for (const signal of signals) signal.addEventListener('abort', onAbort);

      let status = 0;
      let fields: Fields = {};
      let size = 0;
      const chunks: Buffer[] = [];
      const { origin, pathname, search } = new URL(request.url);
      this.#pool.dispatch(
        {
          origin,
          path: pathname + search,
          method: request.method as Dispatcher.HttpMethod,
          headers: Object.fromEntries(request.headers),
          body,
        },
        {
          onRequestStart: (started) => {
            controller = started;
            // A request must not leave once its caller has stopped waiting for a connection.
            if (this.#isOver) started.abort(aborted());
            else if (this.#mayLeave()) this.#left = true;
            else fail(aborted());
          },
          onResponseStart(_, code, headers) {
            status = code;
            fields = headers;
          },
          onResponseData(_, chunk) {
            size += chunk.length;
            if (size > MAX_ANSWER_BYTES) fail(failed(tooLarge()));
            else chunks.push(chunk);
          },
          onResponseEnd: () => {
            if (!this.#abort) return;
            const response = responseOf(status, fields, chunks);
            end();
            resolve(response);
          },
          onResponseError: (_, error) => fail(failed(error)),
        },
      );
    });
  }
}

/** Unlike `arrayBuffer` this leaves the stream unlocked: ky cancels it at the end, which fails on a locked stream. */
async function bytesOf(body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

type Fields = Readonly<Record<string, string | string[] | undefined>>;

/** The statuses for which a `Response` takes no body, although a server may send one. */
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

function responseOf(status: number, fields: Fields, chunks: readonly Buffer[]): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(fields)) {
    for (const each of Array.isArray(value) ? value : [value ?? '']) headers.append(name, each);
  }
  const body = chunks.length === 0 ? null : chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
  // `Response` rejects a status over 599, and a body with some statuses; servers send both. The substitute is replaced below.
  const substitute = status > 599 ? 599 : body && WITHOUT_BODY.has(status) ? 200 : status;
  const response = new Response(body as Uint8Array<ArrayBuffer> | null, { status: substitute, headers });
  return substitute === status ? response : Object.defineProperty(response, 'status', { value: status });
}

function aborted(): Error {
  return new DOMException('The exchange was cancelled', 'AbortError');
}

function failed(cause: Error): Error {
  return new TypeError('fetch failed', { cause });
}

function tooLarge(): Error {
  return Object.assign(new Error(`The answer exceeds ${MAX_ANSWER_BYTES} bytes`), { code: ANSWER_TOO_LARGE });
}

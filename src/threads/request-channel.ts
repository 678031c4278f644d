import type { MessagePort, Transferable, Worker } from 'node:worker_threads';

/** The input and the result of a request of an interface: both are plain data. */
type Input<Requests, Name extends keyof Requests> = Requests[Name] extends (input: infer Given) => unknown
  ? Given
  : never;
type Result<Requests, Name extends keyof Requests> = Requests[Name] extends (input: never) => infer Returned
  ? Awaited<Returned>
  : never;

/** The functions that implement an interface of requests, synchronously or not. */
type Handlers<Requests> = {
  readonly [Name in keyof Requests]: (
    input: Input<Requests, Name>,
  ) => Result<Requests, Name> | Promise<Result<Requests, Name>>;
};

type Message =
  | { readonly kind: 'ready' }
  | { readonly kind: 'close' }
  | { readonly kind: 'request'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly kind: 'response'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly error: SerializedError };

interface Pending {
  resolve(result: never): void;
  reject(error: Error): void;
}

/** Options of a channel. */
export interface ChannelOptions<Own> {
  /** Handle the requests of the other thread. */
  readonly handlers: Handlers<Own>;
  /** Classes of errors of the other thread that are restored here. */
  readonly errors?: readonly ErrorClass[];
  /** The most enqueued requests without a response. Default: unlimited. */
  readonly maxEnqueued?: number;
}

/**
 * Requests and responses between two threads, in both directions. `Remote` and `Own` are interfaces whose functions take one input:
 * the requests that the other thread handles, and those that this one handles.
 */
export class RequestChannel<Remote, Own = unknown> {
  readonly #port: MessagePort | Worker;
  readonly #options: ChannelOptions<Own>;
  readonly #pending = new Map<number, Pending>();
  readonly #enqueued: Promise<unknown>[] = [];
  #failure: Error | undefined;
  #isReady = false;
  #lastId = 0;

  constructor(port: MessagePort | Worker, options: ChannelOptions<Own>) {
    this.#port = port;
    this.#options = options;
    port.on('message', (message: Message) => this.#receive(message));
    port.on('messageerror', (error: Error) => this.fail(error));
  }

  /** Has the other thread announced that it handles requests? Earlier requests wait for it. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** The number of requests without a response. */
  get pendingCount(): number {
    return this.#pending.size;
  }

  /** Why the channel has failed. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Announces that this thread handles requests. */
  announceReady(): void {
    this.#send({ kind: 'ready' });
  }

  /** Lets the other thread end by itself, once it has nothing left to do. */
  protected askToClose(): void {
    this.#send({ kind: 'close' });
  }

  /** Sends a request to the other thread. Rejects with the error of its handler. Objects in `transfer` can no longer be used here. */
  request<Name extends keyof Remote & string>(
    name: Name,
    input: Input<Remote, Name>,
    transfer: readonly Transferable[] = [],
  ): Promise<Result<Remote, Name>> {
    if (this.#failure) return Promise.reject(this.#failure);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#send({ kind: 'request', id, name, input }, transfer);
      this.#pending.set(id, { resolve, reject });
    });
  }

  /**
   * Sends a request without waiting for its response, unless too many are under way. Throws the error of an earlier one.
   */
  async enqueue<Name extends keyof Remote & string>(name: Name, input: Input<Remote, Name>): Promise<void> {
    const result = this.request(name, input);
    // The error is thrown when its turn comes, not before.
    result.catch(() => {});
    this.#enqueued.push(result);
    const { maxEnqueued = Number.POSITIVE_INFINITY } = this.#options;
    while (this.#enqueued.length > maxEnqueued) await this.#enqueued.shift();
  }

  /** Waits for all enqueued requests. Throws the error of one of them. */
  async drain(): Promise<void> {
    await Promise.all(this.#enqueued.splice(0));
  }

  /** Rejects all pending and all future requests. The first error counts. */
  fail(error: Error): void {
    this.#failure ??= error;
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(this.#failure);
  }

  #receive(message: Message): void {
    switch (message.kind) {
      case 'ready':
        this.#isReady = true;
        return;
      case 'close':
        // Without it nothing keeps the thread alive. The thread that starts another has no port to close.
        if ('close' in this.#port) this.#port.close();
        return;
      case 'request':
        void this.#handle(message);
        return;
      case 'response':
        this.#takePending(message.id)?.resolve(message.result as never);
        return;
      case 'failure':
        this.#takePending(message.id)?.reject(deserializeError(message.error, this.#options.errors));
    }
  }

  async #handle({ id, name, input }: Extract<Message, { kind: 'request' }>): Promise<void> {
    const handle = this.#options.handlers[name as keyof Own] as (input: unknown) => unknown;
    try {
      this.#send({ kind: 'response', id, result: await handle(input) });
    } catch (error) {
      this.#send({ kind: 'failure', id, error: serializeError(error) });
    }
  }

  #takePending(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #send(message: Message, transfer: readonly Transferable[] = []): void {
    this.#port.postMessage(message, [...transfer]);
  }
}

/** A class of errors that errors of another thread are restored to, by its name. It has no private members. */
interface ErrorClass {
  readonly name: string;
  readonly prototype: Error;
}

/** An error as plain data. */
interface SerializedError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly cause: SerializedError | undefined;
  /** Its other own properties that are plain data: `code`, `path`, … */
  readonly facts: Readonly<Record<string, unknown>>;
}

const SERIALIZED_SEPARATELY: ReadonlySet<string> = new Set(['message', 'stack', 'cause']);

/** Serializes whatever was thrown. A value that is not an error becomes the message of one. */
function serializeError(thrown: unknown): SerializedError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { name, message, stack, cause } = error;
  const facts = Object.entries(error).filter(([member, value]) => !SERIALIZED_SEPARATELY.has(member) && isPlain(value));
  return {
    name,
    message,
    stack,
    cause: cause === undefined ? undefined : serializeError(cause),
    facts: Object.fromEntries(facts),
  };
}

/** Restores an error to the class among `classes` that has its name; to a plain `Error` where there is none. */
function deserializeError(serialized: SerializedError, classes: readonly ErrorClass[] = []): Error {
  const { name, message, stack, cause, facts } = serialized;
  const error = new Error(message, cause && { cause: deserializeError(cause, classes) });
  const known = classes.find((each) => each.name === name);
  // The constructor is not called, since it may build the message from other arguments.
  if (known) Object.setPrototypeOf(error, known.prototype);
  if (stack !== undefined) error.stack = stack;
  Object.assign(error, facts);
  if (error.name !== name) Object.defineProperty(error, 'name', { value: name, writable: true, configurable: true });
  return error;
}

function isPlain(value: unknown): boolean {
  if (typeof value === 'function' || typeof value === 'symbol') return false;
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}

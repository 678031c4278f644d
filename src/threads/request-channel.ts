import type { MessagePort, Transferable, Worker } from 'node:worker_threads';

/** What a request of an interface takes, and what it returns: plain data both. */
type Input<Requests, Name extends keyof Requests> = Requests[Name] extends (input: infer Given) => unknown
  ? Given
  : never;
type Result<Requests, Name extends keyof Requests> = Requests[Name] extends (input: never) => infer Returned
  ? Awaited<Returned>
  : never;

/** The functions that fulfil an interface of requests, at once or later. */
type Handlers<Requests> = {
  readonly [Name in keyof Requests]: (
    input: Input<Requests, Name>,
  ) => Result<Requests, Name> | Promise<Result<Requests, Name>>;
};

type Message =
  | { readonly kind: 'ready' }
  | { readonly kind: 'request'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly kind: 'answer'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly error: SerializedError };

interface Pending {
  resolve(result: never): void;
  reject(error: Error): void;
}

/** What a channel is made with. */
export interface ChannelOptions<Own> {
  /** Fulfil what the other thread asks for. */
  readonly handlers: Handlers<Own>;
  /** Classes of errors that the other thread may fail with and that are told apart here. */
  readonly errors?: readonly ErrorClass[];
  /** Requests that may have been enqueued and not be done. Default: any number. */
  readonly maxEnqueued?: number;
}

/**
 * Requests and answers between two threads, either of which may ask. `Remote` and `Own` are interfaces whose functions take
 * one input: what the other thread answers, and what this one does.
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

  /** Has the other thread said that it takes requests? Those that are sent before wait for it. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Requests that were sent and are not answered. */
  get pendingCount(): number {
    return this.#pending.size;
  }

  /** Why no request is answered any more. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Tells the other thread that this one takes requests. */
  announceReady(): void {
    this.#send({ kind: 'ready' });
  }

  /** Asks the other thread. Rejects with what it failed with. What is in `transfer` is gone here. */
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
   * The same without its result: returns while the request is under way, unless too many are. Throws what an earlier one
   * failed with.
   */
  async enqueue<Name extends keyof Remote & string>(name: Name, input: Input<Remote, Name>): Promise<void> {
    const result = this.request(name, input);
    // It is met when its turn comes, not before.
    result.catch(() => {});
    this.#enqueued.push(result);
    const { maxEnqueued = Number.POSITIVE_INFINITY } = this.#options;
    while (this.#enqueued.length > maxEnqueued) await this.#enqueued.shift();
  }

  /** Waits for all that was enqueued. Throws what one of them failed with. */
  async drain(): Promise<void> {
    await Promise.all(this.#enqueued.splice(0));
  }

  /** Nothing is answered any more: rejects all that is pending, and all that will be asked. The first error counts. */
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
      case 'request':
        void this.#answer(message);
        return;
      case 'answer':
        this.#taken(message.id)?.resolve(message.result as never);
        return;
      case 'failure':
        this.#taken(message.id)?.reject(deserializeError(message.error, this.#options.errors));
    }
  }

  async #answer({ id, name, input }: Extract<Message, { kind: 'request' }>): Promise<void> {
    const handle = this.#options.handlers[name as keyof Own] as (input: unknown) => unknown;
    try {
      this.#send({ kind: 'answer', id, result: await handle(input) });
    } catch (error) {
      this.#send({ kind: 'failure', id, error: serializeError(error) });
    }
  }

  #taken(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #send(message: Message, transfer: readonly Transferable[] = []): void {
    this.#port.postMessage(message, [...transfer]);
  }
}

/** A class of errors that errors of another thread become members of, found by its name. It has no private members. */
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
  /** Its own other members, as far as they are plain data: `code`, `path`, … */
  readonly facts: Readonly<Record<string, unknown>>;
}

const TOLD_APART: ReadonlySet<string> = new Set(['message', 'stack', 'cause']);

/** Packs whatever was thrown. What is no error becomes one whose message is its text. */
function serializeError(thrown: unknown): SerializedError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { name, message, stack, cause } = error;
  const facts = Object.entries(error).filter(([member, value]) => !TOLD_APART.has(member) && isPlain(value));
  return {
    name,
    message,
    stack,
    cause: cause === undefined ? undefined : serializeError(cause),
    facts: Object.fromEntries(facts),
  };
}

/** Makes the error anew, of the class among `classes` that has its name; of any other a plain `Error`. */
function deserializeError(packed: SerializedError, classes: readonly ErrorClass[] = []): Error {
  const { name, message, stack, cause, facts } = packed;
  const error = new Error(message, cause && { cause: deserializeError(cause, classes) });
  const known = classes.find((each) => each.name === name);
  // Not by its constructor, which may make the message of other parts than it was made of.
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

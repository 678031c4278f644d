import { endpoints } from '../api/endpoints/index.ts';
import { ApiError } from '../api/index.ts';
import type { Clock, Dispatcher } from '../resilience/index.ts';
import { t } from '../words/index.ts';
import { MIRROR_POLICY } from './policy.ts';
import type { RowWriter } from './row-writer.ts';

/** What is read with. */
export interface CallContext {
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  /** Requests in flight at once. */
  readonly concurrency: number;
  /** The server's clock in epoch milliseconds; undefined if it has not sent its time. */
  serverNow(): number | undefined;
}

/** Reads the tags of customers beside their list, with a bounded number of calls in flight. */
export class TagReader {
  readonly #context: CallContext;
  readonly #writer: RowWriter;
  readonly #pending = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | undefined;
  /** Why tags of some customers could not be read. */
  readonly notices = new Set<string>();

  constructor(context: CallContext, writer: RowWriter) {
    this.#context = context;
    this.#writer = writer;
  }

  /** Begins to read the tags of customers whose rows the writer has; waits while too many calls are in flight. */
  async add(ids: readonly string[]): Promise<void> {
    const { tagsPerCall } = MIRROR_POLICY.reading;
    for (let at = 0; at < ids.length; at += tagsPerCall) {
      const call = this.#read(ids.slice(at, at + tagsPerCall));
      this.#pending.add(call);
      call.finally(() => this.#pending.delete(call));
      while (this.#pending.size >= this.#context.concurrency) await Promise.race(this.#pending);
    }
    if (this.#failure) throw this.#failure.error;
  }

  /** Waits for all calls. Errors: the first that a call had. */
  async finish(): Promise<void> {
    await Promise.all(this.#pending);
    if (this.#failure) throw this.#failure.error;
  }

  /** Waits for all calls, whether they succeed or not. */
  async settle(): Promise<void> {
    await Promise.all(this.#pending);
  }

  /** Never rejects: the first error is thrown by the next `add` or `finish`. */
  async #read(ids: readonly string[]): Promise<void> {
    const { dispatcher, serverNow, clock } = this.#context;
    try {
      const readAtMs = serverNow() ?? clock.now();
      const { answer } = await dispatcher.send(endpoints.listCustomerTags, { ids: [...ids] });
      const known = new Map(answer.items.map(({ userid, label_set: tags }) => [userid, tags.map(({ id }) => id)]));
      // A customer without tags may be missing from the answer.
      const tagsById = new Map(ids.map((id) => [id, known.get(id) ?? []]));
      this.#writer.addTags({ tagsById, readAtMs });
    } catch (error) {
      if (error instanceof ApiError && error.disposition === 'reject-row') {
        this.notices.add(t`Tags of some customers could not be read: ${error.message}`);
      } else this.#failure ??= { error };
    }
  }
}

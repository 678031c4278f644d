import { setTimeout as sleep } from 'node:timers/promises';
import type { PushFaultKind } from '../faults.ts';
import type { PushedMessage } from './push-messages.ts';

/** What has become of the pushes. */
export interface PushCounts {
  /** Messages that the receiver has answered with 200, each once. */
  readonly delivered: number;
  /** Messages that wait for their turn, or for an answer. */
  readonly pending: number;
  /** Requests, with retries and repeats. */
  readonly requests: number;
  /** Answers other than 200, and requests without an answer. */
  readonly failures: number;
  readonly repeated: number;
  readonly reordered: number;
}

interface SenderOptions {
  /** Decides at random whether the next message has the fault. */
  readonly hasFault: (kind: PushFaultKind) => boolean;
}

/** A failed delivery is tried again after this time, which doubles up to the longest. */
const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 2000;
const TIMEOUT_MS = 10_000;
/** How long a message that is to be overtaken waits for the next one. */
const OVERTAKING_MS = 300;

/** Posts messages to a callback, one after another in their order, each until it is answered with 200. */
export class PushSender {
  readonly #url: string;
  readonly #hasFault: SenderOptions['hasFault'];
  readonly #queue: PushedMessage[] = [];
  readonly #stop = new AbortController();
  #arrived: (() => void) | undefined;
  readonly #running: Promise<void>;
  #isBusy = false;
  readonly #counts = { delivered: 0, requests: 0, failures: 0, repeated: 0, reordered: 0 };

  /** Errors: a RangeError unless the URL is on this machine: the sandbox must never post made-up customers elsewhere. */
  constructor(url: string, { hasFault }: SenderOptions) {
    this.#url = checkLoopback(url);
    this.#hasFault = hasFault;
    this.#running = this.#run();
  }

  get counts(): PushCounts {
    return { ...this.#counts, pending: this.#queue.length + (this.#isBusy ? 1 : 0) };
  }

  send(message: PushedMessage): void {
    this.#queue.push(message);
    this.#arrived?.();
  }

  /** Drops what is not delivered yet. */
  async close(): Promise<void> {
    this.#stop.abort();
    this.#arrived?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      if (this.#queue.length === 0) await this.#nextArrival();
      const message = this.#queue.shift();
      if (message === undefined) continue;
      this.#isBusy = true;
      if (this.#hasFault('push-reorder')) await this.#letOvertake();
      await this.#deliver(message);
      if (!signal.aborted && this.#hasFault('push-repeat')) {
        this.#counts.repeated += 1;
        await this.#post(message);
      }
      this.#isBusy = false;
    }
  }

  /** Delivers the next message before this one, if one comes in time. */
  async #letOvertake(): Promise<void> {
    if (this.#queue.length === 0) await this.#nextArrival(OVERTAKING_MS);
    const next = this.#queue.shift();
    if (next === undefined) return;
    this.#counts.reordered += 1;
    await this.#deliver(next);
  }

  async #deliver(message: PushedMessage): Promise<void> {
    const { signal } = this.#stop;
    for (let waitMs = FIRST_RETRY_MS; !signal.aborted; waitMs = Math.min(waitMs * 2, LONGEST_RETRY_MS)) {
      if (await this.#post(message)) {
        this.#counts.delivered += 1;
        return;
      }
      this.#counts.failures += 1;
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Returns whether the answer was 200. */
  async #post(message: PushedMessage): Promise<boolean> {
    this.#counts.requests += 1;
    try {
      const answer = await fetch(this.#url, {
        method: 'POST',
        headers: { 'content-type': 'application/json;charset=UTF-8' },
        body: JSON.stringify(message),
        redirect: 'manual',
        signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      await answer.arrayBuffer();
      return answer.status === 200;
    } catch {
      return false;
    }
  }

  async #nextArrival(limitMs?: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#arrived = resolve;
    const timer = limitMs === undefined ? undefined : setTimeout(resolve, limitMs);
    if (!this.#stop.signal.aborted) await promise;
    clearTimeout(timer);
    this.#arrived = undefined;
  }
}

function checkLoopback(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHere = url !== undefined && /^(?:127(?:\.\d{1,3}){3}|\[::1\]|localhost)$/.test(url.hostname);
  if (isHere && /^https?:$/.test(url.protocol)) return url.href;
  throw new RangeError(
    'The URL for pushes must be on this machine, such as http://127.0.0.1:4800/push/…: the customers are made up',
  );
}

import type { Hooks } from 'ky';
import type { ConnectionPoolOptions } from './connection-pool.ts';

export interface TransportOptions extends ConnectionPoolOptions {
  /** Time for one attempt, from hand-over to the last byte of the answer. */
  readonly timeoutMs: number;
  /** Hooks of ky that see each request as it leaves and each answer as it arrived; they run after the transport's own. */
  readonly hooks?: Hooks;
}

export interface OutgoingRequest {
  readonly method: 'GET' | 'POST';
  /** With its query. */
  readonly url: string;
  /** JSON. */
  readonly body?: string | undefined;
  /** The access token, where the call needs one. */
  readonly token?: string | undefined;
  /** Language of the answer's messages: `en` or `zh`. */
  readonly language?: string;
  /** May the call be sent again even if this attempt was processed? Decides the disposition of a failure. */
  readonly mayRepeat: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Asked when a connection takes the request, which is cancelled if it may not leave any more. */
  readonly mayLeave?: (() => boolean) | undefined;
}

export interface IncomingAnswer {
  readonly status: number;
  /** By their names in lower case; repeated headers are joined with commas. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  /** The text as it arrived. */
  readonly bytes?: Buffer;
}

/** Sends one request and reads its whole answer. Errors: `TransportError`, whose facts say whether the request left. */
export interface Transport {
  send(request: OutgoingRequest): Promise<IncomingAnswer>;
  close(): Promise<void>;
}

import { createHash } from 'node:crypto';
import { SobotError } from './errors/sobot-error.ts';
import { API_MESSAGES } from './messages.ts';
import { API_POLICY } from './policy.ts';

const POLICY = API_POLICY.token;

/** A token as it is kept between runs. Times in epoch milliseconds. */
interface StoredToken {
  readonly token: string;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
}

/** Where one credential's token is kept, shared by every process of the machine. */
export interface TokenStore {
  read(): Promise<StoredToken | undefined>;
  write(token: StoredToken): Promise<void>;
  /** Runs `work` while no other process holds the same credential's lock. */
  locked<T>(work: () => Promise<T>): Promise<T>;
}

interface TokenSourceOptions {
  readonly store: TokenStore;
  /** Asks the API for a new token. */
  readonly fetch: () => Promise<{ readonly token: string; readonly expiresInSeconds: number }>;
  readonly now: () => number;
}

/** The one token of a credential: reused until shortly before it expires, and renewed once however many callers request it. */
export class TokenSource {
  readonly #options: TokenSourceOptions;
  #token: StoredToken | undefined;
  #renewal: Promise<string> | undefined;
  #refused = 0;
  #unproved: string | undefined;

  constructor(options: TokenSourceOptions) {
    this.#options = options;
  }

  /** A valid token, if one is at hand without a request. */
  get ready(): string | undefined {
    return !this.#renewal && this.#token && this.#isFresh(this.#token) ? this.#token.token : undefined;
  }

  /** A valid token; fetches one where none is stored or the stored one is about to expire. */
  async current(): Promise<string> {
    if (this.#renewal) return this.#renewal;
    return this.ready ?? this.renew(this.#token?.token);
  }

  /** A token other than `bad`: one that another caller or process fetched meanwhile, or a new one. */
  renew(bad: string | undefined): Promise<string> {
    if (this.#token && this.#token.token !== bad && this.#isFresh(this.#token))
      return Promise.resolve(this.#token.token);
    this.#renewal ??= this.#renewOnce(bad).finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  /** A call with this token succeeded, so that a later refusal is not part of a loop. */
  accepted(token: string): void {
    if (token === this.#unproved) this.#unproved = undefined;
    this.#refused = 0;
  }

  async #renewOnce(bad: string | undefined): Promise<string> {
    if (bad !== undefined && bad === this.#unproved && ++this.#refused >= POLICY.maxRefusedInARow) {
      const facts = { code: 'token-loop', disposition: 'stop-run', notProcessed: true } as const;
      throw new SobotError(API_MESSAGES['token-loop'].text.error(), facts);
    }
    const { store, fetch, now } = this.#options;
    return store.locked(async () => {
      const stored = await store.read();
      if (stored && stored.token !== bad && this.#isFresh(stored)) {
        this.#token = stored;
        return stored.token;
      }
      const issuedAtMs = now();
      const { token, expiresInSeconds } = await fetch();
      this.#token = { token, issuedAtMs, expiresAtMs: issuedAtMs + expiresInSeconds * 1000 };
      this.#unproved = token;
      await store.write(this.#token);
      return token;
    });
  }

  #isFresh({ issuedAtMs, expiresAtMs }: StoredToken): boolean {
    const ahead = Math.min(POLICY.renewAheadMs, (expiresAtMs - issuedAtMs) * POLICY.renewAheadShare);
    return this.#options.now() < expiresAtMs - ahead;
  }
}

/** The signature of a token request: lower-case hex md5 of app id, time in seconds and key. Source: API document, "Get the Access Token Code". */
export function signTokenRequest(appId: string, createTime: string, appKey: string): string {
  return createHash('md5').update(`${appId}${createTime}${appKey}`).digest('hex');
}

/** A token store for one process only, for tests and for use as a library. */
export function memoryTokenStore(): TokenStore {
  let stored: StoredToken | undefined;
  return {
    read: async () => stored,
    write: async (token) => {
      stored = token;
    },
    locked: (work) => work(),
  };
}

import type { Journal } from './journal.ts';

/** Access tokens that were handed out. */
export class IssuedTokens {
  readonly #journal: Journal;
  readonly #expiresAtMs = new Map<string, number>();
  #issued = 0;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** How many have ever been handed out. */
  get issued(): number {
    return this.#issued;
  }

  /** Takes a new token; the ones before end unless they `stay`. */
  issue(token: string, expiresAtMs: number, stay: boolean): void {
    if (!stay) this.expireAll();
    this.restore(token, expiresAtMs);
    this.#journal.write('token', [token, expiresAtMs]);
  }

  isValid(token: string, nowMs: number): boolean {
    const expiresAtMs = this.#expiresAtMs.get(token);
    return expiresAtMs !== undefined && expiresAtMs > nowMs;
  }

  expireAll(): void {
    this.restoreExpiry();
    this.#journal.write('tokens-expired', null);
  }

  restore(token: string, expiresAtMs: number): void {
    this.#expiresAtMs.set(token, expiresAtMs);
    this.#issued++;
  }

  restoreExpiry(): void {
    this.#expiresAtMs.clear();
  }
}

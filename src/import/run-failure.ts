/** The first thing that went wrong with a run as a whole, wherever that was: it ends the run, and later ones are its echoes. */
export class RunFailure {
  readonly #halt: (() => void) | undefined;
  #first: { readonly error: unknown } | undefined;

  /** `halt` is called once, when something fails. */
  constructor(halt: (() => void) | undefined) {
    this.#halt = halt;
  }

  report(error: unknown): void {
    if (this.#first) return;
    this.#first = { error };
    this.#halt?.();
  }

  get hasFailed(): boolean {
    return this.#first !== undefined;
  }

  /** Throws what was reported, if anything was. */
  throwIfFailed(): void {
    if (this.#first) throw this.#first.error;
  }
}

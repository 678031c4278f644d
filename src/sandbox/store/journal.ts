/** Told of every change of the tenant's records, so that they can be kept across restarts. */
export interface Journal {
  write(kind: string, record: unknown): void;
  close(): void;
}

/** Keeps nothing. */
export const noJournal: Journal = { write() {}, close() {} };

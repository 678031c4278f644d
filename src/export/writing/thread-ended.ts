/** The thread that writes the rows of an export has ended before its work. What was marked in the spool is kept. */
export class ThreadEnded extends Error {
  override name = 'ThreadEnded';

  constructor(path: string, cause: Error | number) {
    const why = typeof cause === 'number' ? `exit code ${cause}` : cause.message;
    super(
      `${path} was not written: the thread that writes it ended (${why}). What was read up to then is kept; is there memory enough?`,
      cause instanceof Error ? { cause } : undefined,
    );
  }
}

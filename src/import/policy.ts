/**
 * The limits and timings of an import. Times are in milliseconds. `lateMs` is not among them: it follows from `--timeout`.
 * How a single request is retried is in `RESILIENCE_POLICY`.
 */
export const IMPORT_POLICY = {
  source: {
    /** Rows whose lookups may be in progress, for each request in flight. */
    lookahead: 2,
  },
  admit: {
    /** Rows about which the ledger is asked at once. */
    rowsAhead: 256,
    /** How long its answers are used: while rows wait to be sent, other runs may send, too. */
    maxAgeMs: 1000,
  },
  batch: {
    /** Rows that may wait in batches before the oldest batch is sent incomplete. */
    maxWaitingRows: 2000,
  },
  send: {
    /** Queued requests for each one in flight: enough that no sender waits for the reader. */
    queuedPerCall: 2,
    /** How often to check whether another run is done with a key. */
    keyPollMs: 200,
    /** A run that has been sending one row for longer than this does not know its outcome. */
    maxKeyWaitMs: 180_000,
  },
  record: {
    /** Rows that may wait to be in the ledger before the reader has to wait. */
    maxWaitingRows: 10_000,
  },
  reconcile: {
    /** Rows that are reconciled at once; the sender waits when there are more. */
    maxRows: 500,
    /** How often a row is sent again, each time because it was surely not processed. */
    maxResends: 3,
    /** How often the record found for a row may turn out to be another row's before the row stays in doubt. */
    maxMismatches: 5,
    /** Waits between checks whether the list shows a record that was saved later: doubling from the first to the longest. */
    firstPollMs: 250,
    maxPollMs: 5_000,
    /** How long to keep checking, as a multiple of `lateMs`. */
    listLateFactor: 4,
    /** Records created by the run that are remembered to tell how up to date the list is. */
    maxCreatedKept: 2_000,
    /** Of a name that thousands of customers share, only the first pages are read, which hold the newest. */
    maxPages: 10,
    pageSize: 100,
    /** The server's clock may differ from ours by this much. */
    maxClockSkewMs: 3_600_000,
    /** The server's times are whole seconds, and processing takes time. */
    timeSlackSeconds: 2,
  },
  guards: {
    /** The first rows are sent with low concurrency, and the run stops if all of them fail for the same reason. */
    canaryRows: 20,
    /** How many of them may be in flight before the first succeeds. */
    firstConcurrency: 2,
    /** A percentage is taken of at least this many rows, since the first few say little about the others. */
    minPercentRows: 100,
  },
} as const;

/**
 * How an import goes about its rows, in numbers. Times are in milliseconds. `lateMs` is not among them: it follows from `--timeout`.
 * How a single call is tried is in `RESILIENCE_POLICY`.
 */
export const IMPORT_POLICY = {
  source: {
    /** Rows whose lookups may be under way, for each request in flight. */
    lookahead: 2,
  },
  batch: {
    /** Rows that may wait for others before the oldest batch is sent as it is. */
    maxWaitingRows: 2000,
  },
  send: {
    /** Calls that wait, for each that is under way: enough that no sender waits for the reader. */
    queuedPerCall: 2,
    /** How often it is looked whether another run is done with a key. */
    keyPollMs: 200,
    /** A run that has one row at hand for longer does not know what became of it. */
    maxKeyWaitMs: 180_000,
  },
  reconcile: {
    /** Rows of unknown outcome at once; more make the others wait. */
    maxRows: 500,
    /** How often a row is sent again, each time after it was surely not processed. */
    maxResends: 3,
    /** How often the record that was found for a row was given to another one before the row is left in doubt. */
    maxMixups: 5,
    /** How often the list is asked for a record that was saved later: doubling from the first wait to the longest. */
    firstPollMs: 250,
    maxPollMs: 5_000,
    /** For how many times `lateMs` it is asked. */
    listLateFactor: 4,
    /** Records of the run that are kept to see by them how far the list is. */
    maxCreatedKept: 2_000,
    /** Of a name that thousands bear, only the first pages are read, which hold the newest. */
    maxPages: 10,
    pageSize: 100,
    /** The server's clock may differ from ours by this much. */
    maxClockSkewMs: 3_600_000,
    /** The server's times have whole seconds, and what it does takes some. */
    timeSlackSeconds: 2,
  },
  guards: {
    /** The first rows that are sent go gently, and the run stops if all of them fail for one reason. */
    canaryRows: 20,
    /** How many of them may be in flight before the first has succeeded. */
    firstConcurrency: 2,
    /** Of fewer rows than these a percentage is taken of so many, since the first few say little about the others. */
    minPercentRows: 100,
  },
} as const;

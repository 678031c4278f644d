/** How the ledger writes, waits and shares, in numbers. */
export const LEDGER_POLICY = {
  locks: {
    /** How long SQLite itself waits for another process that writes. */
    busyTimeoutMs: 15_000,
    /** How often a lock that another process holds is tried again. */
    pollMs: 20,
    /** How long a token request waits for the one of another process. */
    maxWaitMs: 90_000,
  },
  queries: {
    /** Records that are read at once of a query with many. */
    recordsInPart: 500,
  },
  groupCommit: {
    /** So many entries are committed without waiting for more. */
    size: 256,
    /** Maximum number of entries in one commit. */
    maxSize: 1024,
    /** Minimum time between a commit and the next one that a caller waits for. */
    minIntervalMs: 5,
    /** Nothing waits for these writes, so that more of them share a commit. A row whose `saved` is lost may be sent again. */
    maxSavedDelayMs: 2,
    maxOutcomeDelayMs: 100,
  },
  pruning: {
    /** Rows deleted in one transaction: more would make other processes wait. */
    rowsPerTransaction: 20_000,
  },
  postgres: {
    /** Connections for statements and transactions; more work waits for one. Lists that are read in parts have further ones. */
    maxConnections: 5,
    /** Records that one statement inserts. */
    maxInsertedRecords: 5_000,
    idleConnectionMs: 60_000,
    connectTimeoutMs: 10_000,
    /** How long work is repeated whose connection was lost, or that was in conflict with other transactions. */
    maxLostMs: 60_000,
    minRetryMs: 50,
    maxRetryMs: 2_000,
    /** A process that stands still in the middle of a transaction (stopped, or out of memory) keeps others waiting for so long. */
    maxStalledMs: 5_000,
    /** How often the connection that has the locks is tested, and how long the answer may take. */
    pingMs: 15_000,
    maxPingMs: 15_000,
    /** How long a lock whose connection was lost may be held by somebody else: a process may have tested whether it is free. */
    maxRelockMs: 2_000,
    /** After so long the server gives up a connection whose machine is gone, and with it the locks: idle time, then three probes. */
    keepAliveIdleSeconds: 30,
    keepAliveProbeSeconds: 10,
    /** How long work that is not yet done may take when the ledger is closed. */
    maxCloseMs: 10_000,
  },
  sharedRate: {
    /** Limits the wait after the machine's clock was set back. */
    maxAheadMs: 300_000,
    maxPermitsAhead: 2,
    /** Timers fire late: permits that have passed meanwhile may still be taken, or the rate would never be reached. */
    lateTimerMs: 20,
    /** Of permits that are shared over a network so many milliseconds' worth are taken at once, for the near future. */
    lotMs: 50,
    /** Permits that are further ahead, as after a pause, are not taken yet. */
    maxLotAheadMs: 500,
    /**
     * The first requests after a time without any leave late, since code and connections are not ready, and where several machines begin
     * together the next ones catch up with them. For so long a process takes its permits further apart.
     */
    warmUpMs: 1_000,
    warmUpSpacing: 1.1,
    /** So many intervals without a permit, and at least as long as the warm-up. */
    idleIntervals: 5,
  },
} as const;

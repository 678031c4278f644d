/** How pushes are received, stored and written, in numbers. */
export const PUSH_POLICY = {
  receiving: {
    /** A longer message is answered with 413. */
    maxBodyBytes: 10 * 1024 * 1024,
    /** Messages that are being received at once; more are asked to come again, so that memory stays bounded. */
    maxPendingBytes: 64 * 1024 * 1024,
    maxHeaderBytes: 16 * 1024,
    maxConnections: 512,
    /** A client has this long for its headers, and for its whole request. */
    headersTimeoutMs: 10_000,
    requestTimeoutMs: 30_000,
    /** How often connections are checked for these timeouts. */
    timeoutCheckMs: 1000,
    /** Longer than the 60 s after which a reverse proxy usually closes an idle connection, so that the proxy closes first. */
    keepAliveMs: 75_000,
    /** Requests in flight have this long to finish after the stop. */
    maxStoppingMs: 8000,
  },
  answers: {
    /** When a client should come again while nothing can be stored, and while too much is being received. */
    retryAfterFullSeconds: 30,
    retryAfterBusySeconds: 1,
  },
  rejected: {
    /** The file is set aside at this size, in place of the one set aside before: at most twice as much is kept. */
    maxFileBytes: 32 * 1024 * 1024,
  },
  store: {
    busyTimeoutMs: 15_000,
    /** SQLite's cache of the file, in KiB. */
    cacheKib: 16_000,
    /** Pushes deleted in one transaction, since those that arrive meanwhile wait for it. */
    pruneAtOnce: 2000,
    readAtOnce: 1000,
    /** Pushes are usually a kilobyte, but may have ten megabytes each. */
    maxCharsAtOnce: 4 * 1024 * 1024,
    pruneEveryMs: 3_600_000,
  },
  feed: {
    /** Pushes written at once, and the pause before the next ones, in which more arrive. */
    pageSize: 500,
    pauseMs: 100,
    /** When writing is tried again after a failure, such as a full disk. */
    retryMs: 5000,
    /** How often the names of the tenant's lists are read anew. */
    namesMaxAgeMs: 3_600_000,
    /** How long the first pushes wait for these names. */
    namesPatienceMs: 10_000,
    /** And how long if the listener is stopped meanwhile. */
    namesStoppingMs: 1500,
  },
  mirror: {
    pageSize: 200,
    /** While another process writes the mirror, pushes are not kept waiting for it. */
    busyTimeoutMs: 20,
    /** New pushes are noted after this time, together. */
    pauseMs: 100,
    retryMs: 500,
    /** Retries before it is reported that the mirror cannot be written. */
    quietRetries: 20,
  },
} as const;

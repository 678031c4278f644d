/** The limits and timings of distributed runs. Times are in milliseconds. */
export const DISTRIBUTED_POLICY = {
  lease: {
    /** A process that is not heard of for so long has lost its chunks. `SOBOT_ETL_LEASE` sets it. */
    ms: 30_000,
    /** How often a lease is renewed in that time. */
    renewals: 3,
    /** The part of a lease in which nothing more is sent: clocks differ, and a request takes a moment to leave. */
    marginFraction: 0.1,
  },
  worker: {
    /** How often a worker says that it is there. */
    heartbeatMs: 5_000,
    /** A worker that is not heard of for so long is gone. */
    goneMs: 20_000,
    /** How often to look for work that no notification announced. */
    pollMs: 1_000,
    /** How often to look for chunks whose workers are gone. */
    sweepMs: 5_000,
    /** Chunks that send at once: while the last requests of one are answered, the next begins. */
    sendingChunks: 2,
    /** Chunks that are open at once, with those that only wait until unknown outcomes are settled. */
    openChunks: 10,
    /** Rows of unknown outcome wait for later rows of their run, as long as some have been sent in this time. */
    quietMs: 2_000,
    /** How long to wait before the database is tried again after it was lost. */
    retryMs: 1_000,
  },
  chunks: {
    /** Rows in a chunk. */
    rows: 200,
    /** The first chunks are smaller, so that all begin at once: this many rows, and one more for so many that were handed out. */
    firstRows: 20,
    growth: 10,
    /** Rows that may wait for a worker; what is read beyond waits in the file. */
    maxWaitingRows: 20_000,
    /** Rows in a chunk, and chunks that may wait for each worker, if rows are compared with the CRM before they are handed out. */
    comparedRows: 20,
    comparedPerWorker: 2,
    /** Such rows are sent within this time after they were compared, or compared again. */
    maxComparedAgeMs: 10_000,
  },
  coordinator: {
    /** How often the counts and chunks of a run are read. */
    pollMs: 500,
    /** Rows wait for so long at most until their chunk is full. */
    maxGatheringMs: 1_000,
    /** How often to say that nobody is there who sends the rows. */
    reminderMs: 60_000,
    /** How old the number of requests may be that the progress shows. */
    requestsMs: 5_000,
  },
  queue: {
    /** The schema of the tables of pg-boss, apart from ours. */
    schema: 'sobot_etl_queue',
    /** A job only offers a chunk; one that was fetched and has led to nothing in this time is offered again. */
    offerSeconds: 30,
    /** How often to look for such jobs. */
    superviseSeconds: 15,
  },
} as const;

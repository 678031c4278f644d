/**
 * The tables of distributed runs: those whose rows are sent by several processes. Times are epoch milliseconds of the database's clock.
 * They go with their run.
 */
export const DISTRIBUTED_SCHEMA = `
  -- The processes that send rows of distributed runs.
  CREATE TABLE workers (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    scope TEXT NOT NULL,
    name TEXT NOT NULL,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    -- The commands whose rows it sends, separated by commas; empty for a command that sends only rows of its own run.
    queues TEXT NOT NULL,
    concurrency INTEGER NOT NULL,
    started_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
  );
  CREATE TABLE distributed_runs (
    run BIGINT PRIMARY KEY REFERENCES runs (seq) ON DELETE CASCADE,
    queue TEXT NOT NULL,
    -- What a worker has to know of the run, as JSON.
    facts TEXT NOT NULL,
    -- Raised by each process that hands out rows of the run: an earlier one may not any more.
    generation INTEGER NOT NULL,
    -- Rows are sent shortly after they were compared with the CRM, or not at all: milliseconds.
    max_age BIGINT,
    -- May workers write rows of the run?
    is_open BOOLEAN NOT NULL,
    -- Was the input read to its end?
    is_read BOOLEAN NOT NULL,
    -- Why the run stops, as a code and for people.
    stop_code TEXT,
    stop_reason TEXT
  );
  CREATE TABLE chunks (
    run BIGINT NOT NULL REFERENCES distributed_runs (run) ON DELETE CASCADE,
    chunk INTEGER NOT NULL,
    -- waiting, working or done.
    state TEXT NOT NULL,
    -- Chunks that have earlier rows of the same records, and are not done.
    predecessors INTEGER[] NOT NULL,
    rows INTEGER NOT NULL,
    -- The job of the queue that offers the chunk to workers.
    job TEXT,
    -- Raised by each worker that takes the chunk: an earlier one may not begin anything any more.
    epoch INTEGER NOT NULL DEFAULT 0,
    worker BIGINT,
    lease_until BIGINT,
    created_at BIGINT NOT NULL,
    requests_sent BIGINT NOT NULL DEFAULT 0,
    requests_retried BIGINT NOT NULL DEFAULT 0,
    requests_throttled BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (run, chunk)
  );
  CREATE INDEX open_chunks ON chunks (run, chunk) WHERE state <> 'done';
  CREATE INDEX leased_chunks ON chunks (lease_until) WHERE state = 'working';
  -- The rows of chunks, with what is sent for them. Those that are settled are deleted.
  CREATE TABLE chunk_rows (
    run BIGINT NOT NULL REFERENCES distributed_runs (run) ON DELETE CASCADE,
    row BIGINT NOT NULL,
    chunk INTEGER NOT NULL,
    -- Rows of one unit are sent in one request.
    unit INTEGER NOT NULL,
    -- A hash of the record that the row is about, if its rows are sent one after the other.
    order_key TEXT,
    -- A hash of the record's name: only rows that share it can be taken for one another in the CRM.
    name_hash TEXT,
    content TEXT NOT NULL,
    PRIMARY KEY (run, row)
  );
  CREATE INDEX chunk_rows_by_chunk ON chunk_rows (run, chunk);
  CREATE INDEX chunk_rows_by_name ON chunk_rows (run, name_hash) WHERE name_hash IS NOT NULL;
  -- Which row of a distributed run received an id first.
  CREATE TABLE received_ids (
    run BIGINT NOT NULL REFERENCES distributed_runs (run) ON DELETE CASCADE,
    id TEXT NOT NULL,
    row BIGINT NOT NULL,
    key_hash TEXT,
    PRIMARY KEY (run, id)
  );
`;

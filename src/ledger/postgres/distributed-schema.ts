/**
 * The tables of distributed runs: those whose rows are sent by several processes. Times are epoch milliseconds of the database's clock.
 * They go with their run.
 */
export const DISTRIBUTED_SCHEMA = `
  -- The processes that send rows of distributed runs.
  CREATE TABLE workers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    scope text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    host text COLLATE "C" NOT NULL,
    pid bigint NOT NULL,
    -- The commands whose rows it sends, separated by commas; empty for a command that sends only rows of its own run.
    queues text COLLATE "C" NOT NULL,
    concurrency bigint NOT NULL,
    started_at bigint NOT NULL,
    seen_at bigint NOT NULL,
    ended_at bigint
  );
  CREATE TABLE distributed_runs (
    run bigint PRIMARY KEY REFERENCES runs (seq) ON DELETE CASCADE,
    queue text COLLATE "C" NOT NULL,
    -- What a worker has to know of the run, as JSON.
    facts text NOT NULL,
    -- Raised by each process that hands out rows of the run: an earlier one may not any more.
    generation bigint NOT NULL,
    -- Rows are sent shortly after they were compared with the CRM, or not at all: milliseconds.
    max_age bigint,
    -- May workers write rows of the run?
    is_open boolean NOT NULL,
    -- Was the input read to its end?
    is_read boolean NOT NULL,
    -- Why the run stops, as a code and for people.
    stop_code text COLLATE "C",
    stop_reason text
  );
  CREATE TABLE chunks (
    run bigint NOT NULL REFERENCES distributed_runs (run) ON DELETE CASCADE,
    chunk bigint NOT NULL,
    -- waiting, working or done.
    state text COLLATE "C" NOT NULL,
    -- Chunks that have earlier rows of the same records, and are not done.
    predecessors bigint[] NOT NULL,
    rows bigint NOT NULL,
    -- The job of the queue that offers the chunk to workers.
    job text COLLATE "C",
    -- Raised by each worker that takes the chunk: an earlier one may not begin anything any more.
    epoch bigint NOT NULL DEFAULT 0,
    worker bigint,
    lease_until bigint,
    created_at bigint NOT NULL,
    requests_sent bigint NOT NULL DEFAULT 0,
    requests_retried bigint NOT NULL DEFAULT 0,
    requests_throttled bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (run, chunk)
  );
  CREATE INDEX open_chunks ON chunks (run, chunk) WHERE state <> 'done';
  CREATE INDEX leased_chunks ON chunks (lease_until) WHERE state = 'working';
  -- The rows of chunks, with what is sent for them. Those that are settled are deleted.
  CREATE TABLE chunk_rows (
    run bigint NOT NULL REFERENCES distributed_runs (run) ON DELETE CASCADE,
    row bigint NOT NULL,
    chunk bigint NOT NULL,
    -- Rows of one unit are sent in one request.
    unit bigint NOT NULL,
    -- A hash of the record that the row is about, if its rows are sent one after the other.
    order_key text COLLATE "C",
    -- A hash of the record's name: only rows that share it can be taken for one another in the CRM.
    name_hash text COLLATE "C",
    content text NOT NULL,
    PRIMARY KEY (run, row)
  );
  CREATE INDEX chunk_rows_by_chunk ON chunk_rows (run, chunk);
  CREATE INDEX chunk_rows_by_name ON chunk_rows (run, name_hash) WHERE name_hash IS NOT NULL;
  -- Which row of a distributed run received an id first.
  CREATE TABLE received_ids (
    run bigint NOT NULL REFERENCES distributed_runs (run) ON DELETE CASCADE,
    id text COLLATE "C" NOT NULL,
    row bigint NOT NULL,
    key_hash text COLLATE "C",
    PRIMARY KEY (run, id)
  );
`;

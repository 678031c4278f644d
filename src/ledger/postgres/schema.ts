import { DISTRIBUTED_SCHEMA } from './distributed-schema.ts';

/**
 * The ledger's tables, one migration a version: version N is reached by running the first N. Tables and columns are those of the ledger
 * in a file. Times in epoch milliseconds. `scope` names a tenant: a hash of base URL and app id. Texts that are looked up are compared
 * by their bytes, which is faster, and independent of the system's locale.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE runs (
    seq bigint PRIMARY KEY,
    id text COLLATE "C" NOT NULL UNIQUE,
    command text NOT NULL,
    target text NOT NULL,
    key_field text NOT NULL,
    scope text NOT NULL,
    stage text NOT NULL,
    reason text,
    input text NOT NULL,
    input_bytes bigint NOT NULL,
    input_sha256 text NOT NULL,
    mapping text NOT NULL,
    mapping_text text NOT NULL,
    settings text NOT NULL,
    out_dir text NOT NULL,
    summary text,
    started_at bigint NOT NULL,
    ended_at bigint,
    -- How the run went over time, for its report.
    timeline text
  );
  CREATE TABLE rows (
    run bigint NOT NULL,
    row bigint NOT NULL,
    state text COLLATE "C" NOT NULL,
    key text COLLATE "C",
    hash text,
    remote_id text COLLATE "C",
    action text,
    attempts integer NOT NULL DEFAULT 0,
    code text COLLATE "C",
    field text COLLATE "C",
    message text,
    cells text,
    -- Which of a row's calls the record speaks of: 0 is its own, 1 and up are the further calls for a saved customer.
    step integer NOT NULL DEFAULT 0,
    -- What the file has for the row's key, where the key is what a lookup found for it.
    key_text text,
    PRIMARY KEY (run, row)
  );
  -- The rows that people have to look at. Its condition is that of the queries.
  CREATE INDEX rows_to_look_at ON rows (run, row) WHERE state IN ('rejected', 'failed', 'in_doubt') OR code = 'merged-with';
  -- How many rows of a run are in each state, so that nobody has to count them.
  CREATE TABLE row_counts (
    run bigint NOT NULL,
    state text COLLATE "C" NOT NULL,
    rows bigint NOT NULL,
    PRIMARY KEY (run, state)
  );
  CREATE TABLE keys (
    scope text COLLATE "C" NOT NULL,
    target text COLLATE "C" NOT NULL,
    field text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    id text COLLATE "C",
    hash text,
    run bigint NOT NULL,
    PRIMARY KEY (scope, target, field, key)
  );
  CREATE INDEX keys_by_id ON keys (scope, target, id);
  -- Keys of rows that may not be sent twice and whose outcome is not known: no other run may send them.
  CREATE TABLE claims (
    scope text COLLATE "C" NOT NULL,
    target text COLLATE "C" NOT NULL,
    field text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    run bigint NOT NULL,
    row bigint NOT NULL,
    PRIMARY KEY (scope, target, field, key)
  );
  CREATE INDEX claims_by_row ON claims (run, row);
  -- Which row each value that identifies a customer was sent with, by a hash of 64 bits.
  CREATE TABLE identities (
    value bigint PRIMARY KEY,
    run bigint NOT NULL,
    row bigint NOT NULL,
    key text COLLATE "C"
  );
  -- The highest number that a forgotten run had: what keys and values learned from it is never taken for another run's.
  CREATE TABLE last_forgotten (seq bigint NOT NULL);
  INSERT INTO last_forgotten VALUES (0);
  -- What rows change, or would change: the cells, and of a plan the record as it was, both as JSON.
  CREATE TABLE changes (
    run bigint NOT NULL,
    row bigint NOT NULL,
    id text,
    name text,
    cells text NOT NULL,
    record text,
    PRIMARY KEY (run, row)
  );
  -- Cells of a plan that people chose not to apply; without a field, the whole row.
  CREATE TABLE left_out (
    run bigint NOT NULL,
    row bigint NOT NULL,
    field text COLLATE "C" NOT NULL,
    PRIMARY KEY (run, row, field)
  );
  -- What happened to runs, in order: never updated or deleted, also when runs are. Each text is hashed with the hash before it.
  CREATE TABLE audit (
    seq bigint PRIMARY KEY,
    run text COLLATE "C" NOT NULL,
    facts text NOT NULL,
    hash text NOT NULL
  );
  CREATE INDEX audit_by_run ON audit (run, seq);
  CREATE TABLE lookups (
    scope text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    content text NOT NULL,
    fetched_at bigint NOT NULL,
    PRIMARY KEY (scope, name)
  );
  CREATE TABLE tokens (
    scope text COLLATE "C" PRIMARY KEY,
    token text NOT NULL,
    issued_at bigint NOT NULL,
    expires_at bigint NOT NULL
  );
  CREATE TABLE watermarks (
    scope text COLLATE "C" NOT NULL,
    stream text COLLATE "C" NOT NULL,
    filter text COLLATE "C" NOT NULL,
    value bigint NOT NULL,
    PRIMARY KEY (scope, stream, filter)
  );
  -- Calls of each day against a budget, for all processes; granted is what the last lot was.
  CREATE TABLE daily_calls (
    scope text COLLATE "C" NOT NULL,
    day text COLLATE "C" NOT NULL,
    calls bigint NOT NULL,
    granted bigint NOT NULL,
    PRIMARY KEY (scope, day)
  );
  -- When the next permit of a tenant's rate is free. Need not survive a crash, so that taking one does not wait for the disk.
  CREATE UNLOGGED TABLE places (
    scope text COLLATE "C" PRIMARY KEY,
    next double precision NOT NULL,
    taken bigint NOT NULL
  );
  `,
  DISTRIBUTED_SCHEMA,
];

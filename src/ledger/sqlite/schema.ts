/**
 * The ledger's tables, one migration a version: version N is reached by running the first N. Times in epoch
 * milliseconds. `scope` names a tenant: a hash of base URL and app id.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE runs (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    command TEXT NOT NULL,
    target TEXT NOT NULL,
    key_field TEXT NOT NULL,
    scope TEXT NOT NULL,
    stage TEXT NOT NULL,
    reason TEXT,
    input TEXT NOT NULL,
    input_bytes INTEGER NOT NULL,
    input_sha256 TEXT NOT NULL,
    mapping TEXT NOT NULL,
    mapping_text TEXT NOT NULL,
    settings TEXT NOT NULL,
    out_dir TEXT NOT NULL,
    counters TEXT NOT NULL DEFAULT '{}',
    summary TEXT,
    started_at INTEGER NOT NULL,
    ended_at INTEGER
  );
  CREATE TABLE rows (
    run INTEGER NOT NULL,
    row INTEGER NOT NULL,
    state TEXT NOT NULL,
    key TEXT,
    hash TEXT,
    remote_id TEXT,
    action TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    code TEXT,
    field TEXT,
    message TEXT,
    cells TEXT,
    PRIMARY KEY (run, row)
  ) WITHOUT ROWID;
  CREATE TABLE keys (
    scope TEXT NOT NULL,
    target TEXT NOT NULL,
    field TEXT NOT NULL,
    key TEXT NOT NULL,
    id TEXT,
    hash TEXT,
    run INTEGER NOT NULL,
    PRIMARY KEY (scope, target, field, key)
  ) WITHOUT ROWID;
  CREATE TABLE lookups (
    scope TEXT NOT NULL,
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    fetched_at INTEGER NOT NULL,
    PRIMARY KEY (scope, name)
  ) WITHOUT ROWID;
  CREATE TABLE tokens (
    scope TEXT PRIMARY KEY,
    token TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE watermarks (
    scope TEXT NOT NULL,
    stream TEXT NOT NULL,
    filter TEXT NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (scope, stream, filter)
  ) WITHOUT ROWID;
  `,
  `
  -- Which of a row's calls the record speaks of: 0 is its own, 1 and up are the further calls for a saved customer.
  ALTER TABLE rows ADD COLUMN step INTEGER NOT NULL DEFAULT 0;
  -- How many rows of a run are in each state, so that nobody has to count them.
  CREATE TABLE row_counts (
    run INTEGER NOT NULL,
    state TEXT NOT NULL,
    rows INTEGER NOT NULL,
    PRIMARY KEY (run, state)
  ) WITHOUT ROWID;
  INSERT INTO row_counts (run, state, rows) SELECT run, state, count(*) FROM rows GROUP BY run, state;
  ALTER TABLE runs DROP COLUMN counters;
  `,
  `
  -- The rows that people have to look at, found without reading the others. Its condition is that of the queries.
  CREATE INDEX rows_with_errors ON rows (run, row) WHERE state IN ('rejected', 'failed', 'in_doubt');
  `,
  `
  -- How the run went over time, for its report.
  ALTER TABLE runs ADD COLUMN timeline TEXT;
  `,
  `
  -- Rows that succeeded and are one customer with another row have to be looked at as well.
  DROP INDEX rows_with_errors;
  CREATE INDEX rows_to_look_at ON rows (run, row) WHERE state IN ('rejected', 'failed', 'in_doubt') OR code = 'merged-with';
  CREATE INDEX keys_by_id ON keys (scope, target, id);
  -- Keys of rows that may not be sent twice and whose outcome is not known: no other run may send them.
  CREATE TABLE claims (
    scope TEXT NOT NULL,
    target TEXT NOT NULL,
    field TEXT NOT NULL,
    key TEXT NOT NULL,
    run INTEGER NOT NULL,
    row INTEGER NOT NULL,
    PRIMARY KEY (scope, target, field, key)
  ) WITHOUT ROWID;
  CREATE INDEX claims_by_row ON claims (run, row);
  `,
  `
  -- Which row each value that identifies a customer was sent with. The value is a hash of 64 bits, mixed with what it belongs to:
  -- the tenant, target and key field of its row, or for a row without a key its run.
  CREATE TABLE identities (
    value INTEGER PRIMARY KEY,
    run INTEGER NOT NULL,
    row INTEGER NOT NULL,
    key TEXT
  );
  -- The highest number that a forgotten run had: what keys and values learned from it is never taken for another run's.
  CREATE TABLE last_forgotten (seq INTEGER NOT NULL);
  INSERT INTO last_forgotten SELECT coalesce(max(run), 0) FROM keys;
  `,
  `
  -- What the file has for the row's key, where the key is what a lookup found for it.
  ALTER TABLE rows ADD COLUMN key_text TEXT;
  `,
  `
  -- What rows change, or would change: the cells, and of a plan the record as it was, both as JSON.
  CREATE TABLE changes (
    run INTEGER NOT NULL,
    row INTEGER NOT NULL,
    id TEXT,
    name TEXT,
    cells TEXT NOT NULL,
    record TEXT,
    PRIMARY KEY (run, row)
  ) WITHOUT ROWID;
  -- Cells of a plan that people chose not to apply; without a field, the whole row.
  CREATE TABLE left_out (
    run INTEGER NOT NULL,
    row INTEGER NOT NULL,
    field TEXT NOT NULL,
    PRIMARY KEY (run, row, field)
  ) WITHOUT ROWID;
  `,
  `
  -- What happened to runs, in order: never updated or deleted, also when runs are. Each text is hashed with the hash before it.
  CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    run TEXT NOT NULL,
    facts TEXT NOT NULL,
    hash TEXT NOT NULL
  );
  CREATE INDEX audit_by_run ON audit (run, seq);
  `,
  `
  -- Calls of each day against a budget, for all processes; granted is what the last lot was.
  CREATE TABLE daily_calls (
    scope TEXT NOT NULL,
    day TEXT NOT NULL,
    calls INTEGER NOT NULL,
    granted INTEGER NOT NULL,
    PRIMARY KEY (scope, day)
  ) WITHOUT ROWID;
  `,
];

/**
 * The mirror's tables, one migration a version: version N is reached by running the first N. `update_time` in epoch seconds,
 * other times in epoch milliseconds. A BLOB is the packed JSON of `RecordPacker`.
 */
export const MIGRATIONS: readonly string[] = [
  `
  -- What is known about the mirror as a whole: one row with JSON.
  CREATE TABLE mirror_state (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    content TEXT NOT NULL
  );
  CREATE TABLE customers (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    update_time INTEGER NOT NULL,
    row BLOB NOT NULL
  );
  CREATE TABLE details (
    customer INTEGER PRIMARY KEY,
    update_time INTEGER NOT NULL,
    read_at INTEGER NOT NULL,
    item BLOB NOT NULL
  );
  CREATE TABLE customer_tags (
    customer INTEGER PRIMARY KEY,
    read_at INTEGER NOT NULL,
    ids TEXT NOT NULL
  );
  -- The values by which customers are found, in the form in which they are compared.
  CREATE TABLE customer_keys (
    field INTEGER NOT NULL,
    value TEXT NOT NULL,
    customer INTEGER NOT NULL,
    PRIMARY KEY (field, value, customer)
  ) WITHOUT ROWID;
  -- What refreshes found. content: of a changed customer its cells before and after, of a vanished one its last row.
  CREATE TABLE customer_changes (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    noticed_at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    nick TEXT NOT NULL,
    update_time INTEGER NOT NULL,
    content BLOB
  );
  CREATE INDEX customer_changes_by_time ON customer_changes (noticed_at);
  -- Typical rows, with which records are compressed.
  CREATE TABLE dictionaries (
    id INTEGER PRIMARY KEY,
    content BLOB NOT NULL
  );
  `,
  `
  -- Customers of which message pushes told, until they are read again. changed_at in epoch seconds by the CRM's clock.
  CREATE TABLE pushed_customers (
    id TEXT PRIMARY KEY,
    changed_at INTEGER NOT NULL,
    pushed_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  -- Customers that were combined into others, and the values by which the others are found because of it.
  CREATE TABLE combinations (
    merged_id TEXT PRIMARY KEY,
    into_id TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE moved_keys (
    field INTEGER NOT NULL,
    value TEXT NOT NULL,
    merged_id TEXT NOT NULL,
    PRIMARY KEY (field, value, merged_id)
  ) WITHOUT ROWID;
  CREATE INDEX moved_keys_by_customer ON moved_keys (merged_id);
  `,
];

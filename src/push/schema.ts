/** The store's tables, one migration a version: version N is reached by running the first N. Times in epoch milliseconds. */
export const MIGRATIONS: readonly string[] = [
  `
  -- Every push once. changed_at: when the CRM dates the change, in epoch seconds. digest: of the content, so that a repeat is recognised.
  CREATE TABLE pushes (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    received_at INTEGER NOT NULL,
    digest BLOB NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    userid TEXT NOT NULL,
    changed_at INTEGER,
    content TEXT NOT NULL
  );
  CREATE INDEX pushes_by_time ON pushes (received_at);
  -- Up to which push each consumer (the output, the mirror) has got.
  CREATE TABLE positions (
    consumer TEXT PRIMARY KEY,
    seq INTEGER NOT NULL
  );
  `,
];

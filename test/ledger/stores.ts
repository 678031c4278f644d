import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { onTestFinished } from 'vitest';
import { type Ledger, openLedger } from '../../src/ledger/index.ts';
import { newPostgresDatabase } from '../support/postgres-server.ts';
import { newFolder } from '../support/run-cli.ts';

/** One of the two databases that a ledger may be in. */
export interface TestStore {
  readonly name: string;
  /** Opens the ledger of a home folder, the same each time, until the test is finished. */
  open(home?: string): Promise<Ledger>;
  /** Runs a statement as somebody with a database program would. */
  edit(ledger: Ledger, sql: string): Promise<void>;
  /** What another connection reads. */
  read(ledger: Ledger, sql: string): Promise<Record<string, unknown>[]>;
}

export const SQLITE: TestStore = {
  name: 'SQLite',
  open: (home = newFolder()) => opened({ home }),
  edit: async ({ location }, sql) => {
    using database = new DatabaseSync(location);
    database.exec(sql);
  },
  read: async ({ location }, sql) => {
    using database = new DatabaseSync(location, { readOnly: true });
    return database.prepare(sql).all();
  },
};

/** The databases that belong to home folders. */
const databases = new Map<string, Promise<string>>();

const postgres: TestStore = {
  name: 'PostgreSQL',
  open: async (home = newFolder()) => {
    const url = databases.get(home) ?? newPostgresDatabase();
    databases.set(home, url);
    return opened({ home, url: await url });
  },
  edit: async ({ location }, sql) => {
    await query(location, sql);
  },
  read: ({ location }, sql) => query(location, sql),
};

/** Every test of what the ledger does runs on both. */
export const STORES: readonly TestStore[] = [SQLITE, postgres];

async function opened(location: Parameters<typeof openLedger>[0]): Promise<Ledger> {
  const ledger = await openLedger(location);
  onTestFinished(() => ledger.close());
  return ledger;
}

async function query(connectionString: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString, options: '-c search_path=sobot_etl' });
  await client.connect();
  try {
    const result = await client.query<Record<string, unknown>>(sql);
    // Several statements have several results.
    const { rows } = [result].flat().at(-1) ?? { rows: [] };
    // The server returns whole numbers of 64 bits as texts.
    return rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name, /^\d+$/.test(String(value)) ? Number(value) : value]),
      ),
    );
  } finally {
    await client.end();
  }
}

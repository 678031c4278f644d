import type pg from 'pg';
import { LEDGER_POLICY } from '../policy.ts';
import type { SqlConnection, SqlRecord, SqlValue } from '../sql.ts';
import type { PostgresAddress } from './address.ts';
import { SCHEMA } from './connections.ts';
import { POSTGRES_DIALECT } from './dialect.ts';
import { asPostgresError } from './failure.ts';
import { insertFromLists, insertOf, type Parameter, parametersOf, statementFor, toParameter } from './statement.ts';
import { fromStoredText } from './stored-text.ts';

/** The types of the columns of the ledger's tables, read when they are first needed. */
export type ColumnTypes = Map<string, ReadonlyMap<string, string>>;

/** Runs statements on one connection, one after the other. */
export class PostgresConnection implements SqlConnection {
  readonly dialect = POSTGRES_DIALECT;
  /** What the driver reported when a statement failed first. */
  failure: unknown;
  readonly #client: pg.ClientBase;
  readonly #address: PostgresAddress;
  readonly #columnTypes: ColumnTypes;
  #last: Promise<unknown> = Promise.resolve();
  #hasEnded = false;

  constructor(client: pg.ClientBase, address: PostgresAddress, columnTypes: ColumnTypes) {
    this.#client = client;
    this.#address = address;
    this.#columnTypes = columnTypes;
  }

  async all(sql: string, values: readonly SqlValue[] = []): Promise<SqlRecord[]> {
    return recordsOf(await this.#run(sql, values));
  }

  async get(sql: string, values: readonly SqlValue[] = []): Promise<SqlRecord | undefined> {
    return recordsOf(await this.#run(sql, values))[0];
  }

  async run(sql: string, values: readonly SqlValue[] = []): Promise<number> {
    return (await this.#run(sql, values)).rowCount ?? 0;
  }

  async insertAll(sql: string, records: readonly (readonly SqlValue[])[]): Promise<void> {
    if (records.length === 0) return;
    const insert = insertOf(sql);
    const statement = statementFor(insertFromLists(insert, await this.#typesOf(insert.table)));
    const width = insert.values.filter((value) => value === '?').length;
    for (let at = 0; at < records.length; at += LEDGER_POLICY.postgres.maxInsertedRecords) {
      const some = records.slice(at, at + LEDGER_POLICY.postgres.maxInsertedRecords);
      const lists = Array.from({ length: width }, (_, column) =>
        some.map((record) => toParameter(record[column] ?? null)),
      );
      await this.query(statement.text, lists, statement.name);
    }
  }

  /** Runs a statement of the driver's own form. `name`: under which it is prepared. Errors: `LedgerError`. */
  query(text: string, values?: readonly Parameter[], name?: string): Promise<pg.QueryResult> {
    // The driver wants one statement at a time.
    const result = this.#last.then(() => {
      if (this.#hasEnded) throw new Error(`the transaction has ended: ${text}`);
      const parameters = values && { values: [...values] };
      return this.#client.query({ text, ...parameters, ...(name !== undefined && { name }) });
    });
    this.#last = result.catch(() => undefined);
    return result.catch((error: unknown) => {
      this.failure ??= error;
      throw asPostgresError(this.#address, error);
    });
  }

  /** From now on statements are refused: the connection is about to be used by others. */
  end(): void {
    this.#hasEnded = true;
  }

  #run(sql: string, values: readonly SqlValue[]): Promise<pg.QueryResult> {
    const statement = statementFor(sql);
    return this.query(statement.text, parametersOf(statement, values), statement.name);
  }

  async #typesOf(table: string): Promise<ReadonlyMap<string, string>> {
    const known = this.#columnTypes.get(table);
    if (known) return known;
    const { rows } = await this.query(COLUMN_TYPES, [`${SCHEMA}.${table}`]);
    const types = new Map(rows.map(({ name, type }) => [String(name), String(type)]));
    this.#columnTypes.set(table, types);
    return types;
  }
}

const COLUMN_TYPES = `SELECT attname AS name, format_type(atttypid, NULL) AS type FROM pg_attribute
  WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped`;

/** The records of a result, with the texts as they were before they were stored. */
export function recordsOf({ rows }: pg.QueryResult): SqlRecord[] {
  for (const record of rows as Record<string, unknown>[]) {
    for (const name in record) {
      const value = record[name];
      if (typeof value === 'string') record[name] = fromStoredText(value);
    }
  }
  return rows as SqlRecord[];
}

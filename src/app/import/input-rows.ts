import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Ledger } from '../../ledger/index.ts';
import { type AnyConnection, splitConnection } from '../connection.ts';
import { newRunId } from '../run-id.ts';
import { resolveSettings } from '../settings.ts';
import { UsageError } from '../usage-error.ts';

/** A row as its columns. Numbers, `true`, `false` and `null` are taken as JSON has them, and lists where a field takes several values. */
export type InputRow = Readonly<Record<string, unknown>>;

/** Where the rows are read from. */
interface FileOrRows {
  readonly file?: string | undefined;
  readonly rows?: AsyncIterable<InputRow> | Iterable<InputRow> | undefined;
}

/** The id of a new run and the file that it reads: rows are kept in the ledger's folder, so that the run can be resumed. Errors: `UsageError`. */
export async function stageInputRows(
  connection: AnyConnection,
  { file, rows }: FileOrRows,
): Promise<{ id: string; file: string }> {
  const id = newRunId(Date.now(), Math.random);
  if (file !== undefined && rows === undefined) return { id, file };
  if (file !== undefined || rows === undefined) throw new UsageError('give either file or rows');
  const { options, env } = splitConnection(connection);
  const ledger = new Ledger(resolveSettings(options, env).home);
  const path = ledger.stagingPath(id);
  ledger.close();
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await pipeline(Readable.from(linesOf(rows)), createWriteStream(path, { mode: 0o600 }));
  return { id, file: path };
}

async function* linesOf(rows: AsyncIterable<InputRow> | Iterable<InputRow>): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}

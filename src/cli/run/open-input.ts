import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { openTable, type SourceOptions, type Table } from '../../files/index.ts';
import type { LoadedMapping } from '../../mapping/index.ts';
import { UsageError } from '../usage-error.ts';

/** An input file and what makes sure later that it is still the same. */
export interface Input {
  readonly path: string;
  readonly table: Table;
  readonly bytes: number;
  readonly sha256: string;
}

/** Opens an input file as the mapping's `source` says. Errors: `FileError`. */
export async function openInput(path: string, mapping: LoadedMapping): Promise<Input> {
  const { sheet, header, encoding, delimiter } = mapping.content.source ?? {};
  const source: SourceOptions = {
    ...(sheet !== undefined && { sheet: String(sheet) }),
    ...(header !== undefined && { header }),
    ...(encoding !== undefined && { encoding }),
    ...(delimiter !== undefined && { delimiter }),
    ...(path === '-' && { stdin: process.stdin }),
  };
  const table = await openTable(path, source);
  try {
    return { path, table, ...(await fingerprint(path)) };
  } catch (error) {
    await table.close();
    throw error;
  }
}

/** Size and hash of a file's content. */
export async function fingerprint(path: string): Promise<{ bytes: number; sha256: string }> {
  if (path === '-') return { bytes: 0, sha256: '' };
  const { size } = await stat(path);
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return { bytes: size, sha256: hash.digest('hex') };
}

/** Refuses to go on with a run whose input has changed since it was read. */
export function requireSameInput(input: Input, run: { id: string; inputBytes: number; inputSha256: string }): void {
  if (input.sha256 === run.inputSha256) return;
  throw new UsageError(
    `${input.path} is not the file that run ${run.id} began with (${run.inputBytes} bytes then, ${input.bytes} now), so its rows cannot be told apart. ` +
      `Put the old file back and resume, or import the new one: sobot-etl import ${input.path} -m …`,
  );
}

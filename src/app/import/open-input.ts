import { createHash } from 'node:crypto';
import { constants, createReadStream, createWriteStream, openSync, statSync } from 'node:fs';
import { mkdir, open, rm, stat, statfs } from 'node:fs/promises';
import { Socket } from 'node:net';
import { basename, dirname, relative, resolve } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type InspectedTable, inspectTable, type SourceOptions, type Table } from '../../files/index.ts';
import { type EarlierRuns, errorFileOrigin, type FindRows, isErrorFile, openRows } from '../../import/index.ts';
import { type Ledger, needsReview, type StoredRun } from '../../ledger/index.ts';
import { columnsOfField, type LoadedMapping } from '../../mapping/index.ts';
import { Stopped } from '../../resilience/index.ts';
import { shellLine, t } from '../../words/index.ts';
import { UsageError } from '../usage-error.ts';
import { correctedTable, readCorrections } from './corrections.ts';
import type { SourceChoice } from './import-choice.ts';
import { type RowSample, sampledTable } from './sample-rows.ts';

/** An input file, and what is needed to verify later that it is still the same. */
export interface InputFile {
  /** Where it can be read again: the file itself, or the copy of standard input. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly exists: boolean;
  /** The number of its lines, if it is a text file. */
  readonly lines: number | undefined;
  /** Opens it as the mapping's `source` says; its cells are inspected for damage by spreadsheet programs. Errors: `FileError`. */
  open(): Promise<InspectedTable>;
  /** The same with all rows, where `open` gives a sample. */
  openWhole(): Promise<Table>;
  /** The run that wrote it, if it is an errors file of a run in the ledger and has been opened. */
  errorsOf(): Promise<string | undefined>;
  /** Has it changed since its hash was taken? */
  hasChanged(): Promise<boolean>;
  /** Removes the copy of standard input, if it is one. */
  discard(): Promise<void>;
}

/** What opening an input needs. */
interface InputOptions {
  /** The file that keeps standard input or a pipe, so that it can be read again. */
  readonly stagingPath: string;
  /** Called before that file is created. */
  readonly claim?: () => Promise<void>;
  readonly acceptDamage?: boolean | undefined;
  /** The runs that may have written it, if it is an errors file. */
  readonly earlier: EarlierRuns;
  /** Path of a file with corrected cells. */
  readonly corrections?: string | undefined;
  /** Only these rows are read. */
  readonly sample?: RowSample | undefined;
  /** Aborted: the wait for the input ends. */
  readonly stop?: AbortSignal;
  /** What `-` stands for. */
  readonly stdin?: Readable | undefined;
}

/** Copies the input if it can be read only once, and takes its hash. Errors: `Stopped`, `UsageError`. */
export async function prepareInput(
  path: string,
  mapping: LoadedMapping,
  { stagingPath, claim, acceptDamage = false, corrections, sample, earlier, stop, stdin }: InputOptions,
): Promise<InputFile> {
  const isPiped = await isUnrepeatable(path);
  const isStaged = isPiped || resolve(path) === stagingPath;
  if (isPiped) {
    await claim?.();
    await stageInput(path, stagingPath, { stop, stdin });
  }
  const file = isStaged ? stagingPath : path;
  // The reason why a file cannot be opened is reported when it is opened.
  const before = await stat(file).catch(() => undefined);
  const { sha256, lines } = before?.isFile() ? await hashFile(file) : { sha256: '', lines: undefined };
  const origin = errorFileOrigin(path, earlier);
  const corrected = corrections === undefined ? undefined : await readCorrections(corrections);
  const openWhole = async () => {
    const table = await openRestored();
    return corrected === undefined ? table : correctedTable(table, corrected);
  };
  let total: Promise<number> | undefined;
  const open = async () => {
    if (sample === undefined) return openWhole();
    total ??= openWhole().then(countRows);
    const rows = await total;
    return sampledTable(await openWhole(), sample, rows);
  };
  const openRestored = async () => {
    const read = () => openRows(file, sourceOf(mapping));
    const table = await read();
    if (!isErrorFile(table.header)) return table;
    const columnsOf = columnsOfField(mapping.content, table.header);
    return origin.restored(table, read, { columnsOf, accept: acceptDamage });
  };
  return {
    path: file,
    bytes: before?.size ?? 0,
    exists: before !== undefined,
    sha256,
    lines,
    open: async () => inspectTable(await open(), { accept: acceptDamage }),
    openWhole,
    errorsOf: () => origin.run(),
    async hasChanged() {
      const now = await stat(file).catch(() => undefined);
      return now?.size !== before?.size || now?.mtimeMs !== before?.mtimeMs;
    },
    discard: () => (isStaged ? rm(file, { force: true }) : Promise.resolve()),
  };
}

/** Counts the rows of a table and closes it. Errors: `FileError`. */
export async function countRows(table: Table): Promise<number> {
  let rows = 0;
  try {
    for await (const batch of table.batches()) rows += batch.length;
  } finally {
    await table.close();
  }
  return rows;
}

/** The runs of a ledger, one of which may have written an errors file. */
export function earlierRuns(ledger: Ledger): EarlierRuns {
  return { list: (limit) => ledger.runs.list(limit), rows: (run) => failedRowsOf(ledger, run) };
}

/** Finds the rows of a run that did not succeed, by their numbers. */
export function failedRowsOf(ledger: Ledger, run: StoredRun): FindRows {
  return async (numbers) => {
    // They are cells of a file that people may have changed.
    const sought = [...new Set(numbers)].filter((number) => Number.isSafeInteger(number) && number > 0);
    const outcomes = await ledger.outcomes(run, sought);
    return new Map([...outcomes].filter(([, outcome]) => needsReview(outcome)));
  };
}

/** The mapping, with source options from flags overriding its own. */
export function withSource<Loaded extends LoadedMapping>(
  mapping: Loaded,
  { sheet, header, encoding, delimiter }: SourceChoice,
): Loaded {
  const given = Object.entries({ sheet, header, encoding, delimiter }).filter(([, value]) => value !== undefined);
  if (given.length === 0) return mapping;
  const source = { ...mapping.content.source, ...Object.fromEntries(given) };
  return { ...mapping, content: { ...mapping.content, source } };
}

/** The mapping's options for reading the file. */
export function sourceOf(mapping: LoadedMapping): SourceOptions {
  const { sheet, header, encoding, delimiter, merged, escape: escapeCharacter } = mapping.content.source ?? {};
  return {
    ...(sheet !== undefined && { sheet: String(sheet) }),
    ...(header !== undefined && { header }),
    ...(encoding !== undefined && { encoding }),
    ...(delimiter !== undefined && { delimiter }),
    ...(merged !== undefined && { merged }),
    ...(escapeCharacter !== undefined && { escape: escapeCharacter }),
  };
}

/** The first bytes of a zip file (workbooks are zip files) and of a compressed file, whose line breaks mean nothing. */
const COMPRESSED_MAGIC = [Buffer.from('PK'), Buffer.from([0x1f, 0x8b])];
const LINE_BREAK = 10;

/** The hash of a file, and the number of its lines. */
async function hashFile(path: string): Promise<{ sha256: string; lines: number | undefined }> {
  const hash = createHash('sha256');
  // One buffer for all: a new one for each read would be the largest thing in memory.
  const buffer = Buffer.allocUnsafe(1 << 18);
  const file = await open(path);
  let lines = 0;
  let isPacked: boolean | undefined;
  let last = LINE_BREAK;
  try {
    for (let size = -1; size !== 0; ) {
      size = (await file.read(buffer, 0, buffer.length)).bytesRead;
      const chunk = buffer.subarray(0, size);
      hash.update(chunk);
      isPacked ??= COMPRESSED_MAGIC.some((mark) => chunk.subarray(0, 2).equals(mark));
      if (isPacked || size === 0) continue;
      for (let at = chunk.indexOf(LINE_BREAK); at >= 0; at = chunk.indexOf(LINE_BREAK, at + 1)) lines += 1;
      last = chunk[size - 1] ?? last;
    }
  } finally {
    await file.close();
  }
  if (last !== LINE_BREAK) lines += 1;
  return { sha256: hash.digest('hex'), lines: isPacked ? undefined : lines };
}

/** Refuses to resume a run whose input has changed. */
export function requireSameInput(input: InputFile, run: { id: string; inputBytes: number; inputSha256: string }): void {
  if (input.sha256 === run.inputSha256) return;
  if (!input.exists) {
    throw new UsageError(
      t`${input.path} no longer exists, and run ${run.id} began with it. Put the file back, then: sobot-etl resume ${run.id}`,
    );
  }
  throw new UsageError(
    `${input.path} is not the file that run ${run.id} began with (${run.inputBytes} bytes then, ${input.bytes} now), so its rows cannot be matched. ` +
      `Put the old file back, then: sobot-etl resume ${run.id}\nOr import the new one: ${shellLine(['sobot-etl', 'import', input.path, '-m'])} …`,
  );
}

/** Refuses an output folder whose files would replace the input. */
export function requireSeparateOutput(input: InputFile, outputs: readonly string[]): void {
  const clash = outputs.find((path) => isSameFile(path, input.path));
  if (clash === undefined) return;
  throw new UsageError(
    t`${relative('', clash)} is the input, and this run would write its own ${basename(clash)} there. Choose another folder with --out`,
  );
}

/** Two paths may lead to one file: through a link, or in letters of another case where the system does not tell these apart. */
function isSameFile(one: string, other: string): boolean {
  if (resolve(one) === resolve(other)) return true;
  const [first, second] = [one, other].map((path) => statSync(path, { bigint: true, throwIfNoEntry: false }));
  return first?.isFile() === true && first.ino === second?.ino && first.dev === second.dev && first.ino !== 0n;
}

/** Larger input must be passed as a file: a pipe that never ends must not fill the disk. */
const MAX_STAGED_BYTES = 4 * 2 ** 30;
/** Free space that stays available for other programs. */
const MIN_FREE_DISK_BYTES = 500 * 2 ** 20;
const DISK_CHECK_INTERVAL_BYTES = 64 * 2 ** 20;

/** Can the input be read only once, because it is standard input, a pipe or a device? */
export async function isUnrepeatable(path: string): Promise<boolean> {
  if (path === '-') return true;
  const stats = await stat(path).catch(() => undefined);
  return stats !== undefined && !stats.isFile() && !stats.isDirectory();
}

/**
 * Copies standard input, a pipe or a device to the staging file, so that it can be read again. The staging file is removed
 * if that fails. Errors: `Stopped` when the signal aborts, `UsageError` if it is too large.
 */
async function stageInput(
  path: string,
  stagingPath: string,
  { stop, stdin }: { readonly stop?: AbortSignal | undefined; readonly stdin?: Readable | undefined },
): Promise<void> {
  if (path === '-' && stdin === undefined)
    throw new UsageError(t`- stands for standard input, but there is none; give a file`);
  await mkdir(dirname(stagingPath), { recursive: true, mode: 0o700 });
  try {
    const source = path === '-' && stdin ? stdin : await openPipe(path);
    const bound = boundSize(path, dirname(stagingPath));
    const options = stop === undefined ? {} : { signal: stop };
    await pipeline(source, bound, createWriteStream(stagingPath, { mode: 0o600 }), options);
  } catch (error) {
    await rm(stagingPath, { force: true });
    throw stop?.aborted ? new Stopped(t`the run is stopping`) : error;
  }
}

/** Opens a pipe without waiting for its writer: a thread that waits would keep the process from ending. */
async function openPipe(path: string): Promise<Readable> {
  if (!(await stat(path)).isFIFO()) return createReadStream(path);
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}

/** Passes data on. Errors: `UsageError` if there is too much of it, or too little free space. */
function boundSize(path: string, folder: string): Transform {
  const name = path === '-' ? t`standard input` : path;
  let bytes = 0;
  let checkedBytes = 0;
  const check = async (): Promise<void> => {
    if (bytes > MAX_STAGED_BYTES) {
      throw new UsageError(
        t`${name} has more than 4 GB. Save it as a file and import that, or split it into several. Nothing was sent`,
      );
    }
    if (bytes - checkedBytes < DISK_CHECK_INTERVAL_BYTES) return;
    checkedBytes = bytes;
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize < MIN_FREE_DISK_BYTES) {
      throw new UsageError(
        t`${name} is copied to ${folder} so that it can be read again, and that disk is nearly full. Free some space, or choose another with --home or SOBOT_ETL_HOME. Nothing was sent`,
      );
    }
  };
  return new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      check().then(() => done(null, chunk), done);
    },
  });
}

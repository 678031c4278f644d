import { closeSync, existsSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Records every change of the tenant's records, so that they survive restarts. */
export interface Journal {
  write(kind: string, record: unknown): void;
  close(): void;
}

/** Records nothing. */
export const noJournal: Journal = { write() {}, close() {} };

/** The options from which the records of a folder were generated. */
interface Origin {
  readonly seed: string;
  readonly customers: number;
  readonly startedMs: number;
}

/** A line of the journal. */
export type JournalEntry = readonly [kind: string, record: unknown];

/** The contents of a data folder: changes since the origin, in their order. */
interface OpenedJournal {
  readonly origin: Origin;
  readonly entries: readonly JournalEntry[];
  readonly journal: Journal;
}

/**
 * Opens `sandbox.jsonl` in the folder, which is created if needed. Each change is in the file before its call is
 * answered. An incomplete last line after a crash is dropped. Throws if the folder has another origin.
 */
export function openJournal(dataDir: string, origin: Origin): OpenedJournal {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, 'sandbox.jsonl');
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const complete = text.slice(0, text.lastIndexOf('\n') + 1);
  const file = openSync(path, 'a');
  ftruncateSync(file, Buffer.byteLength(complete));
  const journal: Journal = {
    write: (kind, record) => void writeSync(file, `${JSON.stringify([kind, record])}\n`),
    close: () => closeSync(file),
  };
  let lines: JournalEntry[];
  try {
    lines = readEntries(complete, path);
  } catch (error) {
    closeSync(file);
    throw error;
  }
  const [first, ...entries] = lines;
  if (first === undefined) journal.write('origin', origin);
  const stored = first === undefined ? origin : (first[1] as Origin);
  if (stored.seed !== origin.seed || stored.customers !== origin.customers) {
    journal.close();
    throw new RangeError(
      `${path} was created with seed ${stored.seed} and ${stored.customers} customers, not with seed ${origin.seed} and ${origin.customers} customers. Use the original values, or another folder`,
    );
  }
  return { origin: stored, entries, journal };
}

/** Errors: a RangeError that names the first damaged line. */
function readEntries(text: string, path: string): JournalEntry[] {
  return text.split('\n').flatMap((line, index) => {
    if (line === '') return [];
    const entry = parsed(line);
    const isEntry = Array.isArray(entry) && typeof entry[0] === 'string' && entry.length === 2;
    if (isEntry && (index === 0) === (entry[0] === 'origin')) return [entry as unknown as JournalEntry];
    throw new RangeError(
      `${path} line ${index + 1} is damaged: it is not a record of the sandbox. Restore the file from a copy, remove that line, or start in another folder: --data FOLDER`,
    );
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

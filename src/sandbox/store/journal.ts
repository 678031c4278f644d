import { closeSync, existsSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Told of every change of the tenant's records, so that they can be kept across restarts. */
export interface Journal {
  write(kind: string, record: unknown): void;
  close(): void;
}

/** Keeps nothing. */
export const noJournal: Journal = { write() {}, close() {} };

/** What the records of a folder grew out of. */
interface Origin {
  readonly seed: string;
  readonly customers: number;
  readonly startedMs: number;
}

/** A line of the journal. */
export type JournalEntry = readonly [kind: string, record: unknown];

/** The records that a folder keeps: changes since the origin, in their order. */
interface OpenedJournal {
  readonly origin: Origin;
  readonly entries: readonly JournalEntry[];
  readonly journal: Journal;
}

/**
 * Opens `sandbox.jsonl` in the folder, which is made if need be. Each change is in the file before its call is
 * answered. A last line that a crash has cut is dropped. Throws if the folder grew out of another origin.
 */
export function openJournal(dataDir: string, origin: Origin): OpenedJournal {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, 'sandbox.jsonl');
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const file = openSync(path, 'a');
  ftruncateSync(file, Buffer.byteLength(whole));
  const journal: Journal = {
    write: (kind, record) => void writeSync(file, `${JSON.stringify([kind, record])}\n`),
    close: () => closeSync(file),
  };
  let lines: JournalEntry[];
  try {
    lines = readEntries(whole, path);
  } catch (error) {
    closeSync(file);
    throw error;
  }
  const [first, ...entries] = lines;
  if (first === undefined) journal.write('origin', origin);
  const kept = first === undefined ? origin : (first[1] as Origin);
  if (kept.seed !== origin.seed || kept.customers !== origin.customers) {
    journal.close();
    throw new RangeError(
      `${path} was begun with seed ${kept.seed} and ${kept.customers} customers, not with seed ${origin.seed} and ${origin.customers}: use these, or another folder`,
    );
  }
  return { origin: kept, entries, journal };
}

/** Errors: a RangeError that names the first line that is damaged. */
function readEntries(text: string, path: string): JournalEntry[] {
  return text.split('\n').flatMap((line, index) => {
    if (line === '') return [];
    const entry = parsed(line);
    const isEntry = Array.isArray(entry) && typeof entry[0] === 'string' && entry.length === 2;
    if (isEntry && (index === 0) === (entry[0] === 'origin')) return [entry as unknown as JournalEntry];
    throw new RangeError(
      `${path} line ${index + 1} is damaged: it is not a record that the sandbox has written. Restore the file from a copy, take that line out, or begin anew in another folder: --data FOLDER`,
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

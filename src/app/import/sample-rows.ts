import { derivedTable, type Row, type Table } from '../../files/index.ts';
import { hashText } from '../../sketches/index.ts';
import { t } from '../../words/index.ts';
import { UsageError } from '../usage-error.ts';

/** The rows of a file that are read: so many of them, spread over the whole file. */
export interface RowSample {
  readonly rows: number;
  /** The same seed chooses the same rows of the same file. */
  readonly seed: number;
}

/** Seeds below this are short enough to be typed again. */
const SEEDS = 1_000_000;
const HASH_RANGE = 2 ** 32;

interface SampleChoice {
  readonly sample?: number | undefined;
  readonly seed?: number | undefined;
  readonly limit?: number | undefined;
}

/** The choice with a seed, if it asks for a sample. Errors: `UsageError` for options that do not go together. */
export function withSeed<Choice extends SampleChoice>(choice: Choice): Choice {
  const { sample, seed, limit } = choice;
  if (sample === undefined && seed !== undefined)
    throw new UsageError(t`--seed chooses the rows of a sample and works only with --sample`);
  if (sample === undefined) return choice;
  if (limit !== undefined)
    throw new UsageError(
      t`--sample takes rows from the whole file and --limit the first ones, so they cannot be combined. Give one of the two`,
    );
  return { ...choice, seed: seed ?? Math.floor(Math.random() * SEEDS) };
}

/** The sample that a choice asks for. */
export function sampleOf({ sample, seed }: SampleChoice): RowSample | undefined {
  return sample === undefined ? undefined : { rows: sample, seed: seed ?? 0 };
}

/** The table with only the rows of a sample, which keep their numbers. `total`: the number of rows in the table. */
export function sampledTable(table: Table, sample: RowSample, total: number): Table {
  if (sample.rows >= total) return table;
  async function* batches(): AsyncGenerator<readonly Row[], void, undefined> {
    const chosen = chosenRows(sample, total);
    let next = chosen.next();
    let at = 0;
    for await (const rows of table.batches()) {
      const kept: Row[] = [];
      for (const row of rows) {
        if (at === next.value) {
          kept.push(row);
          next = chosen.next();
        }
        at += 1;
      }
      if (kept.length > 0) yield kept;
      if (next.done) return;
    }
  }
  return derivedTable(table, batches);
}

/** The ordinals of the chosen rows, ascending: the file is cut into as many parts as rows are wanted, and one row of each is chosen. */
export function* chosenRows({ rows, seed }: RowSample, total: number): Generator<number, undefined> {
  for (let part = 0; part < rows; part += 1) {
    const from = Math.floor((part * total) / rows);
    const to = Math.floor(((part + 1) * total) / rows);
    const random = hashText(String(part), seed).low / HASH_RANGE;
    yield from + Math.floor(random * (to - from));
  }
  return undefined;
}

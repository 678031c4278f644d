import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failureIn } from '../app/check-rows/check-rows.ts';
import { CheckedRows } from '../app/check-rows/checked-rows.ts';
import { isNumberedInOrder, KEEPS_FIRST_NUMBERS, writeCorrections } from '../app/import/corrections.ts';
import { loadMappingForFile } from '../app/import/load-mapping-for-file.ts';
import { ledgerSettings, withLedger } from '../app/open-ledger.ts';
import { runDetails, storedRun } from '../app/run-details.ts';
import { findUpload, storeUpload, uploadsFolder, writePrivateText } from '../app/uploads/uploads.ts';
import type { MappedUpload } from './mapped-upload.ts';
import type { PageScope } from './page-scope.ts';
import { refuse } from './refusal.ts';

/** The rows of a run that did not succeed, with the file in which they are corrected. */
interface OpenedRows {
  readonly rows: CheckedRows;
  readonly mapped: MappedUpload;
}

/** Corrects the rows that runs have rejected: each run's in a copy of its errors file. */
export class FailedRows {
  readonly #page: PageScope;
  readonly #opened = new Map<string, Promise<OpenedRows>>();

  constructor(page: PageScope) {
    this.#page = page;
  }

  /** The rows of a run that did not succeed. Errors: a refusal if there are none. */
  async rows(run: string): Promise<CheckedRows> {
    return (await this.#open(run)).rows;
  }

  /** The file with the corrected rows, and the mapping of the run. */
  async mapped(run: string): Promise<MappedUpload> {
    return (await this.#open(run)).mapped;
  }

  async close(): Promise<void> {
    const closing = [...this.#opened.values()];
    this.#opened.clear();
    const opened = await Promise.allSettled(closing);
    await Promise.all(opened.map((each) => (each.status === 'fulfilled' ? each.value.rows.close() : undefined)));
  }

  #open(run: string): Promise<OpenedRows> {
    let opened = this.#opened.get(run);
    if (opened === undefined) {
      opened = this.#read(run);
      this.#opened.set(run, opened);
      opened.catch(() => this.#opened.delete(run));
    }
    return opened;
  }

  async #read(id: string): Promise<OpenedRows> {
    const { ledger: location, connection } = this.#page;
    const errors = (await runDetails(location, id)).paths.get('errors.csv');
    if (errors === undefined) throw refuse(404, 'no-errors', `Run ${id} left no rows to correct.`);
    const run = await withLedger(ledgerSettings(location), (ledger) => storedRun(ledger, id));
    const upload = await this.#copyOf(errors, id);
    const mapping = join(upload.folder, 'mapping.yaml');
    if (!existsSync(mapping)) await writePrivateText(mapping, run.mappingText);
    const mapped: MappedUpload = {
      upload,
      source: {},
      mapping,
      corrections: join(upload.folder, 'corrections.json'),
    };
    // People look for a row in their own file, not in this copy.
    if (!existsSync(mapped.corrections) && (await isNumberedInOrder(upload.path)))
      await writeCorrections(mapped.corrections, KEEPS_FIRST_NUMBERS);
    const store = join(upload.folder, `rows-${Date.now()}.db`);
    const rows = await CheckedRows.build(
      { connection, file: upload.path, mapping: await loadMappingForFile(upload.path, mapping) },
      { store, corrections: mapped.corrections },
      failureIn,
    );
    return { rows, mapped };
  }

  /** The copy that an earlier process has made, or else a new one. */
  async #copyOf(errors: string, run: string) {
    const { home } = this.#page;
    const index = join(uploadsFolder(home), 'corrected-runs.json');
    const copies = (existsSync(index) ? JSON.parse(await readFile(index, 'utf8')) : {}) as Record<string, string>;
    const known = copies[run];
    const found = known === undefined ? undefined : await findUpload(home, known).catch(() => undefined);
    if (found !== undefined) return found;
    const upload = await storeUpload(home, `errors-of-${run}.csv`, createReadStream(errors));
    await writePrivateText(index, JSON.stringify({ ...copies, [run]: upload.id }));
    return upload;
  }
}

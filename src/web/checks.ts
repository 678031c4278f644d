import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkRows } from '../app/check-rows/check-rows.ts';
import type { CheckedRows } from '../app/check-rows/checked-rows.ts';

import type { ImportPolicy } from '../app/import/import-choice.ts';
import type { Job } from './jobs/job.ts';
import { correctionsIn, type MappedUpload } from './mapped-upload.ts';
import type { PageScope } from './page-scope.ts';
import { refuse } from './refusal.ts';

/** The counts of a check that the rows alone do not show. */
interface CheckSummary {
  readonly rows: { readonly read: number; readonly rejected: number; readonly skipped: number; readonly fit?: number };
  readonly notices: readonly string[];
}

/** A check with its rows, once they are read. */
export interface PageCheck {
  readonly job: Job;
  readonly mapped: MappedUpload;
  readonly options: ImportPolicy;
  rows: CheckedRows | undefined;
  summary: CheckSummary | undefined;
}

/** Checks whose rows are kept open; of older ones the page asks for a new check. */
const MAX_CHECKS = 20;

/** The checks of this process. */
export class PageChecks {
  readonly #page: PageScope;
  readonly #checks = new Map<string, PageCheck>();

  constructor(page: PageScope) {
    this.#page = page;
  }

  /** Starts a check in the background. */
  start(mapped: MappedUpload, options: ImportPolicy): PageCheck {
    const { promptConnection: connection, jobs } = this.#page;
    const { upload, source, mapping, corrections } = mapped;
    const job = jobs.start('check', upload.name, async (control) => {
      const folder = join(upload.folder, `check-${job.id}`);
      await mkdir(folder, { mode: 0o700 });
      const { summary, rows } = await checkRows({
        ...options,
        ...source,
        ...control,
        ...{ connection, file: upload.path, mapping, folder, correctionsPath: corrections },
        ...(correctionsIn(corrections) !== undefined && { corrections }),
      });
      check.summary = summary;
      check.rows = rows;
      return summary;
    });
    const check: PageCheck = { job, mapped, options, rows: undefined, summary: undefined };
    this.#checks.set(job.id, check);
    this.#closeOldest();
    return check;
  }

  /** The check with this id. Errors: a refusal if there is none. */
  get(id: string): PageCheck {
    const check = this.#checks.get(id);
    if (check === undefined) throw refuse(404, 'no-check', 'This check is no longer here; check the file again.');
    return check;
  }

  /** The rows of a check that has ended. Errors: a refusal while it is running. */
  rowsOf(id: string): { readonly check: PageCheck; readonly rows: CheckedRows } {
    const check = this.get(id);
    if (check.rows === undefined) throw refuse(409, 'check-running', 'The check has not ended yet.');
    return { check, rows: check.rows };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#checks.values()].map(({ rows }) => rows?.close()));
    this.#checks.clear();
  }

  #closeOldest(): void {
    for (const [id, { rows, job }] of this.#checks) {
      if (this.#checks.size <= MAX_CHECKS) return;
      if (!job.isOver) continue;
      this.#checks.delete(id);
      void rows?.close();
    }
  }
}

/** A copy of the corrected cells as they are now, for a run that keeps to them; undefined if there are none. */
export async function frozenCorrections(
  { corrections, upload }: MappedUpload,
  id: string,
): Promise<string | undefined> {
  if (correctionsIn(corrections) === undefined) return undefined;
  const path = join(upload.folder, `corrections-of-${id}.json`);
  await cp(corrections, path);
  return path;
}

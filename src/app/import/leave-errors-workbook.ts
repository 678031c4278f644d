import { dirname } from 'node:path';
import { createErrorsWorkbook } from '../../import/errors-workbook.ts';
import type { ImportJob } from '../../import/import-job.ts';
import { errorCount } from '../../import/row-counts.ts';
import { errorsWorkbookPath } from '../../import/run-files.ts';
import type { ImportSummary } from '../../import/summary.ts';
import { columnsOfField, type LoadedMapping } from '../../mapping/index.ts';
import type { InputFile } from './open-input.ts';

/** Leaves `errors.xlsx` beside `errors.csv` where the run has come to its end; answers the summary that names it. */
export async function withErrorsWorkbook(
  summary: ImportSummary,
  run: { readonly job: ImportJob; readonly mapping: LoadedMapping; readonly input: InputFile },
): Promise<ImportSummary> {
  const { job, mapping, input } = run;
  const { table } = job.source;
  const isWanted = summary.status !== 'interrupted' && errorCount(summary.rows) > 0;
  if (!isWanted || job.control.cancel?.aborted) return summary;
  const path = errorsWorkbookPath(dirname(summary.files.errors));
  const notices = await createErrorsWorkbook({
    path,
    errorsCsv: summary.files.errors,
    input: table,
    open: () => input.open(),
    columnsOf: columnsOfField(mapping.content, table.header),
  });
  return {
    ...summary,
    notices: [...summary.notices, ...notices],
    files: { ...summary.files, errors_xlsx: path },
  };
}

import { Hono } from 'hono';
import type { z } from 'zod';
import type { ImportPolicy } from '../../app/import/import-choice.ts';
import { remediationFor } from '../../app/message-catalogue.ts';
import type { PageCheck } from '../checks.ts';
import { mapUpload } from '../mapped-upload.ts';
import type { PageContext } from '../page-context.ts';
import { readBody, readQuery } from '../read-request.ts';
import { refuse } from '../refusal.ts';
import {
  type CheckedRow,
  type CheckedRows,
  type CheckState,
  cellEdit,
  checkRequest,
  type RecheckedRow,
  rowQuery,
  type startedCheck,
} from '../schemas/checks.ts';

import { withoutUploadFolders } from '../shown-text.ts';

const MAX_CAUSES = 200;

/** Checks, their rows page by page, and corrections of cells. */
export function checkRoutes(page: PageContext): Hono {
  const { checks } = page;
  return new Hono()
    .post('/checks', async (context) => {
      const request = await readBody(context, checkRequest);
      const { job } = checks.start(await mapUpload(page, request), request.options as ImportPolicy);
      return context.json({ check: job.id } satisfies z.infer<typeof startedCheck>);
    })
    .get('/checks/:check', (context) => context.json(stateOf(checks.get(context.req.param('check')))))
    .post('/checks/:check/stop', (context) => {
      const check = checks.get(context.req.param('check'));
      check.job.stop();
      return context.json(stateOf(check));
    })
    .get('/checks/:check/rows', (context) => {
      const { rows } = checks.rowsOf(context.req.param('check'));
      const { offset, limit, cause, status } = readQuery(context, rowQuery);
      const found = rows.store.page({ cause, status }, { offset, limit });
      return context.json({
        total: found.total,
        rows: found.rows.map((row) => rows.view(row) as CheckedRow),
      } satisfies CheckedRows);
    })
    .patch('/checks/:check/rows/:row', async (context) => {
      const { check, rows } = checks.rowsOf(context.req.param('check'));
      const { column, text } = await readBody(context, cellEdit);
      const row = await rows.edit(rowNumber(context.req.param('row')), column, text);
      const { counts, edits } = stateOf(check);
      return context.json({ row: rows.view(row) as CheckedRow, counts, edits } satisfies RecheckedRow);
    });
}

export function rowNumber(text: string): number {
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw refuse(400, 'bad-request', `"${text}" is not the number of a row.`);
}

function stateOf({ job, mapped, rows, summary }: PageCheck): CheckState {
  const { progress, failure } = job;
  const phase = job.phase === 'confirm' ? 'running' : job.phase;
  const now = rows?.store.counts();
  const read = now?.read ?? progress?.rows ?? 0;
  const rejected = now?.rejected ?? progress?.errors ?? 0;
  const skipped = summary === undefined ? 0 : summary.rows.skipped - (summary.rows.fit ?? 0);
  return {
    check: job.id,
    upload: mapped.upload.id,
    state: phase,
    header: [...(rows?.header ?? [])],
    progress: progress === undefined ? null : { rows: progress.rows, total: progress.total ?? null },
    counts: { read, rejected, skipped, fit: Math.max(0, read - rejected - skipped) },
    causes: (rows?.store.causes(MAX_CAUSES) ?? []).map(({ cause, count, problem }) => ({
      cause,
      count,
      ...problem,
      remediation: remediationFor({ ...problem, field: problem.field ?? '', state: 'rejected' }),
    })),
    edits: now?.edits ?? 0,
    notices: (summary?.notices ?? []).map(withoutUploadFolders),
    error: failure === undefined ? null : { code: failure.code, message: withoutUploadFolders(failure.message) },
  };
}

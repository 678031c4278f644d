import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { Readable } from 'node:stream';
import { type Context, Hono } from 'hono';
import type { z } from 'zod';
import { listOfferedRuns, type OfferedRun, runDetails } from '../../app/run-details.ts';
import type { PageContext } from '../page-context.ts';
import { readBody, readQuery } from '../read-request.ts';
import { refuse } from '../refusal.ts';
import { cellEdit, failedRowQuery } from '../schemas/checks.ts';
import {
  changeQuery,
  type editedFailedRow,
  type FailedRows,
  leftOutChange,
  type PageRun,
  type PlanChanges,
  type RunDetails,
} from '../schemas/runs.ts';
import { rowNumber } from './checks.ts';

const MAX_RUNS = 200;

const TYPES: Readonly<Record<string, string>> = {
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.csv': 'text/csv; charset=utf-8',
  '.jsonl': 'application/x-ndjson',
  '.html': 'text/html; charset=utf-8',
};

/** The report brings the hashes of its own script and style; this keeps it away from the page's cookie and API. */
const REPORT_POLICY = 'sandbox allow-scripts allow-popups';

/** Runs of the ledger: their files, the rows to correct, and the changes of plans. */
export function runRoutes(page: PageContext): Hono {
  return new Hono()
    .get('/runs', async (context) => {
      const runs = await listOfferedRuns(page.ledger, MAX_RUNS);
      return context.json(runs.map((run) => viewOf(page, run)) satisfies PageRun[]);
    })
    .get('/runs/:run', async (context) => {
      const run = await runDetails(page.ledger, context.req.param('run'));
      return context.json({
        ...viewOf(page, run),
        summary: run.summary ?? null,
        causes: [...run.causes],
        files: [...run.paths.keys()],
      } satisfies RunDetails);
    })
    .get('/runs/:run/rows', async (context) => {
      const rows = await page.failedRows.rows(context.req.param('run'));
      const { offset, limit, cause } = readQuery(context, failedRowQuery);
      const found = rows.store.page({ cause }, { offset, limit });
      const answer = { total: found.total, header: [...rows.header], rows: found.rows.map((row) => rows.view(row)) };
      return context.json(answer satisfies FailedRows);
    })
    .patch('/runs/:run/rows/:row', async (context) => {
      const rows = await page.failedRows.rows(context.req.param('run'));
      const { column, text } = await readBody(context, cellEdit);
      const row = await rows.edit(rowNumber(context.req.param('row')), column, text);
      const answer = { row: rows.view(row), edits: rows.store.counts().edits };
      return context.json(answer satisfies z.infer<typeof editedFailedRow>);
    })
    .get('/runs/:run/files/:name', async (context) => {
      const { run, name } = context.req.param();
      const { paths } = await runDetails(page.ledger, run);
      // The file of an export has the name that people gave it.
      const path = name === 'output' ? [...paths.values()][0] : paths.get(name);
      if (path === undefined) throw refuse(404, 'no-file', `Run ${run} has no file ${name}.`);
      return sendFile(context, path);
    })
    .get('/plans/:plan/changes', async (context) => {
      const plan = context.req.param('plan');
      const { kind, offset, limit } = readQuery(context, changeQuery);
      const { total, rows } = await (await page.plans.rows(plan)).page(kind, { offset, limit });
      const isLeftOut = (row: number, field: string) => page.plans.isLeftOut(plan, { row, field });
      return context.json({
        total,
        rows: rows.map((row) => ({
          ...row,
          leftOut: isLeftOut(row.row, ''),
          cells: row.cells.map((cell) => ({ ...cell, leftOut: isLeftOut(row.row, cell.field) })),
        })),
      } satisfies PlanChanges);
    })
    .patch('/plans/:plan/left-out', async (context) => {
      const { row, field = '', isOut } = await readBody(context, leftOutChange);
      page.plans.leaveOut(context.req.param('plan'), { row, field }, isOut);
      return context.json({});
    });
}

function viewOf(page: PageContext, run: OfferedRun): PageRun {
  const { reason = null, ended = null, input } = run;
  return {
    run: run.run,
    command: run.command,
    target: run.target,
    status: run.status,
    reason,
    rows: { ...run.rows },
    started: run.started,
    ended,
    input: basename(input),
    offers: [...run.offers],
    job: page.jobs.working(run.run)?.id ?? null,
  };
}

/** Streams a file of a run: a report to be looked at, anything else to be saved. */
async function sendFile(context: Context, path: string): Promise<Response> {
  const type = TYPES[extname(path)] ?? 'application/octet-stream';
  const { size } = await stat(path);
  context.header('content-type', type);
  context.header('content-length', String(size));
  if (extname(path) === '.html') context.header('content-security-policy', REPORT_POLICY);
  else context.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(basename(path))}`);
  return context.body(Readable.toWeb(createReadStream(path)) as ReadableStream);
}

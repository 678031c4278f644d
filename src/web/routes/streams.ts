import { Hono } from 'hono';
import { describeStreams, previewExport } from '../../app/export/preview-export.ts';
import { translated } from '../../words/index.ts';
import type { PageContext } from '../page-context.ts';
import { readBody } from '../read-request.ts';
import { type ExportPreview, exportPreviewRequest, type StreamForms } from '../schemas/lists.ts';

const PREVIEW_ROWS = 20;

/** What can be exported, and the first rows of it. */
export function streamRoutes(page: PageContext): Hono {
  return new Hono()
    .get('/streams', (context) => context.json(streamForms()))
    .post('/exports/preview', async (context) => {
      const choice = await readBody(context, exportPreviewRequest);
      const { promptConnection: connection } = page;
      const {
        columns,
        rows,
        expected = null,
      } = await previewExport({
        ...{ ...choice, connection, maxRows: PREVIEW_ROWS, signal: context.req.raw.signal },
      });
      return context.json({
        columns: [...columns],
        rows: rows.map((row) => [...row]),
        expected,
      } satisfies ExportPreview);
    });
}

function streamForms(): StreamForms {
  return describeStreams().map(({ name, title, summary, columns, filters, since }) => ({
    ...{ name, title, summary: translated(summary) },
    columns: columns.map((column) => ({ name: column.name, with: flagOf(column.with) })),
    filters: filters.map(({ name, description, required, values, named }) => ({
      ...{ name, description, required },
      ...(values && { values }),
      ...(named !== undefined && { lookup: named }),
    })),
    since: since !== undefined,
    details: columns.some((column) => column.with === '--details'),
    tags: columns.some((column) => column.with === '--tags'),
  }));
}

function flagOf(flag: '--details' | '--tags' | undefined): 'details' | 'tags' | null {
  if (flag === undefined) return null;
  return flag === '--details' ? 'details' : 'tags';
}

import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { Hono } from 'hono';
import { previewFile } from '../../app/preview/preview-file.ts';
import { findUpload, storeUpload } from '../../app/uploads/uploads.ts';
import type { PageContext } from '../page-context.ts';
import { readQuery } from '../read-request.ts';
import { refuse } from '../refusal.ts';
import { sourceChoice, type UploadedFile, type UploadPreview } from '../schemas/uploads.ts';

/** Files that are dropped on the page, and how they are understood. */
export function uploadRoutes(page: PageContext): Hono {
  return new Hono()
    .post('/uploads', async (context) => {
      const { body } = context.req.raw;
      if (body === null) throw refuse(400, 'empty-file', 'The file is empty.');
      const bytes = Readable.fromWeb(body as ReadableStream<Uint8Array>);
      const { id, name, bytes: size } = await storeUpload(page.home, context.req.query('name') ?? '', bytes);
      return context.json({ upload: id, name, bytes: size } satisfies UploadedFile);
    })
    .get('/uploads/:upload/preview', async (context) => {
      const { id, name, path } = await findUpload(page.home, context.req.param('upload'));
      const preview = await previewFile(path, readQuery(context, sourceChoice));
      return context.json({
        upload: id,
        name,
        ...preview,
        sheets: [...preview.sheets],
        header: [...preview.header],
        notices: [...preview.notices],
        sample: preview.sample.map(({ row, cells }) => ({ row, cells: [...cells] })),
        sheet: preview.sheet ?? null,
        encoding: preview.encoding ?? null,
        delimiter: preview.delimiter ?? null,
        issues: preview.issues.map((issue) => ({
          ...issue,
          firstRow: issue.firstRow ?? null,
          column: issue.column ?? null,
        })),
      } satisfies UploadPreview);
    });
}

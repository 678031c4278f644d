import { Hono } from 'hono';
import type { z } from 'zod';
import { previewTagging } from '../../app/preview/preview-tagging.ts';
import { LIST_COLUMN, storeCustomerList } from '../../app/uploads/customer-list.ts';
import { findUpload } from '../../app/uploads/uploads.ts';
import type { PageContext } from '../page-context.ts';
import { readBody } from '../read-request.ts';
import { type TaggingPreview, taggingForm } from '../schemas/lists.ts';

type TaggingChoice = z.output<typeof taggingForm>;

/** Who would gain and lose which tags. */
export function taggingRoutes(page: PageContext): Hono {
  return new Hono().post('/tagging/preview', async (context) => {
    const form = await readBody(context, taggingForm);
    const { signal } = context.req.raw;
    const summary = await previewTagging({
      connection: page.promptConnection,
      signal,
      ...(await tagOptionsOf(page, form)),
    });
    const { rows, tagging, causes, notices } = summary;
    return context.json({
      rows: { read: rows.read, fit: rows.fit ?? 0, rejected: rows.rejected },
      customers: tagging?.customers ?? null,
      tags: (tagging?.tags ?? []).map(({ tag, gain, lose }) => ({ tag, gain, lose })),
      made: [...(tagging?.made ?? [])],
      causes: causes.map(({ code, count, message }) => ({ code, count, message })),
      notices: [...notices],
    } satisfies TaggingPreview);
  });
}

/** The options of the use case that a form stands for; a pasted list becomes a file. */
export async function tagOptionsOf(page: PageContext, form: TaggingChoice) {
  const { customers, by, add, remove, createMissing, group } = form;
  const tags = { add, remove, createMissing, group };
  if ('where' in customers) return { ...tags, where: customers.where };
  if ('values' in customers) {
    const { path } = await storeCustomerList(page.home, customers.values);
    return { ...tags, file: path, by, column: LIST_COLUMN };
  }
  const { path } = await findUpload(page.home, customers.upload);
  return { ...tags, file: path, by, column: customers.column };
}

import { z } from 'zod';

/** How to read the file, where the user overrides what was detected. */
export const sourceChoice = z.strictObject({
  sheet: z.string().optional(),
  header: z.coerce.number().int().min(1).optional(),
  encoding: z.string().optional(),
  delimiter: z.string().optional(),
});
export type PageSource = z.infer<typeof sourceChoice>;

/** A file in the page's folder. */
export const uploadedFile = z.strictObject({ upload: z.string(), name: z.string(), bytes: z.number() });
export type UploadedFile = z.infer<typeof uploadedFile>;

const previewCell = z.strictObject({
  text: z.string(),
  /** The data-quality issue of the cell, in a sentence. */
  issue: z.string().optional(),
});

/** What was detected in an uploaded file, and its first 50 rows. */
export const uploadPreview = z.strictObject({
  upload: z.string(),
  name: z.string(),
  format: z.enum(['csv', 'xlsx', 'jsonl']),
  /** The names of the visible sheets; empty for other files. */
  sheets: z.array(z.string()),
  sheet: z.string().nullable(),
  header: z.array(z.string()),
  headerRow: z.number(),
  encoding: z.string().nullable(),
  delimiter: z.string().nullable(),
  /** The exact number of rows. */
  rows: z.number(),
  sample: z.array(z.strictObject({ row: z.number(), cells: z.array(previewCell) })),
  issues: z.array(
    z.strictObject({
      kind: z.string(),
      title: z.string(),
      count: z.number(),
      firstRow: z.number().nullable(),
      column: z.string().nullable(),
      message: z.string(),
      /** The original value cannot be known: rows with it are rejected. */
      lost: z.boolean(),
    }),
  ),
  notices: z.array(z.string()),
});
export type UploadPreview = z.infer<typeof uploadPreview>;

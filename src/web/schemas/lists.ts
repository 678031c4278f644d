import { z } from 'zod';

/** `GET /api/streams`: what can be exported. */
export const streamForms = z.array(
  z.strictObject({
    name: z.string(),
    title: z.string(),
    summary: z.string(),
    /** The tenant's custom fields have columns, too; a preview lists them. */
    columns: z.array(z.strictObject({ name: z.string(), with: z.enum(['details', 'tags']).nullable() })),
    filters: z.array(
      z.strictObject({
        name: z.string(),
        description: z.string(),
        /** Nothing can be exported without it. */
        required: z.boolean(),
        /** The allowed values by their names. */
        values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
        /** The list of the tenant that names its values: `GET /api/lookups/:lookup`. */
        lookup: z.string().optional(),
      }),
    ),
    /** Can be read by time. */
    since: z.boolean(),
    details: z.boolean(),
    tags: z.boolean(),
  }),
);
export type StreamForms = z.infer<typeof streamForms>;

/** An export by form. */
export const exportForm = z.strictObject({
  stream: z.string(),
  columns: z.array(z.string()).optional(),
  /** Conditions such as `liable_serviceid=Li Na`. */
  where: z.array(z.string()).default([]),
  since: z.string().optional(),
  until: z.string().optional(),
  format: z.enum(['csv', 'xlsx', 'jsonl']).default('xlsx'),
  /** The file's name for the download, without a folder. */
  name: z.string().optional(),
  raw: z.boolean().default(false),
  details: z.boolean().default(false),
  tags: z.boolean().default(false),
});
export type ExportForm = z.input<typeof exportForm>;

/** `POST /api/exports/preview`: what selects the rows. */
export const exportPreviewRequest = exportForm.pick({
  stream: true,
  where: true,
  since: true,
  until: true,
  raw: true,
  details: true,
  tags: true,
});
export type ExportPreviewRequest = z.input<typeof exportPreviewRequest>;

/** The first 20 rows, with all columns that the export can have. */
export const exportPreview = z.strictObject({
  columns: z.array(z.string()),
  rows: z.array(z.array(z.string())),
  /** How many rows the list has, if it says so. */
  expected: z.number().nullable(),
});
export type ExportPreview = z.infer<typeof exportPreview>;

/** A tagging by form. Customers: pasted values, an upload, or conditions. */
export const taggingForm = z.strictObject({
  customers: z.union([
    z.strictObject({ values: z.array(z.string()).min(1) }),
    z.strictObject({ upload: z.string(), column: z.string() }),
    z.strictObject({ where: z.array(z.string()).min(1) }),
  ]),
  /** What identifies the customers; not with `where`. */
  by: z.enum(['email', 'tel', 'partnerid', 'id', 'nick', 'unionid', 'external_userid']).default('email'),
  add: z.array(z.string()).default([]),
  remove: z.array(z.string()).default([]),
  createMissing: z.boolean().default(false),
  group: z.string().optional(),
});
export type TaggingForm = z.input<typeof taggingForm>;

/** `POST /api/tagging/preview`: who would gain and lose which tags. */
export const taggingPreview = z.strictObject({
  rows: z.strictObject({ read: z.number(), fit: z.number(), rejected: z.number() }),
  customers: z.strictObject({ change: z.number(), same: z.number(), unknown: z.number() }).nullable(),
  tags: z.array(z.strictObject({ tag: z.string(), gain: z.number(), lose: z.number() })),
  /** Tags that would be created. */
  made: z.array(z.string()),
  causes: z.array(z.strictObject({ code: z.string(), count: z.number(), message: z.string() })),
  notices: z.array(z.string()),
});
export type TaggingPreview = z.infer<typeof taggingPreview>;

import { z } from 'zod';
import { mappingContent } from './mappings.ts';
import { sourceChoice } from './uploads.ts';

/** The options of an import and a check. */
export const importChoice = z.strictObject({
  limit: z.int().min(1).optional(),
  /** A number of rows, or a percentage such as `5%`. */
  maxErrors: z
    .string()
    .regex(/^\d+(\.\d+)?%?$/)
    .optional(),
  changedOnly: z.boolean().optional(),
  onDuplicate: z.enum(['reject', 'last', 'all']).optional(),
  onCollision: z.enum(['reject', 'send']).optional(),
  mode: z.enum(['create', 'update', 'upsert']).optional(),
  undoable: z.boolean().optional(),
  again: z.boolean().optional(),
  acceptDamage: z.boolean().optional(),
  createMissing: z.boolean().optional(),
  group: z.string().optional(),
});
export type PageImportChoice = z.infer<typeof importChoice>;

const mappedUpload = {
  upload: z.string(),
  source: sourceChoice.default({}),
  content: mappingContent,
};

export const rowPreviewRequest = z.strictObject({ ...mappedUpload, row: z.int().min(1) });

const rowProblem = z.strictObject({
  /** The column that it concerns; null for the row as a whole. */
  column: z.string().nullable(),
  field: z.string().nullable(),
  code: z.string(),
  message: z.string(),
});
export type PageRowProblem = z.infer<typeof rowProblem>;

/** `POST /api/preview-row`: what would be sent for a row. */
export const rowPreview = z.strictObject({
  row: z.number(),
  cells: z.array(z.string()),
  /** Null if the row has problems. */
  payload: z.record(z.string(), z.unknown()).nullable(),
  followUps: z.array(z.strictObject({ target: z.string(), payload: z.record(z.string(), z.unknown()) })),
  problems: z.array(rowProblem),
  /** Rules of the mapping that the row breaks, and that only warn. */
  warnings: z.array(rowProblem),
  /** Why the mapping leaves the row out; null if it does not. */
  leftOut: z.string().nullable(),
});
export type RowPreview = z.infer<typeof rowPreview>;

export const checkRequest = z.strictObject({ ...mappedUpload, options: importChoice.default({}) });

/** `POST /api/checks`. */
export const startedCheck = z.strictObject({ check: z.string() });

const checkCounts = z.strictObject({
  read: z.number(),
  fit: z.number(),
  rejected: z.number(),
  skipped: z.number(),
});

/** Why rows are rejected, most frequent first. */
const rejectionCause = z.strictObject({
  /** Selects its rows: `code`, or `code:field`. */
  cause: z.string(),
  code: z.string(),
  field: z.string().nullable(),
  column: z.string().nullable(),
  count: z.number(),
  message: z.string(),
  remediation: z.string().nullable(),
});
export type RejectionCause = z.infer<typeof rejectionCause>;

/** `GET /api/checks/:check`. */
export const checkState = z.strictObject({
  check: z.string(),
  upload: z.string(),
  state: z.enum(['running', 'stopping', 'ended', 'failed']),
  header: z.array(z.string()),
  /** Rows read so far, and expected. */
  progress: z.strictObject({ rows: z.number(), total: z.number().nullable() }).nullable(),
  counts: checkCounts,
  causes: z.array(rejectionCause),
  /** Cells that were edited. */
  edits: z.number(),
  notices: z.array(z.string()),
  error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
});
export type CheckState = z.infer<typeof checkState>;

export const rowQuery = z.object({
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  /** Only rows with this cause. */
  cause: z.string().optional(),
  status: z.enum(['fit', 'rejected']).optional(),
});

/** The query of a run's rows: all of them did not succeed, so that `status=error` changes nothing. */
export const failedRowQuery = rowQuery.extend({ status: z.literal('error').optional() });

const checkedRow = z.strictObject({
  row: z.number(),
  cells: z.array(z.string()),
  status: z.enum(['fit', 'rejected', 'skipped']),
  problems: z.array(rowProblem),
  /** The columns that were edited. */
  edited: z.array(z.string()),
});
export type CheckedRow = z.infer<typeof checkedRow>;

/** `GET /api/checks/:check/rows`. */
export const checkedRows = z.strictObject({ total: z.number(), rows: z.array(checkedRow) });
export type CheckedRows = z.infer<typeof checkedRows>;

/** `PATCH /api/checks/:check/rows/:row`. */
export const cellEdit = z.strictObject({ column: z.string(), text: z.string().max(100_000) });

/** The edited row, checked again by itself, and the counts with it. */
export const recheckedRow = z.strictObject({ row: checkedRow, counts: checkCounts, edits: z.number() });
export type RecheckedRow = z.infer<typeof recheckedRow>;

import { z } from 'zod';
import { importChoice } from './checks.ts';
import { exportForm, taggingForm } from './lists.ts';
import { mappingContent } from './mappings.ts';
import { sourceChoice } from './uploads.ts';

/** A file with its mapping: an upload, or a check with its edited cells. */
const importedFile = z.union([
  z.strictObject({ check: z.string() }),
  z.strictObject({ upload: z.string(), source: sourceChoice.default({}), content: mappingContent }),
  /** The corrected rows of a run. */
  z.strictObject({ retryOf: z.string() }),
]);

/** `POST /api/jobs`: what to run. */
export const jobRequest = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('import'), from: importedFile, options: importChoice.default({}) }),
  z.strictObject({ kind: z.literal('plan'), from: importedFile, options: importChoice.default({}) }),
  z.strictObject({ kind: z.literal('apply'), plan: z.string() }),
  z.strictObject({ kind: z.literal('undo'), run: z.string(), dryRun: z.boolean().default(false) }),
  z.strictObject({ kind: z.literal('verify'), run: z.string() }),
  z.strictObject({ kind: z.literal('resume'), run: z.string(), resendInDoubt: z.boolean().default(false) }),
  z.strictObject({ kind: z.literal('tag'), tagging: taggingForm, dryRun: z.boolean().default(false) }),
  z.strictObject({ kind: z.literal('export'), export: exportForm }),
  z.strictObject({ kind: z.literal('mirror'), full: z.boolean().default(false) }),
]);
export type JobRequest = z.input<typeof jobRequest>;

/** The answer of `POST /api/jobs`. */
export const startedJob = z.strictObject({ job: z.string() });

const jobProgress = z.strictObject({
  /** `Importing`, `Checking`, … */
  title: z.string(),
  rows: z.number(),
  /** Expected rows; null if unknown. */
  total: z.number().nullable(),
  errors: z.number(),
  ratePerSecond: z.number(),
  secondsLeft: z.number().nullable(),
  requests: z.strictObject({ sent: z.number(), retried: z.number(), throttled: z.number() }),
  waiting: z
    .union([
      z.strictObject({ for: z.literal('pause'), leftMs: z.number() }),
      z.strictObject({ for: z.literal('server'), reason: z.string() }),
      z.strictObject({ for: z.enum(['window', 'budget', 'daily-limit']), untilMs: z.number(), until: z.string() }),
    ])
    .nullable(),
});
export type JobProgress = z.infer<typeof jobProgress>;

/** The summary of a run: what `--json` prints. `rows`, `causes`, `files`, … as docs/automation.md lists them. */
const jobSummary = z.record(z.string(), z.unknown());

export const jobCause = z.strictObject({
  code: z.string(),
  field: z.string().nullable(),
  count: z.number(),
  message: z.string(),
  remediation: z.string().nullable(),
});
export type JobCause = z.infer<typeof jobCause>;

/** A job, as `GET /api/jobs/:job` returns it and every event of `/api/jobs/:job/events` repeats it. */
export const jobState = z.strictObject({
  id: z.string(),
  kind: z.enum(['import', 'plan', 'apply', 'undo', 'verify', 'resume', 'tag', 'export', 'mirror']),
  /** What it works on, for people: `customers.csv`. */
  about: z.string(),
  /** ISO times. */
  started: z.string(),
  ended: z.string().nullable(),
  state: z.enum(['running', 'confirm', 'stopping', 'ended', 'failed']),
  /** The run in the ledger, once it is known. */
  run: z.string().nullable(),
  progress: jobProgress.nullable(),
  /** The last messages, oldest first. */
  messages: z.array(z.strictObject({ level: z.enum(['info', 'problem']), text: z.string() })),
  /** The question that the job waits for. */
  confirm: z.strictObject({ details: z.array(z.string()), question: z.string() }).nullable(),
  summary: jobSummary.nullable(),
  /** Why rows did not succeed, most frequent first, each with what to do. */
  causes: z.array(jobCause),
  /** What to do next, in a sentence. */
  next: z.string().nullable(),
  /** What the page offers for the run now. */
  offers: z.array(z.enum(['resume', 'retry', 'errors', 'undo', 'verify', 'apply', 'report', 'download'])),
  /** `Declined`: its question was answered with no; `Stopped`: it was stopped before it sent anything. */
  error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
});
export type JobState = z.infer<typeof jobState>;

/** `POST /api/jobs/:job/confirm`. */
export const jobConfirmation = z.strictObject({ agreed: z.boolean() });

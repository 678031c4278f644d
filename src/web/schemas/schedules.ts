import { z } from 'zod';

/** A job of the schedule by form. */
const scheduleJobForm = z.strictObject({
  name: z.string(),
  cron: z.string(),
  timezone: z.string().optional(),
  command: z.enum(['export', 'import', 'tag', 'check']),
  args: z.array(z.string()),
  keep: z.int().min(1).optional(),
});

/** `PUT /api/schedules`: all jobs of the jobs file; comments in the file are lost. */
export const schedulesRequest = z.strictObject({
  jobs: z.array(scheduleJobForm),
  /** The address that is told about the end of runs. Left out: the stored one stays; null: none. */
  notifyUrl: z.string().nullable().optional(),
});
export type SchedulesRequest = z.input<typeof schedulesRequest>;

/** `GET /api/schedules`. */
export const scheduledJobs = z.strictObject({
  /** The jobs file. */
  path: z.string(),
  /** The command that runs them. */
  command: z.string(),
  /** Scheme and host of the address that is told; the rest may hold a secret, and stays on the server. */
  notifies: z.string().nullable(),
  jobs: z.array(
    scheduleJobForm.extend({
      timezone: z.string(),
      /** ISO times. */
      next: z.string().nullable(),
      running: z.boolean(),
      last: z.strictObject({ started: z.string(), isWell: z.boolean(), detail: z.string().nullable() }).nullable(),
    }),
  ),
});
export type ScheduledJobs = z.infer<typeof scheduledJobs>;

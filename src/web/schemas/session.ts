import { z } from 'zod';

/** What `POST /api/session` takes: the one-time token of the page's address. */
export const sessionRequest = z.strictObject({ token: z.string().min(1) });

/** What the page is connected to. `ready`: there are credentials. */
export const pageSession = z.strictObject({
  version: z.string(),
  /** The language that the user has set; without one, the browser's. */
  language: z.enum(['en', 'zh']).nullable(),
  connection: z.strictObject({
    profile: z.string().nullable(),
    baseUrl: z.string().nullable(),
    ready: z.boolean(),
    /** What is missing. */
    problem: z.string().nullable(),
  }),
  /** The embedded sandbox is the connection. */
  rehearsing: z.boolean(),
});
export type PageSession = z.infer<typeof pageSession>;

/** Every answer with a status of 400 or more. `message` is for people. */
export const failedAnswer = z.strictObject({ error: z.strictObject({ code: z.string(), message: z.string() }) });
export type FailedAnswer = z.infer<typeof failedAnswer>;

/** The answer of a call that returns nothing. */
export const emptyAnswer = z.strictObject({});

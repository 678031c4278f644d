import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { z } from 'zod';
import { jobStateOf } from '../jobs/job-view.ts';
import { startJob } from '../jobs/start-job.ts';
import type { PageContext } from '../page-context.ts';
import { readBody } from '../read-request.ts';
import { refuse } from '../refusal.ts';
import { type JobState, jobConfirmation, jobRequest, type startedJob } from '../schemas/jobs.ts';

/** The shortest time between two events; what changes meanwhile is in the next one. */
const EVENT_INTERVAL_MS = 100;
/** Proxies and browsers close a connection on which nothing comes for long. */
const KEEP_ALIVE_MS = 15_000;

/** Runs in the background: started, watched, stopped and confirmed. */
export function jobRoutes(page: PageContext): Hono {
  const { jobs } = page;
  return new Hono()
    .post('/jobs', async (context) => {
      const job = await startJob(page, await readBody(context, jobRequest));
      return context.json({ job: job.id } satisfies z.infer<typeof startedJob>);
    })
    .get('/jobs', async (context) => {
      const listed = jobs.list().filter(({ kind }) => kind !== 'check');
      const states: JobState[] = [];
      for (const job of listed) states.push(await jobStateOf(job, page.ledger));
      return context.json(states);
    })
    .get('/jobs/:job', async (context) =>
      context.json(await jobStateOf(jobs.get(context.req.param('job')), page.ledger)),
    )
    .post('/jobs/:job/stop', async (context) => {
      const job = jobs.get(context.req.param('job'));
      job.stop();
      return context.json(await jobStateOf(job, page.ledger));
    })
    .post('/jobs/:job/confirm', async (context) => {
      const job = jobs.get(context.req.param('job'));
      const { agreed } = await readBody(context, jobConfirmation);
      if (job.question === undefined) throw refuse(409, 'no-question', 'The job does not ask anything now.');
      job.question.answer(agreed);
      return context.json(await jobStateOf(job, page.ledger));
    })
    .get('/jobs/:job/events', (context) => {
      const job = jobs.get(context.req.param('job'));
      return streamSSE(context, async (stream) => {
        let wake = () => {};
        let number = 0;
        const leave = job.onChange(() => wake());
        stream.onAbort(() => wake());
        try {
          while (!stream.aborted) {
            const changed = new Promise<void>((resolve) => {
              wake = resolve;
            });
            const state = await jobStateOf(job, page.ledger);
            number += 1;
            await stream.writeSSE({ id: String(number), data: JSON.stringify(state) });
            if (state.ended !== null) return;
            const alive = setTimeout(() => wake(), KEEP_ALIVE_MS);
            await changed;
            clearTimeout(alive);
            await stream.sleep(EVENT_INTERVAL_MS);
          }
        } finally {
          leave();
        }
      });
    });
}

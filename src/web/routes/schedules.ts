import { Hono } from 'hono';
import type { z } from 'zod';
import { changeSchedule, scheduleCommand, schedulePath, viewSchedule } from '../../app/schedule/edit-schedule.ts';
import { runSchedule } from '../../app/schedule/run-schedule.ts';
import type { PageContext } from '../page-context.ts';
import { readBody } from '../read-request.ts';
import { refuse } from '../refusal.ts';
import { type ScheduledJobs, schedulesRequest } from '../schemas/schedules.ts';
import type { emptyAnswer } from '../schemas/session.ts';

const REHEARSING =
  'While you rehearse, jobs of the schedule cannot be run: they would use the real connection. End the rehearsal first.';

/** The jobs file of the home folder: what runs when, and how it went. */
export function scheduleRoutes(page: PageContext): Hono {
  /** The jobs that run from this page, by name. */
  const running = new Set<string>();
  const run = async (job: string) => {
    running.add(job);
    const { signal } = page.closing;
    try {
      await runSchedule({
        jobs: schedulePath(page.home),
        home: page.home,
        env: page.options.env,
        start: page.options.runCommand,
        sharedArgs: page.sharedArgs,
        once: job,
        stop: signal,
        interrupt: signal,
      });
    } finally {
      running.delete(job);
    }
  };
  const view = async (): Promise<ScheduledJobs> => {
    const { path, notifies = null, jobs } = await viewSchedule(page.home);
    return {
      path,
      command: scheduleCommand(page.home, page.sharedArgs),
      notifies,
      jobs: jobs.map(({ name, cron, timezone, command, args, keep, next = null, last }) => ({
        ...{ name, cron, timezone, command: command as ScheduledJobs['jobs'][number]['command'], next },
        ...(keep !== undefined && { keep }),
        args: [...args],
        running: running.has(name),
        last: last ? { started: last.started, isWell: last.exitCode === 0, detail: last.detail ?? null } : null,
      })),
    };
  };
  return new Hono()
    .get('/schedules', async (context) => context.json(await view()))
    .put('/schedules', async (context) => {
      await changeSchedule(page.home, await readBody(context, schedulesRequest));
      return context.json(await view());
    })
    .post('/schedules/:job/run', async (context) => {
      const job = context.req.param('job');
      if (page.isRehearsing) throw refuse(409, 'rehearsing', REHEARSING);
      if (running.has(job)) throw refuse(409, 'job-runs', `${job} is running already.`);
      const { jobs } = await viewSchedule(page.home);
      if (!jobs.some(({ name }) => name === job)) throw refuse(404, 'no-job', 'The schedule has no such job.');
      run(job).catch(page.options.onUnexpected);
      return context.json({} satisfies z.infer<typeof emptyAnswer>);
    });
}

import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { replacePrivateFile } from '../../files/index.ts';
import { createFolder } from '../../ledger/index.ts';
import { shellLine } from '../../words/index.ts';
import { readLastRun } from './job-files.ts';
import { loadSchedule, parseSchedule } from './schedule-jobs.ts';

/** A job as a form shows it. */
interface JobView {
  readonly name: string;
  readonly cron: string;
  readonly timezone: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly keep: number | undefined;
  /** ISO time at which it is due next, if something runs the schedule then. */
  readonly next: string | undefined;
  readonly last:
    | { readonly started: string; readonly exitCode: number; readonly detail: string | undefined }
    | undefined;
}

/** The jobs file of the home folder. */
interface ScheduleView {
  readonly path: string;
  /** Scheme and host of the address that is told; the rest may hold a secret. */
  readonly notifies: string | undefined;
  readonly jobs: readonly JobView[];
}

/** A job as a form sends it. */
interface JobForm {
  readonly name: string;
  readonly cron: string;
  readonly timezone?: string | undefined;
  readonly command: string;
  readonly args: readonly string[];
  readonly keep?: number | undefined;
}

/** The path of the jobs file that belongs to a home folder. */
export function schedulePath(home: string): string {
  return join(home, 'schedules.yaml');
}

/** The folder beside the jobs file to which its exports go unless they say otherwise. */
const EXPORTS_FOLDER = 'exports';

/** Reads the jobs file; one that does not exist has no jobs. Errors: `ExportError` that says where the file is wrong. */
export async function viewSchedule(home: string): Promise<ScheduleView> {
  const path = schedulePath(home);
  if (!existsSync(path)) return { path, notifies: undefined, jobs: [] };
  const { jobs, notifyUrl } = await loadSchedule(path);
  return {
    path,
    notifies: notifyUrl === undefined ? undefined : new URL(notifyUrl).origin,
    jobs: jobs.map(({ name, expression, timezone, command, args, keep, cron }) => {
      const last = readLastRun(home, name);
      return {
        ...{ name, cron: expression, timezone, command, args, keep },
        next: cron.nextRun()?.toISOString(),
        last: last && { started: last.started, exitCode: last.exit_code, detail: last.message },
      };
    }),
  };
}

/**
 * Replaces the jobs of the jobs file. What a form does not have stays as it is in a job of the same name: how often it is
 * resumed, for one. `notifyUrl`: null removes the address, undefined keeps it. Without jobs there is no file.
 * Errors: `ExportError` that says what is wrong; the file stays as it was then.
 */
export async function changeSchedule(
  home: string,
  { jobs, notifyUrl }: { readonly jobs: readonly JobForm[]; readonly notifyUrl?: string | null | undefined },
): Promise<void> {
  const path = schedulePath(home);
  if (jobs.length === 0) {
    await rm(path, { force: true });
    return;
  }
  const { 'notify-url': keptUrl, jobs: keptJobs = [], ...others } = readStored(path);
  const url = notifyUrl === undefined ? keptUrl : (notifyUrl ?? undefined);
  const content = {
    version: 1,
    ...others,
    ...(url !== undefined && { 'notify-url': url }),
    jobs: jobs.map(({ name, cron, timezone, command, args, keep }) => {
      const { timezone: _, keep: __, ...kept } = keptJobs.find((job) => job.name === name) ?? {};
      return {
        ...kept,
        ...{ name, cron, command, args },
        ...(timezone !== undefined && { timezone }),
        ...(keep !== undefined && { keep }),
      };
    }),
  };
  const text = stringify(content, { lineWidth: 0 });
  parseSchedule(text, path);
  createFolder(join(home, EXPORTS_FOLDER), 0o700);
  await replacePrivateFile(path, text);
}

interface StoredSchedule extends Readonly<Record<string, unknown>> {
  readonly 'notify-url'?: string;
  readonly jobs?: readonly (Readonly<Record<string, unknown>> & { readonly name?: string })[];
}

/** The file as it is; one that cannot be read is checked when the schedule is shown. */
function readStored(path: string): StoredSchedule {
  if (!existsSync(path)) return {};
  const text = readFileSync(path, 'utf8');
  parseSchedule(text, path);
  return parse(text) as StoredSchedule;
}

/** The command line that runs the jobs when they are due. */
export function scheduleCommand(home: string, sharedArgs: readonly string[]): string {
  return shellLine(['sobot-etl', 'schedule', schedulePath(home), ...sharedArgs]);
}

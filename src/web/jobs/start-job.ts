import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { z } from 'zod';
import { applyPlan } from '../../app/change/apply-plan.ts';
import { supportsUndo } from '../../app/change/change-extension.ts';
import { planFile } from '../../app/change/plan-file.ts';
import { refreshMirrorOf } from '../../app/change/refresh-tenant-mirror.ts';
import { undoRun } from '../../app/change/undo-run.ts';
import { verifyRun } from '../../app/change/verify-run.ts';
import { findStream } from '../../app/export/export-choice.ts';
import { exportStream } from '../../app/export/export-stream.ts';
import type { ImportPolicy } from '../../app/import/import-choice.ts';
import { importFile } from '../../app/import/import-file.ts';
import { loadMappingForFile } from '../../app/import/load-mapping-for-file.ts';
import { resumeAnyRun } from '../../app/resume-run.ts';
import { runDetails } from '../../app/run-details.ts';
import { tagCustomers } from '../../app/tag-customers.ts';
import { fileNameOf, newOutputFolder, uploadsFolder } from '../../app/uploads/uploads.ts';
import { frozenCorrections } from '../checks.ts';
import { mapUpload } from '../mapped-upload.ts';
import type { PageContext } from '../page-context.ts';
import { tagOptionsOf } from '../routes/tagging.ts';
import type { jobRequest } from '../schemas/jobs.ts';
import type { Job } from './job.ts';

type Asked = z.output<typeof jobRequest>;
type AskedOf<Kind extends Asked['kind']> = Extract<Asked, { kind: Kind }>;

/** Starts what the page has asked for. Errors: those that can be told before it begins; all others are the job's. */
export async function startJob(page: PageContext, request: Asked): Promise<Job> {
  const { jobs, connection } = page;
  switch (request.kind) {
    case 'import':
    case 'plan':
      return startImport(page, request);
    case 'apply': {
      const leftOut = page.plans.leftOut(request.plan);
      return jobs.start('apply', await inputOf(page, request.plan), async (control) => {
        const out = await outputFolderBeside(page, request.plan);
        return applyPlan({ connection, ...control, plan: request.plan, leftOut, out });
      });
    }
    case 'undo': {
      const { run, dryRun } = request;
      return jobs.start('undo', await inputOf(page, run), async (control) => {
        const out = await outputFolderBeside(page, run);
        return undoRun({ connection, ...control, run, dryRun, out });
      });
    }
    case 'verify': {
      const { run } = request;
      return jobs.start('verify', await inputOf(page, run), (control) => verifyRun({ connection, ...control, run }));
    }
    case 'resume': {
      const { run, resendInDoubt } = request;
      return jobs.start('resume', await inputOf(page, run), (control) =>
        resumeAnyRun({ connection, ...control, run, resendInDoubt }),
      );
    }
    case 'tag':
      return startTagging(page, request);
    case 'export':
      return startExport(page, request);
    case 'mirror':
      return jobs.start('mirror', 'all customers', (control) =>
        refreshMirrorOf({ connection, ...control, full: request.full }),
      );
  }
}

async function startImport(page: PageContext, request: AskedOf<'import'> | AskedOf<'plan'>): Promise<Job> {
  const { connection, jobs, checks } = page;
  const { from, kind } = request;
  const check = 'check' in from ? checks.get(from.check) : undefined;
  const mapped =
    check?.mapped ??
    ('retryOf' in from ? await page.failedRows.mapped(from.retryOf) : await mapUpload(page, from as never));
  const { upload, source, mapping } = mapped;
  const id = randomBytes(6).toString('hex');
  const corrections = await frozenCorrections(mapped, id);
  const loaded = await loadMappingForFile(upload.path, mapping, source);
  const given = { ...check?.options, ...(request.options as ImportPolicy) };
  const options = {
    ...given,
    ...source,
    ...{ connection, file: upload.path, mapping, out: join(upload.folder, `run-${id}`) },
    ...(corrections !== undefined && { corrections }),
  };
  if (kind === 'plan') return jobs.start('plan', upload.name, (control) => planFile({ ...options, ...control }));
  const undoable = given.undoable ?? supportsUndo(loaded);
  return jobs.start('import', upload.name, (control) => importFile({ ...options, ...control, undoable }));
}

async function startTagging(page: PageContext, { tagging, dryRun }: AskedOf<'tag'>): Promise<Job> {
  const options = await tagOptionsOf(page, tagging);
  const { file } = options as { file?: string };
  const about = file === undefined ? (options as { where: readonly string[] }).where.join(', ') : basename(file);
  const out = join(file === undefined ? join(page.home, 'runs') : dirname(dirname(file)), newFolderName());
  return page.jobs.start('tag', about, (control) =>
    tagCustomers({ ...options, connection: page.connection, ...control, dryRun, out }),
  );
}

async function startExport(page: PageContext, { export: form }: AskedOf<'export'>): Promise<Job> {
  const { stream, columns, where, since, until, format, raw, details, tags, name } = form;
  const found = findStream(stream);
  const output = join(await newOutputFolder(page.home), fileName(name ?? found.name, format));
  const choice = { where, format, raw, output, columns, since, until };
  return page.jobs.start('export', basename(output), (control) =>
    exportStream({
      ...{ ...choice, connection: page.connection, ...control },
      stream: found.name as never,
      // Left out where the stream has none.
      ...(details && { details }),
      ...(tags && { tags }),
    }),
  );
}

function fileName(name: string, format: string): string {
  const stem = basename(name).replace(/\.(csv|xlsx|jsonl)$/i, '') || 'export';
  return fileNameOf(`${stem}.${format}`);
}

/** The folder of a run that belongs to another: beside the other's, so that both are forgotten together. */
async function outputFolderBeside(page: PageContext, run: string): Promise<string> {
  const { files } = await runDetails(page.ledger, run);
  const beside = 'errors' in files ? dirname(dirname(files.errors)) : uploadsFolder(page.home);
  const folder = beside.startsWith(uploadsFolder(page.home)) ? beside : join(page.home, 'runs');
  return join(folder, newFolderName());
}

function newFolderName(): string {
  return `run-${randomBytes(6).toString('hex')}`;
}

/** The name of a run's input. */
async function inputOf(page: PageContext, run: string): Promise<string> {
  return basename((await runDetails(page.ledger, run)).input);
}

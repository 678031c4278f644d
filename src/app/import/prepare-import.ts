import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { systemClock } from '../../dispatch/clock.ts';
import { Stopped } from '../../dispatch/dispatcher.ts';
import { createDryLog } from '../../import/dry-log.ts';
import { indexLastRows } from '../../import/duplicates.ts';
import type { ImportJob } from '../../import/import-job.ts';
import { mappedBatches } from '../../import/mapped-rows.ts';
import { errorsWorkbookPath, RunFiles, runFilePaths } from '../../import/run-files.ts';
import { UsedLookups } from '../../import/sharing/used-lookups.ts';
import type { Lock, StoredRun } from '../../ledger/index.ts';
import type { LoadedMapping } from '../../mapping/index.ts';
import type { RunReporter } from '../reporter.ts';
import type { StopSignals } from '../run-context.ts';
import type { Session } from '../session.ts';
import { compileMapper } from './compile-mapper.ts';
import { askConsent, dangerOfImport } from './consent.ts';
import { withPlaceOfColumns } from './find-columns.ts';
import { identifiedBy, identityOf } from './identity-of.ts';
import { parseErrorLimit } from './import-choice.ts';
import type { ExtendedImport } from './import-extension.ts';
import { type ImportRequest, sends } from './import-request.ts';
import { type Input, requireOtherFile } from './open-input.ts';
import { lockOutput } from './run-locks.ts';
import { recordRun } from './run-record.ts';
import { sharingOf } from './sharing-of.ts';

/** An import's surroundings, once its input is at hand. */
export interface Opened {
  readonly session: Session;
  readonly signals: StopSignals;
  readonly input: Input;
  readonly reporter: RunReporter;
}

export interface Prepared {
  readonly job: ImportJob;
  /** The run in the ledger; a check has none. */
  readonly run: StoredRun | undefined;
  readonly extended: ExtendedImport | undefined;
}

/** Everything up to the first row: whatever is wrong here is thrown, and nothing has been sent. */
export async function prepareImport(
  request: ImportRequest,
  { id, session, signals, input, reporter, locks }: Opened & { id: string; locks: Lock[] },
): Promise<Prepared> {
  const { command, options, mapping, resumed, resendInDoubt = false } = request;
  const { ledger, settings } = session;
  const table = await input.open();
  try {
    const isDry = command === 'check' || options.dryRun === true;
    const { header } = table;
    const { stop } = signals;
    const isResumed = resumed !== undefined;
    const extended = await request.extension?.({ session, input, header, isDry, isResumed, stop });
    let used: UsedLookups | undefined;
    let mapper = await compiled();
    await extended?.survey?.(extended.maySend ?? (() => true));
    if (stop.aborted) throw new Stopped('the run is stopping');
    const lastRows = options.onDuplicate === 'last' ? await readLastRows() : undefined;
    const dir = resumed?.outDir ?? resolve(options.out ?? join('runs', id));
    requireOtherFile(input, [...Object.values(runFilePaths(dir)), errorsWorkbookPath(dir)]);
    if (sends(request)) {
      for (const danger of [dangerOfMapping(), extended?.danger?.(mapper)]) {
        if (danger) await askConsent(danger, options.agreed === true, reporter);
      }
    }
    if (options.out !== undefined || resumed) locks.push(lockOutput(ledger, dir));
    if (extended?.make && !isDry) {
      await extended.make();
      mapper = await compiled();
    }
    const keyField = keyFieldOf(mapping);
    const keyColumn = mapper.keyColumn ?? keyField;
    const { style } = table;
    const more = extended?.resultColumns;
    const files = await RunFiles.open({ dir, header, style, keyColumn, more, resume: isResumed });
    if (extended && !extended.keepsMapping && !resumed) await writeFile(mapping.path, mapping.text);
    if (stop.aborted) throw new Stopped('the run is stopping');
    const errorsOf = await input.errorsOf();
    const run = isDry ? undefined : resumed ? ledger.runs.move(resumed, 'running') : beginRun(errorsOf);
    const scope = run?.scope ?? session.scope;
    const keys = ledger.keys(scope);
    const { target } = mapping;
    const knowsKeys = target.keyed === true && hasKey(mapping) && keys.any(target.name, keyField ?? '');
    const identity = await identityOf(request, { session, signals, input, header, scope });
    const job: ImportJob = {
      run: id,
      runStartedAt: run?.startedAt ?? Date.now(),
      command,
      target: mapping.target,
      table,
      mapper,
      openLog: (listener) => (run ? ledger.rows(run, listener) : createDryLog(listener)),
      files,
      resumed: isResumed,
      reopen: () => input.open(),
      keyField,
      clock: systemClock,
      random: Math.random,
      ...(run && { dispatcher: session.dispatcher }),
      knowsKeys,
      otherKey: (remoteId, key) => keys.other(mapping.target.name, keyField ?? '', remoteId, key),
      isLive: (other) => ledger.isLive(other),
      sequence: run?.seq,
      lastSent: (key) => keys.known(mapping.target.name, key, keyField ?? ''),
      refinement: extended?.refinement,
      lastRows,
      identity,
      sharing:
        isDry && !extended && !knowsKeys
          ? sharingOf({ options, mapping, input, header, lookups: used, identity: identity?.rules })
          : undefined,
      inputChanged: () => input.hasChanged(),
      stop,
      cancel: signals.cancel,
      halt: () => signals.halt(),
      settings: {
        concurrency: settings.concurrency,
        limit: options.limit,
        maxErrors: parseErrorLimit(options.maxErrors),
        identifiedBy: identifiedBy(mapping),
        onDuplicate: options.onDuplicate ?? 'reject',
        again: options.again ?? false,
        changedOnly: options.changedOnly === true && !extended?.findsChanges,
        resendInDoubt,
        outagePatienceMs: settings.outagePatienceMs,
        lateMs: settings.lateMs,
      },
    };
    return { job, run, extended };

    async function compiled() {
      const made = await compileMapper(session, mapping, table, (lookups) => {
        used = new UsedLookups(extended?.lookups?.(lookups) ?? lookups);
        return used;
      });
      return extended?.mapper(made) ?? made;
    }

    function dangerOfMapping() {
      const { concurrency } = settings;
      const open = () => input.open();
      return dangerOfImport(mapping, { file: options.file, open, mapper, concurrency, limit: options.limit, stop });
    }

    function beginRun(errorsOf: string | undefined) {
      return recordRun(session, {
        id,
        command,
        dir,
        options,
        connection: request.connection,
        mapping,
        keyField,
        input,
        header,
        errorsOf,
      });
    }

    async function readLastRows() {
      reporter.message('info', 'Reading the keys first, since of several rows with one key the last counts.');
      const first = await input.open();
      try {
        const window = { concurrency: settings.concurrency, limit: options.limit };
        const rows = mappedBatches({ table: first, mapper, settings: window, stop }, undefined);
        const index = await indexLastRows(rows);
        if (stop.aborted) throw new Stopped('the run is stopping');
        return index;
      } finally {
        await first.close();
      }
    }
  } catch (error) {
    await table.close();
    throw await withPlaceOfColumns(error, mapping, input.path);
  }
}

function hasKey({ content }: LoadedMapping): boolean {
  return content.key !== undefined;
}

function keyFieldOf({ content }: LoadedMapping): string | undefined {
  return typeof content.key === 'string' ? content.key : undefined;
}

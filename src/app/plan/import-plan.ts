import { readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { EXIT, EXIT_OF_STAGE } from '../../cli/exit-code.ts';
import type { Terminal } from '../../cli/terminal.ts';
import { systemClock } from '../../dispatch/clock.ts';
import { EarlierRecords } from '../../import/earlier-records.ts';
import { runFilePaths } from '../../import/run-files.ts';
import { makeRunFolder } from '../../import/run-folder.ts';
import type { ImportSummary } from '../../import/summary.ts';
import type { MappedRow } from '../../mapping/index.ts';
import { dangersOf, type LoadedMapping } from '../../mapping/index.ts';
import { counted } from '../../words/counted.ts';
import { compileMapper } from '../import/compile-mapper.ts';
import { askConsent, requireConsent } from '../import/consent.ts';
import { createMissingExtension } from '../import/create-missing.ts';
import { type ImportExtension, joined } from '../import/import-extension.ts';
import { importFile } from '../import/import-file.ts';
import { type ImportFlags, type SourceFlags, sourceFlagsOf } from '../import/import-flags.ts';
import { loadMappingFor } from '../import/load-mapping-for.ts';
import { earlierRuns, type Input, prepareInput } from '../import/open-input.ts';
import { type PlanPlace, recordRun } from '../import/run-record.ts';
import { newRunId } from '../run-id.ts';
import { openSession, type Session } from '../session.ts';
import { resolveSettings } from '../settings.ts';
import type { PlanStep } from './plan-file.ts';
import { doSteps, extensionOf, stepFolder, stepId } from './plan-runs.ts';
import { printPlanSummary, sumUpPlan, writePlanSummary } from './plan-summary.ts';

interface LoadedStep {
  readonly file: string;
  readonly mapping: LoadedMapping;
  readonly source: SourceFlags;
}

/** Imports several files in their order as one: what is wrong with any of them is told before any is sent. */
export async function importPlan(
  command: 'import' | 'check',
  steps: readonly PlanStep[],
  flags: Omit<ImportFlags, 'file' | 'mapping'>,
  terminal: Terminal,
): Promise<number> {
  const loaded = await Promise.all(
    steps.map(async ({ file, mapping, ...own }) => {
      const source = { ...sourceFlagsOf(flags), ...own };
      return { file, mapping: await loadMappingFor(file, mapping, source), source };
    }),
  );
  if (command === 'check' || flags.dryRun) return checkPlan(command, loaded, flags, terminal);
  requireConsent(dangersOfPlan(loaded), flags.yes, terminal);
  const id = newRunId(Date.now(), Math.random);
  const plan = { id, steps: loaded.length, dir: resolve(flags.out ?? join('runs', id)) };
  const session = openSession(resolveSettings(flags, process.env), systemClock, Math.random);
  try {
    const ready = await prepareSteps(session, plan, loaded, flags);
    const preview = () => previewOf(loaded, ready);
    await askConsent({ does: dangersOfPlan(loaded), preview }, flags.yes, terminal);
    makeRunFolder(plan.dir);
    // All before the first begins, so that every one of them can be resumed.
    for (const run of ready) session.ledger.runs.move(recordRun(session, run), 'interrupted');
    const told = { terminal, json: flags.json, home: flags.home };
    return await doSteps(session.ledger, plan, told, (resumed, hooks) => {
      const { file, mapping } = loaded[Number(resumed.id.split('-').at(-1)) - 1] as LoadedStep;
      const own = { ...flags, file, mapping: mapping.path, json: false };
      const inputName = relative(process.cwd(), file);
      const extension = joined(hooks.extension, createMissingExtension(own, mapping)) ?? hooks.extension;
      const base = { command: 'import' as const, flags: own, mapping, resumed, isNew: true };
      return importFile({ ...base, inputName, ...hooks, extension }, terminal);
    });
  } finally {
    await session.close();
  }
}

const MAKES_TAGS = ['tag', 'tag-group'];

type NewStep = Parameters<typeof recordRun>[1];

/** Opens every file and compiles every mapping: what is wrong with any of them is thrown here. */
async function prepareSteps(
  session: Session,
  plan: PlanPlace,
  steps: readonly LoadedStep[],
  flags: Omit<ImportFlags, 'file' | 'mapping'>,
): Promise<NewStep[]> {
  const ready: NewStep[] = [];
  for (const [index, { file, mapping, source }] of steps.entries()) {
    const id = stepId(plan, index + 1);
    const input = await prepareInput(file, mapping, {
      spool: session.ledger.spoolPath(id),
      earlier: earlierRuns(session.ledger),
    });
    const table = await input.open();
    const { header } = table;
    try {
      const extended = await createMissingExtension(
        flags,
        mapping,
      )?.({ session, input, header, isDry: true, isResumed: false });
      const mapper = await compileMapper(session, mapping, table, extended?.lookups);
      extended?.mapper(mapper);
      // Of tags that an earlier file makes nobody can tell yet whether they could be made.
      const isLate = steps.slice(0, index).some((step) => MAKES_TAGS.includes(step.mapping.target.name));
      if (!isLate) await extended?.survey?.(() => true);
    } finally {
      await table.close();
    }
    const { key } = mapping.content;
    ready.push({
      id,
      command: 'import',
      dir: stepFolder(plan.dir, index + 1, mapping.target.name),
      flags: { ...flags, ...source, file, mapping: mapping.path },
      mapping,
      keyField: typeof key === 'string' ? key : undefined,
      input,
      header,
      plan,
    });
  }
  return ready;
}

function dangersOfPlan(steps: readonly LoadedStep[]): string[] {
  return [...new Set(steps.flatMap(({ mapping }) => dangersOf(mapping)))];
}

/** How many rows of each file would become what, and which of them destroy something. */
async function previewOf(steps: readonly LoadedStep[], ready: readonly NewStep[]): Promise<string> {
  const lines: string[] = [];
  for (const [index, { file, mapping }] of steps.entries()) {
    const does = dangersOf(mapping);
    const rows = await countRows(ready[index]?.input);
    const shown = relative(process.cwd(), file);
    lines.push(
      `  ${counted(rows, 'row')} of ${shown} as ${mapping.target.name}${does.length > 0 ? `: ${does.join(', ')}` : ''}`,
    );
  }
  return lines.join('\n');
}

async function countRows(input: Input | undefined): Promise<number> {
  const table = await input?.open();
  let rows = 0;
  try {
    for await (const batch of table?.batches() ?? []) rows += batch.length;
  } finally {
    await table?.close();
  }
  return rows;
}

/** Checks the files one after the other: what an earlier one would make, a later one finds. */
async function checkPlan(
  command: 'import' | 'check',
  steps: readonly LoadedStep[],
  flags: Omit<ImportFlags, 'file' | 'mapping'>,
  terminal: Terminal,
): Promise<number> {
  const earlier = new EarlierRecords();
  const startedAt = Date.now();
  const id = newRunId(startedAt, Math.random);
  const dir = resolve(flags.out ?? join('runs', id));
  const summaries: ImportSummary[] = [];
  const foreseen = new Set<string>();
  for (const [index, { file, mapping }] of steps.entries()) {
    const out = stepFolder(dir, index + 1, mapping.target.name);
    const own = { ...flags, file, mapping: mapping.path, out, json: false };
    const records = foreseeing(earlier, mapping.target.name, file);
    const extension = joined(records, createMissingExtension(own, mapping, foreseen)) ?? records;
    const inputName = relative(process.cwd(), file);
    const code = await importFile({ command, flags: own, mapping, inputName, extension, isStep: true }, terminal);
    if (code === EXIT.usage) return code;
    summaries.push(JSON.parse(await readFile(runFilePaths(out).summary, 'utf8')) as ImportSummary);
    if (code !== EXIT.done && code !== EXIT.someRowsFailed) break;
  }
  const targets = steps.map(({ mapping }) => mapping.target.name);
  const summary = sumUpPlan({ id, command, dir, targets }, summaries);
  const from = {
    inputs: steps.map(({ file }) => file),
    mappings: steps.map(({ mapping }) => ({ path: mapping.path, text: mapping.text })),
    errors: [],
    startedAt,
    given: flags,
  };
  const told = { terminal, json: flags.json };
  await writePlanSummary(summary, from, told);
  printPlanSummary(summary, from, told);
  return EXIT_OF_STAGE[summary.status];
}

/** Notes what each row would make. */
function foreseeing(earlier: EarlierRecords, target: string, file: string): ImportExtension {
  const extend = extensionOf(earlier);
  return async (from) => ({
    ...(await extend(from)),
    mapper: (mapper) => ({
      ...mapper,
      map(row) {
        const note = (mapped: MappedRow): MappedRow => {
          if (mapped.key === undefined) return mapped;
          if (mapped.payload) earlier.plan(target, mapped.key);
          else {
            const message = mapped.problems[0]?.message ?? '';
            earlier.note(target, file, { row: row.number, key: mapped.key, state: 'rejected', message });
          }
          return mapped;
        };
        const mapped = mapper.map(row);
        return mapped instanceof Promise ? mapped.then(note) : note(mapped);
      },
    }),
  });
}

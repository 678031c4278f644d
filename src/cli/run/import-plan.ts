import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { systemClock } from '../../dispatch/clock.ts';
import { EarlierRecords } from '../../import/earlier-records.ts';
import type { MappedRow } from '../../mapping/index.ts';
import { dangersOf, type LoadedMapping } from '../../mapping/index.ts';
import type { ExitCode } from '../exit-code.ts';
import { newRunId } from '../run-id.ts';
import { openSession, type Session } from '../session.ts';
import { resolveSettings } from '../settings.ts';
import type { Terminal } from '../terminal.ts';
import { compileMapper } from './compile-mapper.ts';
import { askConsent } from './consent.ts';
import type { ImportExtension } from './import-extension.ts';
import { importFile } from './import-file.ts';
import type { ImportFlags } from './import-flags.ts';
import { loadMappingFor } from './load-mapping-for.ts';
import { prepareInput } from './open-input.ts';
import type { PlanStep } from './plan-file.ts';
import { doSteps, extensionOf, stepFolder, stepId } from './plan-runs.ts';
import { type PlanPlace, recordRun } from './run-record.ts';

interface LoadedStep {
  readonly file: string;
  readonly mapping: LoadedMapping;
}

/** Imports several files in their order as one: what is wrong with any of them is told before any is sent. */
export async function importPlan(
  command: 'import' | 'check',
  steps: readonly PlanStep[],
  flags: Omit<ImportFlags, 'file' | 'mapping'>,
  terminal: Terminal,
): Promise<number> {
  const loaded = await Promise.all(
    steps.map(async ({ file, mapping }) => ({ file, mapping: await loadMappingFor(file, mapping) })),
  );
  if (command === 'check' || flags.dryRun) return checkPlan(command, loaded, flags, terminal);
  const does = [...new Set(loaded.flatMap(({ mapping }) => dangersOf(mapping)))];
  const preview = async () => loaded.map(({ file, mapping }) => `  ${file} as ${mapping.target.name}`).join('\n');
  await askConsent({ does, preview }, flags.yes, terminal);
  const id = newRunId(Date.now(), Math.random);
  const plan = { id, steps: loaded.length, dir: resolve(flags.out ?? join('runs', id)) };
  const session = openSession(resolveSettings(flags, process.env), systemClock, Math.random);
  try {
    await recordSteps(session, plan, loaded, flags);
    await mkdir(plan.dir, { recursive: true });
    return await doSteps(session.ledger, plan, { terminal, json: flags.json }, (resumed, extension) => {
      const { file, mapping } = loaded[Number(resumed.id.split('-').at(-1)) - 1] as LoadedStep;
      const own = { ...flags, file, mapping: mapping.path, json: false };
      return importFile({ command: 'import', flags: own, mapping, resumed, isNew: true, extension }, terminal);
    });
  } finally {
    await session.close();
  }
}

/** Puts every step into the ledger before the first begins, so that all of them can be resumed. */
async function recordSteps(
  session: Session,
  plan: PlanPlace,
  steps: readonly LoadedStep[],
  flags: Omit<ImportFlags, 'file' | 'mapping'>,
): Promise<void> {
  const ready: Parameters<typeof recordRun>[1][] = [];
  for (const [index, { file, mapping }] of steps.entries()) {
    const id = stepId(plan, index + 1);
    const input = await prepareInput(file, mapping, session.ledger.spoolPath(id));
    const table = await input.open();
    await compileMapper(session, mapping, table).finally(() => table.close());
    const { key } = mapping.content;
    ready.push({
      id,
      command: 'import',
      dir: stepFolder(plan.dir, index + 1, mapping.target.name),
      flags: { ...flags, file, mapping: mapping.path },
      mapping,
      keyField: typeof key === 'string' ? key : undefined,
      input,
      plan,
    });
  }
  for (const run of ready) session.ledger.runs.move(recordRun(session, run), 'interrupted');
}

/** Checks the files one after the other: what an earlier one would make, a later one finds. */
async function checkPlan(
  command: 'import' | 'check',
  steps: readonly LoadedStep[],
  flags: Omit<ImportFlags, 'file' | 'mapping'>,
  terminal: Terminal,
): Promise<number> {
  const earlier = new EarlierRecords();
  let worst: ExitCode = 0;
  for (const [index, { file, mapping }] of steps.entries()) {
    const out = flags.out === undefined ? undefined : stepFolder(flags.out, index + 1, mapping.target.name);
    const own = { ...flags, file, mapping: mapping.path, out };
    const extension = foreseeing(earlier, mapping.target.name, file);
    const code = await importFile({ command, flags: own, mapping, extension }, terminal);
    if (code > 1) return code;
    worst = code > worst ? code : worst;
  }
  return worst;
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

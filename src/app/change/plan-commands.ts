import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { StoredRun } from '../../ledger/index.ts';
import type { Environment } from '../connection.ts';
import type { WrittenChoice } from '../import/import-choice.ts';
import { connectionWords, planLine, shortPath } from '../import/next-step.ts';
import type { RunSettings } from '../import/run-record.ts';
import { type LedgerLocation, ledgerWords } from '../open-ledger.ts';
import { APPLY_OPTIONS } from '../options/change-options.ts';
import { repeatedWords } from '../options/option.ts';
import { commandLine } from '../program.ts';

/** How somebody asked for an apply. */
export interface RequestedApply {
  /** The workbook of the plan, or its id, as it was given. */
  readonly plan: string;
  /** The options that were given. */
  readonly given: WrittenChoice;
  readonly env: Environment;
}

/** The command that applies a plan as it was asked for; with `address` where that plan was made. */
export function applyLine(
  { plan, given, env }: RequestedApply,
  address?: { readonly profile: string | undefined; readonly baseUrl: string },
): string {
  const options = [...repeatedWords(APPLY_OPTIONS, given, true), ...(given.local === false ? ['--no-local'] : [])];
  const { profile, baseUrl = '' } = address ?? {};
  const { home, ledger } = given;
  const connection = address
    ? [
        ...(profile === undefined ? [] : ['--profile', profile]),
        '--base-url',
        baseUrl,
        ...ledgerWords({ home, ledger, env }),
      ]
    : connectionWords(given, env);
  return commandLine(['apply', plan, ...options, ...connection], env);
}

/** The command that makes a plan again, or that plans the file of an apply: with the flags and the ledger that it had. */
export function planAgainLine(run: StoredRun, { env, home, ledger }: LedgerLocation): string {
  const { source, header: _, ...kept } = run.settings as RunSettings;
  const given = { ...kept, ...source, home, ledger, file: run.input, mapping: run.mapping };
  return planLine(run.input, { ...given, ...(run.command === 'plan' && filesOf(run)) }, env);
}

/** Where the files of a plan are, as far as that was chosen. */
function filesOf(plan: StoredRun): { readonly out?: string; readonly output?: string | undefined } {
  const { id, outDir } = plan;
  const workbook = workbookOf(plan);
  const isUsualFolder = basename(outDir) === id && basename(dirname(outDir)) === 'runs';
  const isUsualName = workbook === undefined || workbook === join(outDir, 'plan.xlsx');
  return { ...(!isUsualFolder && { out: outDir }), ...(!isUsualName && { output: workbook }) };
}

/** What to give to apply a plan: its workbook, whose edits count, or its id if there is none. */
export function givenAgain(plan: StoredRun): string {
  const workbook = workbookOf(plan);
  return workbook !== undefined && existsSync(workbook) ? shortPath(workbook) : plan.id;
}

/** The path of a plan's workbook, if the ledger has it. */
function workbookOf(plan: StoredRun): string | undefined {
  const { workbook } = plan.settings as RunSettings;
  // Plans of an older sobot-etl have it only in their summary.
  return workbook ?? (plan.summary as { readonly workbook?: string } | undefined)?.workbook;
}

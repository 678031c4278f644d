import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { stringify } from 'yaml';
import { READABLE, replaceFile } from '../../files/index.ts';
import { renderMapping, type Suggestion } from '../../suggest/index.ts';
import { counted, shellLine, t } from '../../words/index.ts';
import { findTarget } from '../find-target.ts';
import { isPlan } from '../plan/plan-file.ts';
import { runReporter } from '../reporter.ts';
import { UsageError } from '../usage-error.ts';
import { type LinkedFile, linkFiles } from './link-files.ts';
import {
  openTenantAccess,
  type SuggestedMapping,
  type SuggestOptions,
  suggest,
  verifyMapping,
} from './suggest-mapping.ts';

/** One of several suggested mappings, with the link of its file to another. */
export interface LinkedMapping extends SuggestedMapping {
  readonly output: string;
  readonly link: LinkedFile['link'];
}

/**
 * Suggests a mapping for each of several files, and writes them beside `output`, the plan that imports the files in order.
 * Errors: `UsageError`, `FileError`.
 */
export async function suggestMappings(
  options: SuggestOptions & {
    readonly files: readonly string[];
    /** One target for each file, or none. */
    readonly targets: readonly string[];
    readonly output?: string | undefined;
  },
): Promise<{ readonly plan: string; readonly steps: readonly LinkedMapping[] }> {
  const { files, targets, connection, replace = false, decide } = options;
  const reporter = runReporter(options.reporter);
  const plan = checkFiles(files, targets, options.output);
  const paths = mappingPaths(files, plan);
  refuseToReplace([plan, ...paths.values()], replace);
  const linked = await linkFiles(files, targets.map(findTarget), options, reporter);
  const tenant = await openTenantAccess(connection, reporter);
  try {
    const steps: LinkedMapping[] = [];
    for (const { file, target, table, link, source } of linked) {
      const decisions = link && new Map([[link.column, 'fields.enterpriseid']]);
      const plain = await suggest({ target, table, tenant, decide, ...(decisions && { decisions }) });
      const namers = linked.filter((other) => other.link?.to === file);
      const suggestion = keyedByName(withLink(plain, link), namers);
      const output = paths.get(file) as string;
      const text = renderMapping(suggestion, { input: file, output, source });
      if (suggestion.missing.length === 0) await verifyMapping(text, suggestion, tenant);
      steps.push({ input: file, suggestion, text, output, link });
    }
    for (const { text, output } of steps) await replaceFile(output, text, READABLE);
    await replaceFile(plan, planText(linked, paths, plan), READABLE);
    return { plan, steps };
  } finally {
    await tenant.close();
  }
}

/** The path of the plan. Errors: `UsageError` for options that cannot be combined. */
function checkFiles(files: readonly string[], targets: readonly string[], output: string | undefined): string {
  const whole = files.join(' ');
  if (existsSync(whole)) throw new UsageError(t`Did you mean "${whole}"? A name with spaces needs quotes around it`);
  if (files.includes('-')) throw new UsageError(t`Standard input can only be mapped on its own`);
  if (new Set(files.map((file) => resolve(file))).size < files.length) {
    throw new UsageError(t`The same file is given twice; leave one out`);
  }
  if (targets.length > 0 && targets.length !== files.length) {
    throw new UsageError(
      t`${counted(files.length, 'file')} but ${counted(targets.length, 'target')}: give each file its own --target, in the same order, or none`,
    );
  }
  if (output === undefined || output === '-' || !isPlan(output)) {
    throw new UsageError(
      t`Several files need a plan. Name its file: ${shellLine(['sobot-etl', 'map', ...files, '-o', 'plan.yaml'])}`,
    );
  }
  return output;
}

/** The path of each file's mapping: beside the plan, named after the file. */
function mappingPaths(files: readonly string[], plan: string): ReadonlyMap<string, string> {
  const taken = new Set([resolve(plan).toLowerCase()]);
  const paths = new Map<string, string>();
  for (const file of files) {
    const stem = join(dirname(plan), basename(file).replace(/\.[^.]*$/, ''));
    let path = `${stem}.yaml`;
    for (let next = 2; taken.has(resolve(path).toLowerCase()); next += 1) path = `${stem}-${next}.yaml`;
    taken.add(resolve(path).toLowerCase());
    paths.set(file, path);
  }
  return paths;
}

function refuseToReplace(paths: readonly string[], replace: boolean): void {
  const there = paths.filter((path) => existsSync(path) && (!replace || statSync(path).isDirectory()));
  if (there.length === 0) return;
  throw new UsageError(
    t`${there.join(' and ')} already exist${there.length === 1 ? 's' : ''}. Choose another name or folder with -o, or replace ${there.length === 1 ? 'it' : 'them'} with --yes`,
  );
}

/** The linking column looks companies up by the names in the other file; unknown names are rejected, not left out. */
function withLink(suggestion: Suggestion, link: LinkedFile['link']): Suggestion {
  if (link === undefined) return suggestion;
  const placements = suggestion.placements.map((one) =>
    one.candidate.id === 'fields.enterpriseid'
      ? { ...one, spec: { lookup: 'enterprise' }, notes: [linkNote(link)], unsent: [], choices: [], isDoubtful: false }
      : one,
  );
  return { ...suggestion, placements };
}

/** Lookups find an enterprise by the key of its mapping. */
function keyedByName(suggestion: Suggestion, namers: readonly LinkedFile[]): Suggestion {
  if (namers.length === 0) return suggestion;
  const by = namers.map(({ file }) => file).join(' and ');
  return { ...suggestion, key: { key: 'enterprise_name', reason: t`${by} names companies by it.` } };
}

/** A notice of how many values of a linking column find their company. */
export function linkNote({ to, filled, found }: NonNullable<LinkedFile['link']>): string {
  const rest = filled - found;
  const rejected =
    rest > 0 ? t` ${counted(rest, 'row')} would be rejected unless the company is known from elsewhere.` : '';
  return t`${found} of ${counted(filled, 'row')} with a value name a company in ${to}.${rejected}`;
}

function planText(linked: readonly LinkedFile[], paths: ReadonlyMap<string, string>, plan: string): string {
  const near = (path: string) => relative(dirname(resolve(plan)), resolve(path));
  const steps = linked.map(({ file }) => ({ file: near(file), mapping: near(paths.get(file) as string) }));
  return stringify({ version: 1, steps });
}

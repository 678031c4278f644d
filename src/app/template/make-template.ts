import { existsSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { READABLE, replaceFile, writeTemplateWorkbook } from '../../files/index.ts';
import { allCities, type NamedEntry, parseMapping, REFERENCE_LISTS } from '../../mapping/index.ts';
import { systemClock } from '../../resilience/index.ts';
import type { Target } from '../../targets/index.ts';
import {
  listedLookups,
  readMe,
  type TemplateColumn,
  type TenantLists,
  templateColumns,
  templateMapping,
} from '../../template/index.ts';
import { agreeing, localTimeText, shellLine, t, translated } from '../../words/index.ts';
import { type AnyConnection, splitConnection } from '../connection.ts';
import { confirmReplacing } from '../export/export-output.ts';
import { findTarget } from '../find-target.ts';
import { mappingText } from '../mappings/mapping-text.ts';
import { type Reporter, runReporter } from '../reporter.ts';
import { openSession, type Session } from '../session.ts';
import { hasCredentials, resolveSettings } from '../settings.ts';
import { UsageError } from '../usage-error.ts';

/** The options of `makeTemplate`. */
export interface TemplateOptions {
  readonly connection: AnyConnection;
  /** What the rows will become: one of the targets. */
  readonly target: string;
  /** The workbook to write, `.xlsx`; the mapping is written beside it. */
  readonly output: string;
  /** Without the tenant's lists and custom fields. Default: false. */
  readonly offline?: boolean | undefined;
  /** Replace existing files. Default: false. */
  readonly replace?: boolean | undefined;
  readonly reporter?: Reporter;
}

/** The summary that `--json` prints. */
export interface TemplateSummary {
  readonly command: 'template';
  readonly target: string;
  /** Whether it has the tenant's lists and custom fields. */
  readonly tenant: boolean;
  readonly columns: readonly {
    readonly header: string;
    /** As in the mapping: `nick`, `custom.Birthday`, `tags.add`. */
    readonly field: string;
    readonly required: boolean;
    /** How many values its drop-down offers; null if it has none. */
    readonly choices: number | null;
  }[];
  readonly files: { readonly template: string; readonly mapping: string };
}

/**
 * Writes a workbook to fill in for a target, and the mapping that imports it. Reads the tenant's custom fields and lists, and sends
 * nothing. Errors: `UsageError`, `FileError`, the API's.
 *
 * @example
 * await makeTemplate({ connection, target: 'customer', output: 'customers.xlsx' });
 */
export async function makeTemplate(options: TemplateOptions): Promise<TemplateSummary> {
  const { output, connection, offline = false, replace = false } = options;
  const reporter = runReporter(options.reporter);
  const target = findTarget(options.target);
  if (extname(output).toLowerCase() !== '.xlsx') {
    throw new UsageError(t`A template is a workbook: end its name in .xlsx, not "${output}"`);
  }
  const mapping = join(dirname(output), `${basename(output, extname(output))}.yaml`);
  const taken = [output, mapping].filter((path) => existsSync(path));
  if (taken.length > 0 && !replace) {
    const what = t`${taken.join(', ')} ${agreeing(taken.length, 'exists', 'exist')} and would be replaced`;
    await confirmReplacing(what, t`Nothing was written`, reporter);
  }
  const tenant = needsTenant(target) && !offline ? await readTenant(target, connection) : undefined;
  if (tenant === undefined && needsTenant(target)) {
    const custom = target.custom === undefined ? '' : t`, and no custom fields`;
    reporter.message('info', t`Made without the tenant: no drop-downs of its lists${custom}.`);
  }
  const columns = templateColumns(target, tenant);
  const text = mappingFile(target, columns, { output, mapping });
  const listsAsOf = tenant === undefined ? undefined : localTimeText(Date.now());
  await writeTemplateWorkbook(output, {
    sheet: translated(target.title),
    columns: columns.map((column) => ({ ...column, comment: commentOf(column) })),
    readMe: readMe({ target, columns, workbook: basename(output), mapping: basename(mapping), listsAsOf }),
  });
  await replaceFile(mapping, text, READABLE);
  return {
    command: 'template',
    target: target.name,
    tenant: tenant !== undefined,
    columns: columns.map(({ header, section, key, required, choices }) => ({
      header,
      field: section === 'fields' ? key : section === key ? section : `${section}.${key}`,
      required,
      choices: choices?.values.length ?? null,
    })),
    files: { template: output, mapping },
  };
}

/** Does the template of a target depend on the tenant? */
function needsTenant(target: Target): boolean {
  return target.custom !== undefined || listedLookups(target).length > 0;
}

/** Reads what a template shows of the tenant. Errors: `UsageError` without credentials; the API's. */
async function readTenant(target: Target, connection: AnyConnection): Promise<TenantLists> {
  const { options, env } = splitConnection(connection);
  if (!hasCredentials(options, env)) {
    throw new UsageError(
      t`No credentials: the drop-downs and custom fields of a template come from the tenant. Log in with: sobot-etl login, or make it without them: --offline`,
    );
  }
  const session = await openSession(resolveSettings(options, env), systemClock, Math.random);
  try {
    const read = readOnce(session);
    const lookups = listedLookups(target);
    const entries: [string, readonly NamedEntry[]][] = [];
    for (const lookup of lookups) entries.push([lookup, await entriesOf(lookup, read, session)]);
    const { custom } = target;
    const customFields = custom === undefined ? [] : ((await read(custom.list, {})) as TenantLists['customFields']);
    return { customFields, entries: new Map(entries) };
  } finally {
    await session.close();
  }
}

type ReadList = Parameters<(typeof REFERENCE_LISTS)['agent']['entries']>[0];

/** Reads each list once: agents and departments are in one. */
function readOnce(session: Session): ReadList {
  const lists = new Map<string, ReturnType<ReadList>>();
  return (endpoint, input) => {
    const name = `${endpoint.name} ${JSON.stringify(input)}`;
    const list = lists.get(name) ?? session.readList(endpoint, input);
    lists.set(name, list);
    return list;
  };
}

function entriesOf(lookup: string, read: ReadList, { settings }: Session): Promise<NamedEntry[]> {
  if (lookup === 'city') return allCities(read);
  const list = REFERENCE_LISTS[lookup as keyof typeof REFERENCE_LISTS];
  return list.entries(read, settings.language === 'zh' ? 'zh' : 'en');
}

/** The comment of a column's header: what goes in, and an example. */
function commentOf({ header, help, example, required }: TemplateColumn): string[] {
  return [
    header,
    ...(required ? [t`Required.`] : []),
    ...help,
    ...(example === undefined ? [] : [t`Example: ${example}`]),
  ];
}

/** The mapping file's text, which must load. */
function mappingFile(
  target: Target,
  columns: readonly TemplateColumn[],
  { output, mapping }: { readonly output: string; readonly mapping: string },
): string {
  const head = [
    `# ${target.title} from ${basename(output)}, a template to fill in. Its columns are found by their names.`,
    '#',
    `#   ${shellLine(['sobot-etl', 'check', basename(output), '-m', basename(mapping)])}`,
  ].map((line) => line.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' '));
  const text = `${head.join('\n')}\n\n${mappingText(templateMapping(target, columns))}`;
  parseMapping(text, mapping);
  return text;
}

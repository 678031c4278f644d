import { basename } from 'node:path';
import { cellText, openTable, type Row, type SourceOptions } from '../../files/index.ts';
import { fold } from '../../mapping/index.ts';
import { bestNameSimilarity, createSuggester } from '../../suggest/index.ts';
import type { Target } from '../../targets/index.ts';
import { t } from '../../words/index.ts';
import { findTarget } from '../find-target.ts';
import type { SourceChoice } from '../import/import-choice.ts';
import type { RunReporter } from '../reporter.ts';
import { UsageError } from '../usage-error.ts';
import { type ReadTable, readTable } from './read-table.ts';

/** A file, the target of its rows, and its link to another file. */
export interface LinkedFile extends ReadTable {
  readonly file: string;
  readonly target: Target;
  readonly link?: (Link & { readonly to: string }) | undefined;
}

const COMPANY_FILES = ['Companies', 'Company', 'Enterprises', 'Accounts', 'Organizations', '公司', '企业'];

/**
 * Reads several files and finds which of them names the companies that another one lists. Returns them in the order in which
 * they must be imported. Errors: `UsageError` if neither the files nor `targets` determine their targets.
 */
export async function linkFiles(
  files: readonly string[],
  targets: readonly Target[],
  choice: SourceChoice,
  reporter: RunReporter,
): Promise<readonly LinkedFile[]> {
  const [company, person] = [findTarget('enterprise'), findTarget('customer')];
  const quiet = { reporter: { message: () => {} } };
  const known: { file: string; target: Target | undefined; asCompany: ReadTable; nameColumn: number | undefined }[] =
    [];
  for (const [index, file] of files.entries()) {
    const target = targets[index];
    const asCompany = await readTable(file, choice, company, quiet);
    const nameColumn = target === undefined || target === company ? await companyColumn(asCompany, company) : undefined;
    known.push({ file, target, asCompany, nameColumn });
  }
  const links: { from: string; to: string; link: Link }[] = [];
  const read = new Map<string, ReadTable>();
  for (const { file, target } of known) {
    if (target !== company) read.set(file, await readTable(file, choice, target ?? person, quiet));
  }
  for (const { file: to, asCompany, nameColumn } of known) {
    if (nameColumn === undefined) continue;
    const names = await readNames(to, asCompany.source, nameColumn);
    const { repeats } = asCompany.table.columns[nameColumn] ?? {};
    // A list of companies has each name once, and a title such as "Companies".
    const bonus =
      (repeats === 0 ? 0.5 : repeats === undefined ? -1 : 0) + bestNameSimilarity(stem(to), COMPANY_FILES) / 2;
    for (const { file: from, target } of known) {
      const table = read.get(from);
      if (from === to || table === undefined || !takesCompany(target ?? person)) continue;
      const link = await findLink(from, table, names);
      if (link !== undefined) links.push({ from, to, link: { ...link, score: link.score + bonus } });
    }
  }
  links.sort((a, b) => b.link.score - a.link.score);
  const targetOf = new Map(known.map(({ file, target }) => [file, target]));
  const linkOf = new Map<string, LinkedFile['link']>();
  for (const { from, to, link } of links) {
    const [own, other] = [targetOf.get(from), targetOf.get(to)];
    if (linkOf.has(from) || own === company || (other !== undefined && other !== company)) continue;
    const rival = links.find((one) => one.from === to && one.to === from);
    if (own === undefined && rival !== undefined && Math.abs(rival.link.score - link.score) < 0.05) continue;
    targetOf.set(from, own ?? person).set(to, company);
    linkOf.set(from, { ...link, to });
  }
  const open = known.filter(({ file }) => targetOf.get(file) === undefined).map(({ file }) => file);
  if (open.length > 0) {
    throw new UsageError(
      t`Cannot tell what ${open.join(' and ')} become${open.length === 1 ? 's' : ''}: no column in one file clearly names the companies in another. Give one --target for each file, in order: ${files.map((file) => `-t ${targetOf.get(file)?.name ?? 'customer'}`).join(' ')}`,
    );
  }
  const linked: LinkedFile[] = [];
  for (const { file } of known) {
    const target = targetOf.get(file) as Target;
    // Read again for its notices about the position of the table, which were suppressed above.
    linked.push({ file, target, link: linkOf.get(file), ...(await readTable(file, choice, target, { reporter })) });
  }
  return [...linked.filter(({ target }) => target === company), ...linked.filter(({ target }) => target !== company)];
}

/** The column with the name of each row's company. */
async function companyColumn({ table }: ReadTable, company: Target): Promise<number | undefined> {
  const { placements } = await (await createSuggester(company, table, undefined)).suggest();
  const name = placements.find(
    ({ candidate, columns }) => candidate.id === 'fields.enterprise_name' && columns.length === 1,
  );
  return name?.columns[0]?.profile.index;
}

/** Does the target have a field for the company of a row? */
function takesCompany({ fields }: Target): boolean {
  return fields['enterpriseid']?.lookup === 'enterprise';
}

function stem(file: string): string {
  return basename(file).replace(/\.[^.]*$/, '');
}

/** A column of one file that names the companies in another file. */
interface Link {
  /** The index of the column in the header. */
  readonly column: number;
  readonly name: string;
  /** The number of rows that have a value in it. */
  readonly filled: number;
  /** The number of these rows whose value is exactly a company's name; only these find their company. */
  readonly found: number;
  /** How likely the link is, to compare links. */
  readonly score: number;
}

/** The names in a column, unchanged and folded. */
interface Names {
  readonly exact: ReadonlySet<string>;
  readonly folded: ReadonlySet<string>;
}

/** Usual names of columns that hold company names. */
const COMPANY_COLUMN_TITLES = [
  'Company',
  'Company name',
  'Account',
  'Account name',
  'Organization',
  'Employer',
  '公司',
  '公司名称',
  '企业',
];
/** Minimum share of company names among the values: under any column name, and under a usual one. */
const MIN_SHARE = 0.5;
const MIN_TITLED_SHARE = 0.1;
const MIN_TITLE_SCORE = 0.7;
/** A single value may match by chance. */
const MIN_DISTINCT = 2;

/** Reads the names in a column of a file. */
async function readNames(file: string, source: ReadTable['source'], column: number): Promise<Names> {
  const [exact, folded] = [new Set<string>(), new Set<string>()];
  await eachRow(file, source, ({ cells }) => {
    const text = cellText(cells[column]).trim();
    if (text === '') return;
    exact.add(text);
    folded.add(fold(text));
  });
  return { exact, folded };
}

/** The column of a file whose values are among these names; undefined if there is none. */
async function findLink(file: string, { source, table }: ReadTable, names: Names): Promise<Link | undefined> {
  const counts = table.columns.map(({ index, name }) => ({
    index,
    name,
    filled: 0,
    alike: 0,
    exact: 0,
    seen: new Set<string>(),
  }));
  await eachRow(file, source, ({ cells }) => {
    for (const count of counts) {
      const text = cellText(cells[count.index]).trim();
      if (text === '') continue;
      count.filled += 1;
      const folded = fold(text);
      if (!names.folded.has(folded)) continue;
      count.alike += 1;
      if (names.exact.has(text)) count.exact += 1;
      if (count.seen.size < MIN_DISTINCT) count.seen.add(folded);
    }
  });
  const links = counts.flatMap(({ index, name, filled, alike, exact, seen }) => {
    const share = filled === 0 ? 0 : alike / filled;
    const title = bestNameSimilarity(name, COMPANY_COLUMN_TITLES);
    const isTitled = title >= MIN_TITLE_SCORE && alike > 0 && share >= MIN_TITLED_SHARE;
    if (!isTitled && (share < MIN_SHARE || seen.size < MIN_DISTINCT)) return [];
    return [{ column: index, name, filled, found: exact, score: share + title / 2 }];
  });
  return links.sort((a, b) => b.score - a.score)[0];
}

async function eachRow(file: string, source: ReadTable['source'], use: (row: Row) => void): Promise<void> {
  const table = await openTable(file, (source ?? {}) as SourceOptions);
  try {
    for await (const batch of table.batches()) for (const row of batch) use(row);
  } finally {
    await table.close();
  }
}

import { cellText, openTable, type Row, type SourceOptions } from '../../files/index.ts';
import { fold } from '../../mapping/fold.ts';
import { bestNameSimilarity } from '../../suggest/index.ts';
import type { ReadTable } from './read-table.ts';

/** A column of one file that holds the names of another's companies. */
export interface Link {
  /** Its place in the header. */
  readonly column: number;
  readonly name: string;
  /** Rows that have a value in it. */
  readonly filled: number;
  /** Of these, rows whose value is a company's name as it is written there; only such are found. */
  readonly found: number;
  /** How sure it is; two links compare by it. */
  readonly score: number;
}

/** The names that a column holds, as they are and folded. */
export interface Names {
  readonly exact: ReadonlySet<string>;
  readonly folded: ReadonlySet<string>;
}

/** What the columns that hold them are called. */
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
/** So many of the values are names, whatever the column is called, or where it is called so. */
const MIN_SHARE = 0.5;
const MIN_TITLED_SHARE = 0.1;
const MIN_TITLE_SCORE = 0.7;
/** A single value may be the same by chance. */
const MIN_DISTINCT = 2;

/** Reads the names that a column of a file holds. */
export async function readNames(file: string, source: ReadTable['source'], column: number): Promise<Names> {
  const [exact, folded] = [new Set<string>(), new Set<string>()];
  await eachRow(file, source, ({ cells }) => {
    const text = cellText(cells[column]).trim();
    if (text === '') return;
    exact.add(text);
    folded.add(fold(text));
  });
  return { exact, folded };
}

/** The column of a file whose values are among these names; nothing where there is none. */
export async function findLink(file: string, { source, table }: ReadTable, names: Names): Promise<Link | undefined> {
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

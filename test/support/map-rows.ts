import type { Cell, Row } from '../../src/files/row.ts';
import {
  type CompileOptions,
  compileMapping,
  createLookups,
  type LookupSources,
  type Lookups,
  type MappedRow,
  parseMapping,
  type RowMapper,
} from '../../src/mapping/index.ts';

/** Lookups of a tenant; nothing is cached unless a cache is given. */
export function lookupsOf(sources: Pick<LookupSources, 'read'> & Partial<LookupSources>): Lookups {
  return createLookups({ ttlMs: 3_600_000, offline: false, now: Date.now, ...sources });
}

/** Lookups where no list may be read. */
export const noLookups: Lookups = lookupsOf({
  read: async ({ name }) => (name.includes('custom_f') ? [] : Promise.reject(new Error(`${name} was read`))),
});

/** Compiles a mapping's text for a header. */
export async function compileText(
  text: string,
  header: readonly string[],
  lookups: Lookups = noLookups,
  settings?: CompileOptions['settings'],
): Promise<RowMapper> {
  const mapping = parseMapping(text, 'mapping.yaml');
  return compileMapping(mapping, {
    header,
    inputPath: 'rows.csv',
    lookups,
    ...(settings === undefined ? {} : { settings }),
  });
}

/** A row of a file, with its cells in the header's order. */
export function rowOf(cells: readonly Cell[], number = 2): Row {
  return { number, cells };
}

/** Maps one row, given by column. */
export async function mapOne(
  text: string,
  row: Readonly<Record<string, Cell>>,
  lookups: Lookups = noLookups,
): Promise<MappedRow> {
  const mapper = await compileText(text, Object.keys(row), lookups);
  return mapper.map(rowOf(Object.values(row)));
}

/** The keys that a mapping of customers needs, before the part that a test is about. */
export function customerMapping(part: string): string {
  return `version: 1\ntarget: customer\n${part}`;
}

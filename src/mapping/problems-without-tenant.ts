import { Columns } from './columns.ts';
import { cleanFreeText } from './compile/clean-text.ts';
import type { ColumnContext } from './compile/compile-context.ts';
import { compileSource } from './compile/read-source.ts';
import { compileMapping } from './compile-mapping.ts';
import { longForm } from './field-spec.ts';
import type { LoadedMapping } from './loaded-mapping.ts';
import type { Lookups } from './lookups/lookups.ts';
import { MappingError, type MappingProblem } from './mapping-error.ts';

/** Finds whatever it is asked for: what only the tenant can tell is taken for right. */
const TRUSTING: Lookups = {
  now: () => 0,
  resolver: async () => (text) => ({ id: text, name: text }),
  customFields: async () => [],
};

/** What is wrong with a mapping, or with the sound part of one, for a spreadsheet, as far as can be told without a tenant. */
export async function problemsWithoutTenant(
  mapping: LoadedMapping,
  input: { readonly header: readonly string[]; readonly path: string },
): Promise<MappingProblem[]> {
  const { custom = {}, ...rest } = mapping.content;
  const problems: MappingProblem[] = [];
  const context: ColumnContext = {
    uses: new Set(),
    mapping,
    inputPath: input.path,
    columns: new Columns(input.header),
    settings: {},
    report: (code, message, path, what) => problems.push({ code, message, position: mapping.locate(path, what) }),
  };
  for (const [name, spec] of Object.entries(custom)) {
    await compileSource(context, longForm(spec), ['custom', name], {
      clean: cleanFreeText,
      keepsSpace: false,
      allColumns: false,
    });
  }
  const options = { header: input.header, inputPath: input.path, lookups: TRUSTING };
  await compileMapping({ ...mapping, content: rest }, options).catch((error: unknown) => {
    if (!(error instanceof MappingError)) throw error;
    problems.push(...error.problems);
  });
  return problems;
}

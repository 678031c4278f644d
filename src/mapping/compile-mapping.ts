import { cellText, type Row } from '../files/index.ts';
import type { Payload } from '../targets/index.ts';
import { Columns } from './columns.ts';
import { cleanFreeText, cleanIdentifier, nullTexts } from './compile/clean-cells.ts';
import type { ColumnContext, CompileContext, FieldPlan, MappingSettings } from './compile/compile-context.ts';
import { compileField } from './compile/compile-field.ts';
import { compileFollowUps, compileRecord } from './compile/compile-record.ts';
import { compileSource, findColumn } from './compile/value-source.ts';
import { compileCustom } from './custom/compile-custom.ts';
import type { Lookups } from './lookups/lookups.ts';
import { newMappingState, type RowStep, runInSequence } from './mapped-row.ts';
import { MappingError, type MappingProblem } from './mapping-error.ts';
import { type LoadedMapping, longForm } from './mapping-schema.ts';
import { createRowMapper, type RowMapper } from './row-mapper.ts';
import { compileRules } from './rules/compile-rules.ts';
import { compileWhere } from './rules/compile-where.ts';

/** The file and tenant that a mapping is compiled for. */
export interface CompileOptions {
  readonly header: readonly string[];
  /** The spreadsheet, as messages name it. */
  readonly inputPath: string;
  readonly lookups: Lookups;
  readonly settings?: MappingSettings;
}

/**
 * Compiles a mapping to a function from rows to payloads. Reads the reference lists and custom fields that it needs.
 * Errors: `MappingError` for missing columns and custom fields, and whatever else does not fit this file or tenant.
 */
export async function compileMapping(mapping: LoadedMapping, options: CompileOptions): Promise<RowMapper> {
  const problems: MappingProblem[] = [];
  const context: CompileContext = {
    mapping,
    inputPath: options.inputPath,
    columns: new Columns(options.header),
    uses: new Set(),
    lookups: options.lookups,
    settings: options.settings ?? {},
    report: (code, message, path, what) => problems.push({ code, message, position: mapping.locate(path, what) }),
  };
  const { target, content } = mapping;
  const plans = Object.entries(content.fields ?? {}).flatMap(([name, spec]): FieldPlan[] => {
    const field = target.fields[name];
    if (field === undefined) return [];
    return [{ name, shownName: name, field, spec: longForm(spec), path: ['fields', name] }];
  });
  const custom = await compileCustom(context, target);
  const record = await compileRecord(context, target, plans);
  const followUps = await compileFollowUps(context);
  const key = compileKey(context);
  const where = await compileWhere(context);
  const rules = await compileRules(context, custom.ids);
  if (problems.length > 0) throw new MappingError(mapping.path, mapping.text, problems);

  return createRowMapper({
    header: options.header,
    uses: context.uses,
    keyColumn: key.column,
    keyText: key.textOf,
    keyOf: key.of,
    fill: runInSequence([record.fill, ...custom.steps, ...(rules.check ? [rules.check] : [])]),
    finish: record.finish,
    customMember: target.custom?.member,
    followUps,
    where,
    uniqueRules: rules.unique,
  });
}

/** What identifies a row: its key, and the values of the fields that identify a customer. */
export interface RowIdentity {
  readonly key: string | undefined;
  readonly values: Payload;
}

/** Reads only the identity of a row, which is much cheaper than mapping it. No content of a row makes it throw. */
export type ReadIdentity = (row: Row) => RowIdentity | Promise<RowIdentity>;

/** Compiles only the fields that identify a row, and `where`: a row that it leaves out has no identity. The mapping must compile as a whole. */
export async function compileIdentity(
  mapping: LoadedMapping,
  fields: readonly string[],
  options: CompileOptions,
): Promise<ReadIdentity> {
  const context: CompileContext = {
    mapping,
    inputPath: options.inputPath,
    columns: new Columns(options.header),
    uses: new Set(),
    lookups: options.lookups,
    settings: options.settings ?? {},
    // Faults are reported when the whole mapping is compiled.
    report: () => {},
  };
  const { content, target } = mapping;
  const keyField = typeof content.key === 'string' ? [content.key] : [];
  const steps: RowStep[] = [];
  for (const name of new Set([...keyField, ...fields])) {
    const field = target.fields[name];
    const spec = content.fields?.[name];
    if (field === undefined || spec === undefined) continue;
    const plan = { name, shownName: name, field, spec: longForm(spec), path: ['fields', name] };
    const step = await compileField(context, plan);
    if (step !== undefined) steps.push(step);
  }
  const key = compileKey(context);
  const fill = runInSequence(steps);
  const read: ReadIdentity = (row) => {
    const state = newMappingState(row, []);
    const done = (): RowIdentity => ({ key: key.of(row, state.payload), values: state.payload });
    const pending = fill(state);
    return pending === undefined ? done() : pending.then(done);
  };
  const where = await compileWhere(context);
  if (where === undefined) return read;
  return async (row) => ((await where.decide(row)) === undefined ? read(row) : NO_IDENTITY);
}

const NO_IDENTITY: RowIdentity = { key: undefined, values: {} };

/** Lookups that find every name: what only the tenant knows is assumed to be right. */
const LENIENT_LOOKUPS: Lookups = {
  now: () => 0,
  resolver: async () => (text) => ({ id: text, name: text }),
  customFields: async () => [],
};

/** The faults of a mapping, or of the sound part of one, for a spreadsheet, as far as they can be found without a tenant. */
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
  const options = { header: input.header, inputPath: input.path, lookups: LENIENT_LOOKUPS };
  await compileMapping({ ...mapping, content: rest }, options).catch((error: unknown) => {
    if (!(error instanceof MappingError)) throw error;
    problems.push(...error.problems);
  });
  return problems;
}

/** How a row's key is read. */
interface KeyPlan {
  readonly column?: string;
  /** The text in the row from which a lookup finds the key. */
  textOf?(row: Row): string | undefined;
  of(row: Row, payload: Record<string, unknown>): string | undefined;
}

/** Compiles `key:`: a mapped field, or a column that is not sent. */
function compileKey(context: CompileContext): KeyPlan {
  const { key, fields = {} } = context.mapping.content;
  if (key === undefined) return { of: () => undefined };
  if (typeof key === 'string') {
    const spec = fields[key];
    const column = spec === undefined ? undefined : longForm(spec).column;
    const found = typeof column === 'string' ? context.columns.find(column)[0] : undefined;
    const shown = found === undefined ? undefined : context.columns.header[found];
    const isLookedUp = spec !== undefined && longForm(spec).lookup !== undefined;
    return {
      ...(shown === undefined ? {} : { column: shown }),
      ...(found !== undefined &&
        isLookedUp && { textOf: (row: Row) => cellText(row.cells[found]).trim() || undefined }),
      of: (_row, payload) => keyText(payload[key]),
    };
  }
  const nulls = nullTexts(context.mapping.content);
  const index = findColumn(context, key.column, ['key', 'column']);
  if (index === undefined) return { of: () => undefined };
  return {
    column: context.columns.header[index] ?? key.column,
    of: (row) => keyText(cleanIdentifier(cellText(nulls?.blanked(row.cells[index] ?? '') ?? row.cells[index]))),
  };
}

function keyText(value: unknown): string | undefined {
  if (value === undefined || value === '') return undefined;
  return typeof value === 'string' ? value : String(value);
}

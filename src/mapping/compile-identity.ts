import type { Row } from '../files/row.ts';
import type { Payload } from '../targets/target.ts';
import { Columns } from './columns.ts';
import type { CompileContext } from './compile/compile-context.ts';
import { compileField } from './compile/compile-field.ts';
import { newMappingState, type RowStep, runInSequence } from './compile/row-state.ts';
import { compileKey } from './compile-key.ts';
import type { CompileOptions } from './compile-mapping.ts';
import { longForm } from './field-spec.ts';
import type { LoadedMapping } from './loaded-mapping.ts';

/** What tells a row from others: its key, and the values of the fields that identify a customer. */
export interface RowIdentity {
  readonly key: string | undefined;
  readonly values: Payload;
}

/** Reads only that of a row, which costs a small part of mapping it. No content of a row makes it throw. */
export type ReadIdentity = (row: Row) => RowIdentity | Promise<RowIdentity>;

/** Compiles the fields that identify a row, of a mapping that compiles as a whole. */
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
    // What is wrong with a mapping is told when the whole of it is compiled.
    report: () => {},
  };
  const { content, target } = mapping;
  const keyField = typeof content.key === 'string' ? [content.key] : [];
  const acts: RowStep[] = [];
  for (const name of new Set([...keyField, ...fields])) {
    const field = target.fields[name];
    const spec = content.fields?.[name];
    if (field === undefined || spec === undefined) continue;
    const plan = { name, shownName: name, field, spec: longForm(spec), path: ['fields', name] };
    const act = await compileField(context, plan);
    if (act !== undefined) acts.push(act);
  }
  const key = compileKey(context);
  const fill = runInSequence(acts);
  return (row) => {
    const state = newMappingState(row, []);
    const done = (): RowIdentity => ({ key: key.of(row, state.payload), values: state.payload });
    const pending = fill(state);
    return pending === undefined ? done() : pending.then(done);
  };
}

import { cellText, type Row } from '../../files/index.ts';
import type { EarlierOwner, FindEarlierRow } from '../../import/index.ts';
import type { IdentityGroup, Ledger, StoredRun } from '../../ledger/index.ts';
import type { LoadedMapping } from '../../mapping/index.ts';
import type { InputFile } from './open-input.ts';
import { appliesOf } from './run-record.ts';

/**
 * Finds the row of an earlier run that was sent with a value. Rows without keys are considered only in an errors file, together with
 * the rows of the runs that wrote it: originally they were all in one file.
 */
export async function earlierOwner({
  ledger,
  scope,
  mapping: { target, content },
  input,
}: {
  readonly ledger: Ledger;
  readonly scope: string;
  readonly mapping: LoadedMapping;
  readonly input: InputFile;
}): Promise<EarlierOwner | undefined> {
  if (!ledger.knowsIdentities()) return undefined;
  const keyField = typeof content.key === 'string' ? content.key : '';
  const keyed = ledger.identities({ scope, target: target.name, keyField });
  const parentChain = parentChainOf(ledger, await input.errorsOf()).filter(
    (run) => run.scope === scope && run.target === target.name,
  );
  // Whatever their keys are: the rows that these runs sent are never those in the errors file.
  const groups: IdentityGroup[] = parentChain.flatMap(({ id, keyField: field }) => [
    { run: id },
    ...(field === keyField ? [] : [{ scope, target: target.name, keyField: field }]),
  ]);
  const ofParentChain = groups.map((group) => ledger.identities(group));
  return (high, low, key) => {
    if (key !== undefined || ofParentChain.length > 0) {
      const owner = keyed.find(high, low);
      if (owner !== undefined && owner.key !== key) return owner;
    }
    for (const values of ofParentChain) {
      const owner = values.find(high, low);
      if (owner !== undefined) return owner;
    }
    return undefined;
  };
}

/** Finds what the runs behind an errors file have sent, for rules that make values unique; undefined for other files. */
export async function findEarlierRow(
  ledger: Ledger,
  scope: string,
  input: InputFile,
): Promise<FindEarlierRow | undefined> {
  const runs = parentChainOf(ledger, await input.errorsOf()).filter((run) => run.scope === scope);
  if (runs.length === 0) return undefined;
  const values = runs.map(({ id }) => ledger.identities({ run: id }));
  return (high, low) => {
    for (const each of values) {
      const owner = each.find(high, low);
      if (owner !== undefined) return owner;
    }
    return undefined;
  };
}

const MAX_PARENT_RUNS = 100;

/** The run that wrote an errors file, the run that wrote that run's input, and so on; of a plan, also the runs that applied it. */
function parentChainOf(ledger: Ledger, id: string | undefined): StoredRun[] {
  const runs: StoredRun[] = [];
  for (let next = id; next !== undefined && runs.length < MAX_PARENT_RUNS; ) {
    const run = ledger.runs.find(next);
    if (run === undefined || runs.some(({ seq }) => seq === run.seq)) break;
    runs.push(run, ...(run.command === 'plan' ? appliesOf(ledger, run.id) : []));
    const { errorsOf } = run.settings;
    next = typeof errorsOf === 'string' ? errorsOf : undefined;
  }
  return runs;
}

/**
 * Finds the run that sent the key of a row of an errors file for another row: sent as well, the row would replace that one's values.
 * That is so for a row that was rejected as a duplicate and still has its key, and for a row that was given the key of a row that the
 * runs behind the file sent. Undefined for other files.
 */
export async function findSentKey(
  ledger: Ledger,
  scope: string,
  { mapping, input, header }: { mapping: LoadedMapping; input: InputFile; header: readonly string[] },
): Promise<((row: Row, key: string) => string | undefined) | undefined> {
  const { target, content } = mapping;
  const runs = parentChainOf(ledger, await input.errorsOf()).filter(
    (run) => run.scope === scope && run.target === target.name,
  );
  const [writer] = runs;
  const keyField = typeof content.key === 'string' ? content.key : undefined;
  if (writer === undefined || keyField === undefined) return undefined;
  const [codeAt, numberAt] = [header.lastIndexOf('_code'), header.lastIndexOf('_row')];
  const rejected = ledger.failedRows(writer);
  const keys = ledger.keys(scope);
  const idOf = new Map(runs.map(({ seq, id }) => [seq, id]));
  return (row, key) => {
    if (cellText(row.cells[codeAt]) !== 'duplicate-key') return undefined;
    const sent = keys.known(target.name, key, keyField);
    if (sent?.run === undefined) return undefined;
    const isOfChain = idOf.has(sent.run);
    const isUnchanged = rejected(Number(cellText(row.cells[numberAt])))?.key === key;
    return isOfChain || isUnchanged ? (idOf.get(sent.run) ?? writer.id) : undefined;
  };
}

import { cellText, type Row } from '../../files/index.ts';
import type { EarlierOwners, FindEarlierRows, FindSentKeys } from '../../import/index.ts';
import type { IdentityGroup, IdentityValues, Ledger, StoredRun, ValueOwner } from '../../ledger/index.ts';
import type { LoadedMapping } from '../../mapping/index.ts';
import { failedRowsOf, type InputFile } from './open-input.ts';
import { appliesOf } from './run-record.ts';

/**
 * Finds the rows of earlier runs that were sent with identifying values. Rows without keys are considered only in an errors file,
 * together with the rows of the runs that wrote it: originally they were all in one file.
 */
export async function earlierOwners({
  ledger,
  scope,
  mapping: { target, content },
  input,
}: {
  readonly ledger: Ledger;
  readonly scope: string;
  readonly mapping: LoadedMapping;
  readonly input: InputFile;
}): Promise<EarlierOwners | undefined> {
  if (!(await ledger.knowsIdentities())) return undefined;
  const keyField = typeof content.key === 'string' ? content.key : '';
  const keyed = ledger.identities({ scope, target: target.name, keyField });
  const parentChain = (await parentChainOf(ledger, await input.errorsOf())).filter(
    (run) => run.scope === scope && run.target === target.name,
  );
  // Whatever their keys are: the rows that these runs sent are never those in the errors file.
  const groups: IdentityGroup[] = parentChain.flatMap(({ id, keyField: field }) => [
    { run: id },
    ...(field === keyField ? [] : [{ scope, target: target.name, keyField: field }]),
  ]);
  const ofParentChain = groups.map((group) => ledger.identities(group));
  return {
    comparesKeyless: ofParentChain.length > 0,
    async find(hashes) {
      const keyedOwners = await keyed.find(hashes);
      const parentOwners = await firstOwners(ofParentChain, hashes);
      return keyedOwners.map((owner, index) => ({ keyed: owner, ofParent: parentOwners[index] }));
    },
  };
}

/** Finds what the runs behind an errors file have sent, for rules that make values unique; undefined for other files. */
export async function findEarlierRows(
  ledger: Ledger,
  scope: string,
  input: InputFile,
): Promise<FindEarlierRows | undefined> {
  const runs = (await parentChainOf(ledger, await input.errorsOf())).filter((run) => run.scope === scope);
  if (runs.length === 0) return undefined;
  const values = runs.map(({ id }) => ledger.identities({ run: id }));
  return (hashes) => firstOwners(values, hashes);
}

/** The rows that have the values: for each value that of the first group in which one has it. `hashes`: in two halves each. */
async function firstOwners(
  groups: readonly IdentityValues[],
  hashes: readonly number[],
): Promise<(ValueOwner | undefined)[]> {
  const owners = Array.from<ValueOwner | undefined>({ length: hashes.length / 2 });
  for (const group of groups) {
    for (const [index, owner] of (await group.find(hashes)).entries()) owners[index] ??= owner;
  }
  return owners;
}

const MAX_PARENT_RUNS = 100;

/** The run that wrote an errors file, the run that wrote that run's input, and so on; of a plan, also the runs that applied it. */
async function parentChainOf(ledger: Ledger, id: string | undefined): Promise<StoredRun[]> {
  const runs: StoredRun[] = [];
  for (let next = id; next !== undefined && runs.length < MAX_PARENT_RUNS; ) {
    const run = await ledger.runs.find(next);
    if (run === undefined || runs.some(({ seq }) => seq === run.seq)) break;
    runs.push(run, ...(run.command === 'plan' ? await appliesOf(ledger, run.id) : []));
    const { errorsOf } = run.settings;
    next = typeof errorsOf === 'string' ? errorsOf : undefined;
  }
  return runs;
}

/**
 * Finds the runs that sent the keys of rows of an errors file for other rows: sent as well, a row would replace that one's values.
 * That is so for a row that was rejected as a duplicate and still has its key, and for a row that was given the key of a row that the
 * runs behind the file sent. Undefined for other files.
 */
export async function findSentKeys(
  ledger: Ledger,
  scope: string,
  { mapping, input, header }: { mapping: LoadedMapping; input: InputFile; header: readonly string[] },
): Promise<FindSentKeys | undefined> {
  const { target, content } = mapping;
  const runs = (await parentChainOf(ledger, await input.errorsOf())).filter(
    (run) => run.scope === scope && run.target === target.name,
  );
  const [writer] = runs;
  const keyField = typeof content.key === 'string' ? content.key : undefined;
  if (writer === undefined || keyField === undefined) return undefined;
  const [codeAt, numberAt] = [header.lastIndexOf('_code'), header.lastIndexOf('_row')];
  const rejectedRows = failedRowsOf(ledger, writer);
  const keys = ledger.keys(scope);
  const idOf = new Map(runs.map(({ seq, id }) => [seq, id]));
  return async (rows) => {
    const found = new Map<number, string>();
    const duplicates = rows.filter(({ row }) => cellText(row.cells[codeAt]) === 'duplicate-key');
    if (duplicates.length === 0) return found;
    const known = await keys.known(
      target.name,
      keyField,
      duplicates.map(({ key }) => key),
    );
    const numberOf = ({ cells }: Row) => Number(cellText(cells[numberAt]));
    const rejected = await rejectedRows(duplicates.map(({ row }) => numberOf(row)));
    for (const { row, key } of duplicates) {
      const sent = known.get(key);
      if (sent?.run === undefined) continue;
      const ofChain = idOf.get(sent.run);
      const isUnchanged = rejected.get(numberOf(row))?.key === key;
      if (ofChain !== undefined || isUnchanged) found.set(row.number, ofChain ?? writer.id);
    }
    return found;
  };
}

import type { EarlierOwner } from '../../import/identity/collisions.ts';
import type { IdentityJob } from '../../import/identity/identity.ts';
import { readSharedValues } from '../../import/identity/shared-values.ts';
import { KeyIndex } from '../../import/key-index.ts';
import type { IdentityGroup, Ledger, StoredRun } from '../../ledger/index.ts';
import { compileIdentity, type LoadedMapping } from '../../mapping/index.ts';
import type { StopSignals } from '../run-context.ts';
import type { Session } from '../session.ts';
import { sessionLookups } from '../session-lookups.ts';
import type { ImportRequest } from './import-request.ts';
import type { InputFile } from './open-input.ts';

const DEFAULT_IDENTIFIED_BY = ['tel', 'email'];

/** The fields by which the tenant identifies customers, as far as the mapping knows. */
export function identifiedBy({ content }: LoadedMapping): readonly string[] {
  return content.identifiedBy ?? DEFAULT_IDENTIFIED_BY;
}

/** How rows are told that the CRM would take for one customer; nothing where the target's records are not identified by what they hold. */
export async function buildIdentityJob(
  { options, mapping }: ImportRequest,
  {
    session,
    signals,
    input,
    header,
    scope,
  }: {
    readonly session: Session;
    readonly signals: StopSignals;
    readonly input: InputFile;
    readonly header: readonly string[];
    /** The tenant, as the ledger names it. */
    readonly scope: string;
  },
): Promise<IdentityJob | undefined> {
  const { target, content } = mapping;
  if (target.endpoint.repeatable !== 'when-identified') return undefined;
  const fields = identifiedBy(mapping).filter((field) => content.fields?.[field] !== undefined);
  if (fields.length === 0) return undefined;
  const rules = {
    fields,
    required: fields.filter((field) => target.fields[field]?.required),
    keyField: typeof content.key === 'string' ? content.key : undefined,
    keepsPlaceholders: options.acceptDamage === true,
  };
  const from = { header, inputPath: input.path, lookups: sessionLookups(session) };
  const read = await compileIdentity(mapping, fields, from);
  return {
    rules,
    onCollision: options.onCollision ?? content.onCollision ?? 'reject',
    read,
    earlierOwner: await earlierOwner({ ledger: session.ledger, scope, mapping, input }),
    columnOf: (field) => {
      const spec = content.fields?.[field];
      const column = typeof spec === 'string' ? spec : spec?.column;
      return column === undefined ? field : [column].flat().join(', ');
    },
    async readShared() {
      if (rules.keepsPlaceholders) return new KeyIndex();
      const table = await input.open();
      try {
        return await readSharedValues(table.batches(), read, rules, signals.stop);
      } finally {
        await table.close();
      }
    },
  };
}

/**
 * How a row is found that an earlier run sent with a value. Rows without keys count only in a file of errors, beside the rows of the
 * runs that left it: those were in one file to begin with.
 */
async function earlierOwner({
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
  const lineage = parentChainOf(ledger, await input.errorsOf()).filter(
    (run) => run.scope === scope && run.target === target.name,
  );
  // Whatever they are keyed by: what these runs sent is of other rows than those that they left.
  const groups: IdentityGroup[] = lineage.flatMap(({ id, keyField: field }) => [
    { run: id },
    ...(field === keyField ? [] : [{ scope, target: target.name, keyField: field }]),
  ]);
  const ofLineage = groups.map((group) => ledger.identities(group));
  return (high, low, key) => {
    if (key !== undefined || ofLineage.length > 0) {
      const owner = keyed.find(high, low);
      if (owner !== undefined && owner.key !== key) return owner;
    }
    for (const values of ofLineage) {
      const owner = values.find(high, low);
      if (owner !== undefined) return owner;
    }
    return undefined;
  };
}

const MAX_PARENT_RUNS = 100;

/** The run that left a file of errors, the run that left that run's input, and so on. */
function parentChainOf(ledger: Ledger, id: string | undefined): StoredRun[] {
  const runs: StoredRun[] = [];
  for (let next = id; next !== undefined && runs.length < MAX_PARENT_RUNS; ) {
    const run = ledger.runs.find(next);
    if (run === undefined || runs.some(({ seq }) => seq === run.seq)) break;
    runs.push(run);
    const { errorsOf } = run.settings;
    next = typeof errorsOf === 'string' ? errorsOf : undefined;
  }
  return runs;
}

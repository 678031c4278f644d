import type { CustomFieldDefinition } from '../../api/index.ts';
import {
  changesByRecord,
  rowEffects,
  type SentRecord,
  TRACEABLE_TARGETS,
  type ValueContext,
} from '../../change/index.ts';
import type { Row } from '../../files/index.ts';
import { mappedBatches } from '../../import/index.ts';
import type { CellChange, KnownRow, RowLog, StoredRun } from '../../ledger/index.ts';
import { parseMapping } from '../../mapping/index.ts';
import { phrase, t, translated } from '../../words/index.ts';
import { shortPath } from '../import/next-step.ts';
import { earlierRuns, prepareInput, withSource } from '../import/open-input.ts';
import type { RunSettings } from '../import/run-record.ts';
import type { Session } from '../session.ts';
import { compileMapper } from '../session-lookups.ts';
import { UsageError } from '../usage-error.ts';

/** The commands whose runs send something that can be read back. */
const WRITING_COMMANDS: readonly string[] = ['import', 'tag', 'apply', 'undo'];

/** What the API cannot show, by the target that writes it. */
const UNREADABLE: Readonly<Record<string, string>> = {
  enterprise: phrase('the API has no call that reads enterprises'),
  'follow-up': phrase('the API does not show follow-up records'),
  recycle: phrase('the API does not show whether a customer was returned as valid or invalid'),
};

/** Errors: `UsageError` if nothing of the run can be read back. */
export function requireVerifiable(run: StoredRun): void {
  if (!WRITING_COMMANDS.includes(run.command))
    throw new UsageError(t`Run ${run.id} (${run.command}) sent nothing, so there is nothing to verify.`);
  if (TRACEABLE_TARGETS.includes(run.target)) return;
  const why =
    translated(UNREADABLE[run.target] ?? '') ||
    t`tags and tag groups are lists: look at them with sobot-etl export tags`;
  throw new UsageError(t`Run ${run.id} cannot be verified: ${why}.`);
}

interface SentOptions {
  readonly definitions: readonly CustomFieldDefinition[];
  readonly learnNames?: ValueContext['learnNames'];
  readonly stop?: AbortSignal;
}

/**
 * What a run sent to each record: as the ledger has it, where the run kept before-images, or else mapped again from its file. Errors:
 * `UsageError` if that file has changed; those of `importFile` for the mapping.
 */
export async function* sentRecordsOf(
  session: Session,
  run: StoredRun,
  options: SentOptions,
): AsyncGenerator<SentRecord> {
  const changes = session.ledger.changes(run);
  if ((await changes.count()) === 0) {
    yield* remapped(session, run, options);
    return;
  }
  for await (const { rows, key, name, id, cells } of changesByRecord(() => sentOnly(changes.all()))) {
    yield { row: rows.at(-1) ?? 0, key, name, id, cells };
  }
}

const SUCCEEDED = ['created', 'updated', 'done'];

/** The rows that made their change. An undo rejects rows, too, that it could restore only in part, or only tag. */
async function* sentOnly<Changed extends { readonly state: string }>(
  rows: AsyncIterable<Changed>,
): AsyncGenerator<Changed> {
  for await (const row of rows) if (SUCCEEDED.includes(row.state) || row.state === 'rejected') yield row;
}

/** Maps the run's file again. If several rows were sent to one record, the last one counts for each cell. */
async function* remapped(
  session: Session,
  run: StoredRun,
  { definitions, learnNames, stop }: SentOptions,
): AsyncGenerator<SentRecord> {
  const { ledger, settings } = session;
  const { source = {}, corrections } = run.settings as RunSettings;
  const mapping = withSource(parseMapping(run.mappingText, run.mapping), source);
  const input = await prepareInput(run.input, mapping, {
    stagingPath: ledger.stagingPath(run.id),
    corrections,
    earlier: earlierRuns(ledger),
  });
  if (input.sha256 !== run.inputSha256) {
    throw new UsageError(
      input.exists
        ? t`${shortPath(run.input)} has changed since run ${run.id}, so it is not known what was sent. Put the old file back, then: sobot-etl verify ${run.id}`
        : t`${shortPath(run.input)} no longer exists; it is the input of run ${run.id}, so it is not known what was sent. Put the old file back, then: sobot-etl verify ${run.id}`,
    );
  }
  const table = await input.open();
  try {
    const mapper = await compileMapper(session, mapping, { header: table.header, path: input.path });
    const log = await ledger.openRowLog(run);
    const several = await severalRows(log.ids());
    const collected = new Map<string, SentRecord>();
    for await (const { row, mapped, known } of withKnown(
      mappedBatches({ table, mapper, stop, concurrency: settings.concurrency }, undefined),
      log,
    )) {
      if (known === undefined || !SUCCEEDED.includes(known.state) || !mapped?.payload) continue;
      const { payload, followUps = [], key = '' } = mapped;
      learnNames?.((field) => payload[field]);
      const effects = rowEffects(
        mapping.target,
        { payload, followUps },
        { definitions, forExisting: known.action !== 'add' },
      );
      const id = effects.id ?? known.remoteId;
      if (id === undefined) continue;
      const cells = [...effects.cells].map(([field, after]) => ({ field, after }));
      const record = { row: row.number, key, name: String(payload['nick'] ?? ''), id, cells };
      if (several.has(id)) collected.set(id, laterCells(collected.get(id), record));
      else yield record;
    }
    yield* collected.values();
  } finally {
    await table.close();
  }
}

/** Rows of the file with what the ledger knows about them. */
async function* withKnown<Mapped extends { readonly row: Row }>(
  batches: AsyncIterable<readonly Mapped[]>,
  log: RowLog,
): AsyncGenerator<Mapped & { readonly known: KnownRow | undefined }> {
  for await (const rows of batches) {
    const [first, last] = [rows[0], rows.at(-1)];
    if (first === undefined || last === undefined) continue;
    const known = await log.known(first.row.number, last.row.number);
    for (const row of rows) yield { ...row, known: known.get(row.row.number) };
  }
}

async function severalRows(ids: AsyncIterable<{ readonly id: string }>): Promise<ReadonlySet<string>> {
  const once = new Set<string>();
  const several = new Set<string>();
  for await (const { id } of ids) {
    if (once.has(id)) several.add(id);
    else once.add(id);
  }
  return several;
}

function laterCells(earlier: SentRecord | undefined, later: SentRecord): SentRecord {
  if (earlier === undefined) return later;
  const cells = new Map<string, Pick<CellChange, 'field' | 'after'>>();
  for (const cell of [...earlier.cells, ...later.cells]) cells.set(cell.field, cell);
  return { ...later, cells: [...cells.values()] };
}

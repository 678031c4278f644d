import { chainHash, type EventFacts, endFacts, hashRows, type RunRecord, readFacts, runFacts } from './audit-trail.ts';
import { LEDGER_MESSAGES } from './messages.ts';
import type { SqlConnection, SqlDatabase, SqlRecord } from './sql.ts';

/** Something that was altered after it was recorded. */
export interface AuditProblem {
  readonly code: 'audit-event' | 'audit-run' | 'audit-rows' | 'audit-run-added' | 'audit-run-missing' | 'audit-head';
  readonly run?: string;
  readonly message: string;
}

/** What the audit trail proves. */
export interface AuditReport {
  /** The hash of the last event; undefined before the first. */
  readonly head: string | undefined;
  readonly events: number;
  readonly runs: {
    /** As they were recorded. */
    readonly proven: number;
    /** From before the trail began. */
    readonly notCovered: number;
    /** Removed by pruning; their events are still there. */
    readonly removed: number;
  };
  /** When the trail began, in epoch milliseconds. */
  readonly since: number | undefined;
  /** The event that has the hash that was asked for. */
  readonly noted?: { readonly event: number; readonly at: number } | undefined;
  readonly problems: readonly AuditProblem[];
}

/** What the events say about a run. */
interface RecordedRun {
  readonly number: number;
  /** The last start or resumption; undefined for a run of which only the removal is recorded. */
  start?: EventFacts;
  /** The last end. */
  end?: EventFacts;
  last: EventFacts;
}

const TEXTS = {
  event: LEDGER_MESSAGES['audit-event'].text,
  run: LEDGER_MESSAGES['audit-run'].text,
  rows: LEDGER_MESSAGES['audit-rows'].text,
};

/** Proves that neither the trail nor the runs in the ledger were altered since. `head`: a hash, or its beginning, that must be among the events. */
export function verifyAudit(database: SqlDatabase, head?: string): Promise<AuditReport> {
  // One moment of a ledger that other processes may be writing.
  return database.snapshot(async (connection) => {
    const chain = await readChain(connection, head);
    const found = await compareRuns(connection, chain);
    const unknown = head !== undefined && chain.noted === undefined;
    const headProblem: AuditProblem[] = unknown
      ? [{ code: 'audit-head', message: LEDGER_MESSAGES['audit-head'].text.unknown(head) }]
      : [];
    return {
      head: chain.head,
      events: chain.events,
      runs: found.runs,
      since: chain.began?.at,
      noted: chain.noted,
      problems: [...headProblem, ...chain.problems, ...found.problems],
    };
  });
}

const RECORDS_AT_ONCE = 500;

/** All records of a table with a number, in the order of it. */
async function* recordsOf(
  connection: SqlConnection,
  columns: string,
  table: 'audit' | 'runs',
): AsyncGenerator<SqlRecord> {
  const sql = `SELECT ${columns} FROM ${table} WHERE seq > ? ORDER BY seq LIMIT ${RECORDS_AT_ONCE}`;
  for (let last = -1; ; ) {
    const records = await connection.all(sql, [last]);
    yield* records;
    if (records.length < RECORDS_AT_ONCE) return;
    last = Number(records.at(-1)?.['seq']);
  }
}

interface Chain extends Pick<AuditReport, 'head' | 'events' | 'noted'> {
  readonly began: (EventFacts & { readonly runs_before?: number; readonly last_run?: number }) | undefined;
  readonly recorded: ReadonlyMap<string, RecordedRun>;
  readonly problems: readonly AuditProblem[];
}

async function readChain(connection: SqlConnection, asked: string | undefined): Promise<Chain> {
  const recorded = new Map<string, RecordedRun>();
  const problems: AuditProblem[] = [];
  let began: Chain['began'];
  let noted: Chain['noted'];
  let head: string | undefined;
  let last = 0;
  for await (const record of recordsOf(connection, 'seq, run, facts, hash', 'audit')) {
    const [seq, run, text, hash] = [
      Number(record['seq']),
      String(record['run']),
      String(record['facts']),
      String(record['hash']),
    ];
    const facts = readFacts(text);
    const isNext = seq === last + 1;
    if (!isNext) problems.push({ code: 'audit-event', message: TEXTS.event.missing(last + 1, seq - 1) });
    // After a gap the hash before is not known.
    const isWhole = facts !== undefined && facts.run === run && (!isNext || chainHash(head ?? '', text) === hash);
    if (!isWhole) {
      const message = TEXTS.event.altered(seq, run);
      problems.push({ code: 'audit-event', ...(run !== '' && { run }), message });
    }
    if (facts?.kind === 'began') began ??= facts;
    else if (facts !== undefined) note(recorded, facts);
    if (asked !== undefined && hash.startsWith(asked)) noted = { event: seq, at: facts?.at ?? 0 };
    head = hash;
    last = seq;
  }
  return { head, events: last, noted, began, recorded, problems };
}

function note(recorded: Map<string, RecordedRun>, facts: EventFacts): void {
  const run: RecordedRun = recorded.get(facts.run) ?? { number: Number(facts['number']), last: facts };
  if (facts.kind === 'started' || facts.kind === 'resumed') run.start = facts;
  if (facts.kind === 'ended') run.end = facts;
  run.last = facts;
  recorded.set(facts.run, run);
}

async function compareRuns(
  connection: SqlConnection,
  { began, recorded }: Chain,
): Promise<Pick<AuditReport, 'runs' | 'problems'>> {
  const problems: AuditProblem[] = [];
  const counts = { proven: 0, notCovered: 0, removed: 0 };
  const present = new Set<string>();
  let uncovered = began?.runs_before ?? 0;
  for await (const record of recordsOf(connection, '*', 'runs')) {
    const id = String(record['id']);
    present.add(id);
    const known = recorded.get(id);
    const isOld = began === undefined || Number(record['seq']) <= (began.last_run ?? 0);
    if (isOld) uncovered -= 1;
    // A removal that was cut short is repeated by the next one.
    if (known?.last.kind === 'removed') counts.removed += 1;
    else if (known?.start === undefined && isOld) counts.notCovered += 1;
    else {
      const found =
        known?.start === undefined ? addedRun(id) : await differences(connection, record, known, known.start);
      if (found.length === 0) counts.proven += 1;
      problems.push(...found);
    }
  }
  for (const [id, { number, last }] of recorded) {
    if (present.has(id)) continue;
    if (number <= (began?.last_run ?? 0)) uncovered -= 1;
    if (last.kind === 'removed') counts.removed += 1;
    else
      problems.push({ code: 'audit-run-missing', run: id, message: LEDGER_MESSAGES['audit-run-missing'].text.run(id) });
  }
  if (uncovered > 0) {
    problems.push({ code: 'audit-run-missing', message: LEDGER_MESSAGES['audit-run-missing'].text.old(uncovered) });
  }
  return { runs: counts, problems };
}

function addedRun(run: string): AuditProblem[] {
  return [{ code: 'audit-run-added', run, message: LEDGER_MESSAGES['audit-run-added'].text.run(run) }];
}

/** What is different about a run than its events say. */
async function differences(
  connection: SqlConnection,
  record: RunRecord,
  { end, last }: RecordedRun,
  start: EventFacts,
): Promise<AuditProblem[]> {
  const run = String(record['id']);
  const hasEnded = last.kind === 'ended';
  const rowsHash = last['rows_sha256'];
  const isRowsHashed = hasEnded && typeof rowsHash === 'string';
  const rowsNow = isRowsHashed ? await hashRows(connection, Number(record['seq'])) : undefined;
  const now = await endFacts(connection, record, rowsNow);
  const expected = hasEnded
    ? last
    : { ...now, status: 'running', reason: null, ended_at: null, summary_sha256: end?.['summary_sha256'] ?? null };
  const names = [...differing(runFacts(record), start), ...differing(now, expected)];
  const altered = names.filter((name) => !name.startsWith('rows'));
  return [
    ...(altered.length > 0 ? [{ code: 'audit-run' as const, run, message: TEXTS.run.altered(run, altered) }] : []),
    ...(altered.length < names.length ? [{ code: 'audit-rows' as const, run, message: TEXTS.rows.altered(run) }] : []),
  ];
}

/** The names of the facts that are different now. */
function differing(now: Readonly<Record<string, unknown>>, recorded: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(now).filter((name) => JSON.stringify(now[name]) !== JSON.stringify(recorded[name]));
}

import {
  AMBIGUOUS,
  fieldLabel,
  PLAN_LABELS,
  PLANNED,
  type PlanCounts,
  shownValue,
  writePlanWorkbook,
} from '../../change/index.ts';
import { replaceFile } from '../../files/index.ts';
import type { ImportSummary } from '../../import/index.ts';
import type { Ledger, StoredRun } from '../../ledger/index.ts';
import type { LoadedMapping } from '../../mapping/index.ts';
import type { Combination } from '../../mirror/index.ts';
import { estimateNights, LocalClock } from '../../resilience/index.ts';
import { counted, durationText, localTimeText, shellLine, t, wholeText } from '../../words/index.ts';
import type { ConnectionOptions } from '../connection.ts';
import { limitsText } from '../gate-text.ts';
import type { ImportChoice } from '../import/import-choice.ts';
import { isCutShort, shortPath } from '../import/next-step.ts';
import type { NightSettings } from '../options/night-values.ts';
import type { Session } from '../session.ts';
import type { ChangeContext } from './change-context.ts';
import type { ChangePlanSummary } from './change-summary.ts';

/** What the plan's filter has found, and what showing it needs. */
export interface PlanParts {
  readonly session: Session;
  readonly context: ChangeContext;
  readonly counts: PlanCounts;
  /** As of when the mirror has the customers that the rows were compared with, in epoch milliseconds. */
  readonly refreshedAt: number | undefined;
  /** Customers that were found because others were combined with them. */
  readonly combined: () => readonly Combination[];
}

interface PlanOutput {
  readonly output: string;
  readonly mapping: LoadedMapping;
  readonly choice: ImportChoice;
  readonly connection: ConnectionOptions;
  /** When an apply would send. */
  readonly nights: NightSettings | undefined;
  readonly parts: PlanParts | undefined;
}

/** Sums a plan up, and writes its workbook from the ledger, and `summary.json`. A plan that was cut short gets no workbook. */
export async function writePlan(ended: ImportSummary, plan: PlanOutput): Promise<ChangePlanSummary> {
  const summary = await planSummary(ended, plan);
  const notices = isCutShort(ended) ? [] : await writeWorkbook(ended, summary, plan);
  const written = { ...summary, notices: [...summary.notices, ...notices] };
  await replaceFile(ended.files.summary, `${JSON.stringify(written, null, 2)}\n`);
  return written;
}

/** Sums up a plan that has ended, from the summary that an import of its rows would have. */
export async function planSummary(
  ended: ImportSummary,
  { output, nights, parts }: PlanOutput,
): Promise<ChangePlanSummary> {
  const { session, counts, combined } = begun(parts);
  const notices = [...ended.notices, ...combinedNotices(combined())];
  const sent = { ...ended, requests: session.dispatcher.counts, notices };
  return {
    ...summaryOf(sent, counts, secondsFor(counts.calls, session, sent), output),
    ...(await nightsFor(counts.calls, nights, session, sent)),
  };
}

const MAX_NAMED = 5;

/** Rows that lead to a customer by what another had, who was combined with it. */
function combinedNotices(combined: readonly Combination[]): string[] {
  if (combined.length === 0) return [];
  const named = combined.slice(0, MAX_NAMED).map(({ mergedId, intoId }) => t`${mergedId} is now ${intoId}`);
  const more = combined.length > MAX_NAMED ? t`, and ${combined.length - MAX_NAMED} more` : '';
  const customers = counted(combined.length, 'customer');
  return [t`Rows lead to ${customers} combined with others since: ${named.join(', ')}${more}.`];
}

function begun(parts: PlanParts | undefined): PlanParts {
  if (parts === undefined) throw new TypeError('the plan was not begun');
  return parts;
}

/** Returns notices about what the workbook does not have. */
async function writeWorkbook(
  ended: ImportSummary,
  summary: ChangePlanSummary,
  { output, mapping, choice, nights, parts }: PlanOutput,
): Promise<readonly string[]> {
  const { session, context, refreshedAt } = begun(parts);
  const { ledger } = session;
  const run = await ledger.runs.find(ended.run);
  if (run === undefined) throw new TypeError(`the ledger has no run ${ended.run}`);
  const fields = await fieldsOfNew(ledger, run);
  const { notices } = await writePlanWorkbook(output, {
    id: ended.run,
    facts: factsOf(summary, { mapping, choice, session, refreshedAt, nights }),
    changes: changedCellsOf(ledger, run, context),
    createdFields: fields.map((id) => ({ id, label: fieldLabel(id, context.values) })),
    created: newRecordsOf(ledger, run, context),
    ambiguous: ambiguousRows(ledger, run),
    rejected: rejectedRows(ledger, run),
  });
  return notices;
}

function summaryOf(ended: ImportSummary, counts: PlanCounts, seconds: number, output: string): ChangePlanSummary {
  const {
    run,
    target,
    status,
    reason,
    rows,
    skipped_for: skippedFor = {},
    requests,
    duration_ms,
    causes,
    notices,
  } = ended;
  const ambiguous = causes.reduce((sum, { code, count }) => sum + (code === AMBIGUOUS ? count : 0), 0);
  const of = (code: string) => skippedFor[code] ?? 0;
  const [create, update, unchanged] = [of(PLANNED.create), of(PLANNED.update), of('unchanged')];
  return {
    plan: run,
    command: 'plan',
    target,
    status,
    ...(reason !== undefined && { reason }),
    rows: {
      read: rows.read,
      create,
      update,
      unchanged,
      ambiguous,
      rejected: rows.rejected - ambiguous,
      skipped: rows.skipped - create - update - unchanged,
    },
    cells_changed: counts.cells,
    calls: counts.calls,
    seconds_estimated: seconds,
    requests,
    duration_ms,
    causes,
    notices,
    files: { plan: output, ...ended.files },
  };
}

/** Requests a second if neither a rate is given nor any request of the plan tells how fast the API is. */
const ASSUMED_RATE = 10;
const MIN_MEASURED_REQUESTS = 20;

/** At the given rate; else at the rate of the plan's own requests, with a cautious guess if there were few. */
function secondsFor(calls: number, session: Session, ended: ImportSummary): number {
  return Math.ceil(calls / rateFor(session, ended));
}

/** Calls a second. */
function rateFor({ settings, gate }: Session, { requests, duration_ms }: ImportSummary): number {
  const activeMs = Math.max(1, duration_ms - gate.waitedMs);
  const measured = requests.sent >= MIN_MEASURED_REQUESTS ? (requests.sent / activeMs) * 1000 : undefined;
  const rate = settings.rate ?? Math.min(measured ?? ASSUMED_RATE, settings.maxRate ?? Number.POSITIVE_INFINITY);
  return Math.max(rate, 0.1);
}

/** How many nights the calls take from now on, where a window or a budget limits them. */
async function nightsFor(
  calls: number,
  limits: NightSettings | undefined,
  session: Session,
  ended: ImportSummary,
): Promise<Pick<ChangePlanSummary, 'nights' | 'ends_estimated'>> {
  const { ledger, scope } = session;
  if (calls === 0 || (limits?.window === undefined && limits?.budget === undefined)) return {};
  const clock = new LocalClock(limits.timeZone);
  const nowMs = Date.now();
  const calledToday = await ledger.dailyCalls(scope).taken(clock.at(nowMs).day);
  const { nights, endMs, isMore } = estimateNights(calls, rateFor(session, ended), limits, {
    clock,
    nowMs,
    calledToday,
  });
  return { nights, ...(!isMore && { ends_estimated: new Date(endMs).toISOString() }) };
}

function factsOf(
  { rows, cells_changed, calls, seconds_estimated, nights, ends_estimated, files }: ChangePlanSummary,
  of: {
    readonly mapping: LoadedMapping;
    readonly choice: ImportChoice;
    readonly session: Session;
    readonly refreshedAt: number | undefined;
    readonly nights: NightSettings | undefined;
  },
): (readonly [string, string | number])[] {
  const { settings } = of.session;
  return [
    [PLAN_LABELS.file, shortPath(of.choice.file)],
    [PLAN_LABELS.mapping, shortPath(of.mapping.path)],
    ['CRM', settings.baseUrl],
    ['Compared with the CRM as of', localTimeText(of.refreshedAt ?? Date.now())],
    ['Rows read', rows.read],
    ['Customers to create', rows.create],
    ['Customers to change', rows.update],
    ['Cells to change', cells_changed],
    ['Unchanged', rows.unchanged],
    ['Ambiguous', rows.ambiguous],
    ['Rejected', rows.rejected],
    ...(rows.skipped > 0 ? [['Left out', rows.skipped] as const] : []),
    ['Calls to apply it', calls],
    [
      settings.rate === undefined ? 'Estimated time' : `Time at ${wholeText(settings.rate)} requests a second`,
      durationText(seconds_estimated * 1000),
    ],
    ...(nights === undefined || of.nights === undefined
      ? []
      : [
          [
            of.nights.window ? 'Nights' : 'Days',
            `${wholeText(nights)} (${limitsText(of.nights)})${ends_estimated === undefined ? ' or more' : `, until about ${localTimeText(Date.parse(ends_estimated), 'minute')}`}`,
          ] as const,
        ]),
    ['Next', shellLine(['sobot-etl', 'apply', shortPath(files.plan)])],
  ];
}

async function* changedCellsOf(ledger: Ledger, run: StoredRun, { values }: ChangeContext) {
  for await (const { row, key = '', change } of ledger.changes(run).all()) {
    const { id, name = '', cells } = change;
    if (id === undefined) continue;
    for (const { field, before, after } of cells) {
      yield {
        row,
        key,
        name,
        id,
        field: fieldLabel(field, values),
        fieldId: field,
        before: before === undefined ? '' : shownValue(field, before, values),
        after: shownValue(field, after, values),
      };
    }
  }
}

/** The fields that new records have, in the order in which they first appear. */
async function fieldsOfNew(ledger: Ledger, run: StoredRun): Promise<readonly string[]> {
  const fields = new Set<string>();
  for await (const { change } of ledger.changes(run).all()) {
    if (change.id === undefined) for (const { field } of change.cells) fields.add(field);
  }
  return [...fields];
}

async function* newRecordsOf(ledger: Ledger, run: StoredRun, { values }: ChangeContext) {
  for await (const { row, key = '', change } of ledger.changes(run).all()) {
    if (change.id !== undefined) continue;
    const shown = new Map(change.cells.map(({ field, after }) => [field, shownValue(field, after, values)]));
    yield { row, key, name: change.name ?? '', values: shown };
  }
}

async function* ambiguousRows(ledger: Ledger, run: StoredRun) {
  const log = await ledger.openRowLog(run);
  for await (const { row, key = '', code, message = '', remoteId = '' } of log.outcomes('unsuccessful')) {
    if (code === AMBIGUOUS) yield { row, key, ids: remoteId.split(', '), message };
  }
}

async function* rejectedRows(ledger: Ledger, run: StoredRun) {
  const log = await ledger.openRowLog(run);
  for await (const { row, key = '', field = '', code = '', message = '' } of log.outcomes('unsuccessful')) {
    if (code !== AMBIGUOUS) yield { row, key, field, code, message };
  }
}

import { isCutShort, type NextStep, shortPath } from '../../app/import/next-step.ts';
import { remediationFor } from '../../app/message-catalogue.ts';
import type { PlanSummary } from '../../app/plan/plan-summary.ts';
import type { ExportSummary } from '../../export/index.ts';
import { type FailureCause, type ImportSummary, ROW_COUNTERS } from '../../import/index.ts';
import {
  alignColumns,
  COUNTER_WORDS,
  counted,
  durationText,
  joined,
  phrase,
  skipReasonsText,
  statusWords,
  t,
  translated,
} from '../../words/index.ts';
import type { Style, Terminal } from '../terminal.ts';

const TOP_CAUSES = 5;
const MAX_NOTICES = 12;
/** A counter and its number. */
const COUNT_WIDTHS = [13, 9];
/** The number of rows, and the first of them. */
const CAUSE_WIDTHS = [8, 9];

/** The end of a run for people on stderr, and for programs on stdout with `--json`. */
export function printImportSummary(
  terminal: Terminal,
  summary: ImportSummary,
  {
    json,
    next,
    isStep,
  }: {
    readonly json: boolean;
    readonly next: NextStep | undefined;
    /** A step of a plan; the next command is printed at the end of the plan. */
    readonly isStep?: true | undefined;
  },
): void {
  if (json) terminal.data(JSON.stringify(summary));
  if (terminal.progressMode === 'json') return;
  const lines = [
    '',
    headline(terminal, summary),
    ...(summary.reason ? [t`Reason: ${summary.reason}`] : []),
    '',
    ...countLines(terminal, summary),
    ...causeLines(terminal, summary),
    ...noticeLines(summary),
    '',
    ...fileLines(summary),
  ];
  if (next && !isStep) {
    lines.push('', t`Next: ${next.text}${next.command ? ':' : ''}`);
    if (next.command) lines.push(`  ${terminal.paint('bold', next.command)}`);
  }
  // Why a run was cut short, and how to resume it, is printed even with --quiet.
  terminal[isCutShort(summary) ? 'complain' : 'say'](lines);
}

const ENDS = {
  completed: ['green', phrase('Done')],
  completed_with_errors: ['yellow', phrase('Finished with errors')],
  aborted: ['red', phrase('Aborted')],
  interrupted: ['yellow', phrase('Interrupted')],
} as const;

function headline(terminal: Terminal, summary: ImportSummary): string {
  const { status, dry_run, run, duration_ms, rows_per_second } = summary;
  const [colour, ended] = ENDS[status];
  const words = translated(ended);
  const checked = isCutShort(summary) ? t`Partly checked` : t`Checked`;
  const duration = `${durationText(duration_ms)}${waitedText(summary)}`;
  const how = dry_run ? t`${duration}, nothing was sent` : t`${duration}, ${rows_per_second} rows/s`;
  return `${terminal.paint(colour, dry_run ? `${checked} (${run})` : t`${words} (run ${run})`)}: ${how}`;
}

/** How long a run waited for its window, its budget or the daily limit of the API; empty if it did not. */
export function waitedText({ waited_ms = 0, nights = 0 }: Pick<ImportSummary, 'waited_ms' | 'nights'>): string {
  if (waited_ms < MIN_TOLD_WAIT_MS) return '';
  return nights > 1
    ? t` (waited ${durationText(waited_ms)} of it, ${counted(nights, 'night')})`
    : t` (waited ${durationText(waited_ms)} of it)`;
}

const MIN_TOLD_WAIT_MS = 1000;

function countLines(terminal: Terminal, summary: ImportSummary): string[] {
  const { rows, requests, dry_run } = summary;
  const line = (name: string, count: number, more = '') =>
    alignColumns([[`  ${name}`, String(count), more]], { gap: 0, minWidths: COUNT_WIDTHS, right: [1] }).join('');
  const skipped = skipReasonsText(summary.skipped_for, rows.skipped - (rows.fit ?? 0));
  const reasons = skipped === '' ? '' : `  (${skipped})`;
  const counters = ROW_COUNTERS.filter((counter) => rows[counter] > 0).flatMap((counter) => {
    if (counter === 'skipped' && rows.fit !== undefined && rows.fit < rows.skipped)
      return [line(t`fit to send`, rows.fit), line(t`skipped`, rows.skipped - rows.fit, reasons)];
    const text = line(wordFor(counter, summary), rows[counter], counter === 'skipped' ? reasons : '');
    return counter === 'rejected' || counter === 'failed' || counter === 'in_doubt'
      ? terminal.paint('red', text)
      : text;
  });
  const more = [
    ...(requests.retried > 0 ? [counted(requests.retried, 'retry', 'retries')] : []),
    ...(requests.throttled > 0 ? [t`${requests.throttled} throttled: the API asked for pauses`] : []),
  ];
  const merged = summary.merged ?? 0;
  return [
    line(t`rows read`, rows.read),
    ...counters,
    ...(merged > 0
      ? [
          terminal.paint(
            'red',
            line(
              t`merged`,
              merged,
              t`  (of the created and updated rows: overwrote, or were overwritten by, a row with another key)`,
            ),
          ),
        ]
      : []),
    ...(dry_run ? [] : [line(t`requests`, requests.sent, more.length > 0 ? `  (${joined(more)})` : '')]),
  ];
}

/** The most frequent causes, each with what to do about it. */
export function causeLines(terminal: Terminal, { causes }: Pick<ImportSummary, 'causes'>): string[] {
  if (causes.length === 0) return [];
  const left = causes.length - TOP_CAUSES;
  const rows = [
    [t`rows`, t`first row`, t`most frequent causes`],
    ...causes.slice(0, TOP_CAUSES).flatMap((cause) => [
      [String(cause.count), String(cause.firstRow), `${cause.message}${fieldOf(cause)}`],
      ['', '', remediationFor(cause)],
    ]),
    ...(left > 0 ? [['', '', t`and ${counted(left, 'more cause')}: see the report`]] : []),
  ];
  const lines = alignColumns(rows, { minWidths: CAUSE_WIDTHS, right: [0, 1] });
  // Column names and remediations are less prominent than what is wrong.
  return ['', ...lines.map((line, index) => (index % 2 === 0 ? terminal.paint('dim', line) : line))];
}

/** The field of the cause, if its message does not name it. */
function fieldOf({ field, message }: FailureCause): string {
  return field === '' || message.includes(field) ? '' : ` (${field})`;
}

function noticeLines({ notices, detected }: ImportSummary): string[] {
  if (notices.length === 0) return [];
  const facts = Object.entries(detected).map(([name, value]) => `${translated(name)} ${value}`);
  const more = notices.length - MAX_NOTICES;
  return [
    '',
    t`About the file${facts.length > 0 ? ` (${joined(facts)})` : ''}:`,
    ...notices.slice(0, MAX_NOTICES).map((notice) => `  ${notice}`),
    ...(more > 0 ? [t`  … and ${more} more in the report`] : []),
  ];
}

const FILE_LABELS = {
  errors_xlsx: phrase('errors (Excel)'),
  errors: phrase('errors (CSV)'),
  results: phrase('results'),
  report: phrase('report'),
  summary: phrase('summary'),
} as const satisfies Record<keyof ImportSummary['files'], string>;

/** Where the run's files are, with the paths in a column of their own. */
function fileLines({ files }: ImportSummary): string[] {
  const named = Object.entries(FILE_LABELS).flatMap(([name, label]) => {
    const path = files[name as keyof typeof FILE_LABELS];
    return path === undefined ? [] : [[`  ${translated(label)}`, shortPath(path)]];
  });
  return alignColumns(named);
}

function wordFor(counter: (typeof ROW_COUNTERS)[number], { dry_run }: ImportSummary): string {
  return dry_run && counter === 'skipped' ? t`fit to send` : translated(COUNTER_WORDS[counter]);
}

/** The end of an export for people on stderr, and for programs on stdout with `--json`. */
export function printExportSummary(
  terminal: Terminal,
  summary: ExportSummary,
  {
    json,
    next,
    isStreamed,
  }: { readonly json: boolean; readonly next: NextStep | undefined; readonly isStreamed: boolean },
): void {
  const text = JSON.stringify(summary);
  // Standard output carries the rows.
  if (json && isStreamed) terminal.complain(text);
  else if (json) terminal.data(text);
  const { rows, requests, files, notices } = summary;
  if (terminal.progressMode === 'json') return;
  const took = `${durationText(summary.duration_ms)}${waitedText(summary)}`;
  const lines = [
    t`${terminal.paint(colourOf(summary), exportHeadline(summary))}: ${counted(rows.written, 'row')} of ${summary.stream}${files.output.length > 0 ? t` in ${files.output.join(', ')}` : ''}`,
    t`${took}, ${summary.rows_per_second} rows/s; ${counted(requests.sent, 'request')}, ${counted(requests.retried, 'retry', 'retries')}, ${requests.throttled} throttled`,
  ];
  if (summary.reason) lines.push(t`Reason: ${summary.reason}`);
  lines.push(...notices);
  if (next !== undefined) lines.push(t`Next: ${next.text}:`, `  ${terminal.paint('bold', next.command ?? '')}`);
  // Why an export was cut short, and how to resume it, is printed even with --quiet.
  terminal[next === undefined ? 'say' : 'complain'](lines);
}

function colourOf({ status, complete }: ExportSummary): Style {
  return status === 'aborted' ? 'red' : complete ? 'green' : 'yellow';
}

function exportHeadline({ status, complete }: ExportSummary): string {
  if (status === 'aborted') return t`Aborted; no file was written`;
  if (status === 'interrupted') return t`Interrupted; no file was written`;
  return complete ? t`Done, complete` : t`Finished, incomplete`;
}

/** The end of a plan: where its files are and what is next. */
export function printPlanSummary(
  terminal: Terminal,
  summary: PlanSummary,
  { json, next }: { readonly json: boolean; readonly next: NextStep | undefined },
): void {
  const { rows, status, files } = summary;
  if (json) terminal.data(JSON.stringify(summary));
  terminal.say(
    `\n${t`All files of the plan: ${counted(rows.read, 'row')} read; ${statusWords(status)}`}\n  ${t`report`}     ${shortPath(files.report)}`,
  );
  const isCutShort = status === 'interrupted' || status === 'aborted';
  if (next)
    terminal[isCutShort ? 'complain' : 'say'](
      `\n${t`Next: ${next.text}:`}\n  ${terminal.paint('bold', next.command ?? '')}`,
    );
}

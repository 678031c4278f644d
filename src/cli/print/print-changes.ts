import type { ChangePlanSummary, VerifySummary } from '../../app/change/change-summary.ts';
import { type NextStep, shortPath } from '../../app/import/next-step.ts';
import { alignColumns, counted, durationText, t } from '../../words/index.ts';
import type { Terminal } from '../terminal.ts';
import { causeLines, waitedText } from './print-summary.ts';

interface PrintOptions {
  readonly json: boolean;
  readonly next: NextStep | undefined;
}

/** The end of a plan for people on stderr, and for programs on stdout with `--json`. */
export function printChangePlan(terminal: Terminal, summary: ChangePlanSummary, { json, next }: PrintOptions): void {
  if (json) terminal.data(JSON.stringify(summary));
  if (terminal.progressMode === 'json') return;
  const { plan, status, reason, rows, cells_changed, calls, seconds_estimated, duration_ms, files, notices } = summary;
  const isCutShort = status === 'aborted' || status === 'interrupted';
  const { nights } = summary;
  const nightsText = nights === undefined ? '' : t`, in ${counted(nights, 'night')}`;
  const refused = (name: string, count: number) => (count > 0 ? [[`  ${name}`, String(count)]] : []);
  terminal[isCutShort ? 'complain' : 'say']([
    '',
    `${terminal.paint(isCutShort ? 'yellow' : 'green', isCutShort ? t`Planning was cut short (${plan})` : t`Planned (${plan})`)}: ${t`${durationText(duration_ms)}, nothing was sent`}`,
    ...(reason === undefined ? [] : [t`Reason: ${reason}`]),
    '',
    ...alignColumns(
      [
        [`  ${t`rows read`}`, String(rows.read)],
        [`  ${t`to create`}`, String(rows.create)],
        [`  ${t`to change`}`, `${rows.update}`, `  (${counted(cells_changed, 'cell')})`],
        [`  ${t`unchanged`}`, String(rows.unchanged)],
        ...refused(t`ambiguous`, rows.ambiguous),
        ...refused(t`rejected`, rows.rejected),
        ...refused(t`left out`, rows.skipped),
        [`  ${t`calls`}`, String(calls), `  (${t`about ${durationText(seconds_estimated * 1000)}`}${nightsText})`],
      ],
      { right: [1] },
    ),
    ...causeLines(terminal, summary),
    ...(notices.length > 0 ? ['', ...notices] : []),
    '',
    ...alignColumns([
      ...(isCutShort ? [] : [[`  ${t`plan`}`, shortPath(files.plan)]]),
      ...(rows.rejected + rows.ambiguous > 0 ? [[`  ${t`errors`}`, shortPath(files.errors_xlsx ?? files.errors)]] : []),
      [`  ${t`report`}`, shortPath(files.report)],
    ]),
    ...nextLines(terminal, next),
  ]);
}

/** The end of a verification for people on stderr, and for programs on stdout with `--json`. */
export function printVerification(terminal: Terminal, summary: VerifySummary, { json, next }: PrintOptions): void {
  if (json) terminal.data(JSON.stringify(summary));
  if (terminal.progressMode === 'json') return;
  const { verifies, status, records, cells, duration_ms, files, notices } = summary;
  const isEqual = status === 'completed';
  const found =
    records.checked === 0
      ? t`Run ${verifies} sent nothing that can be compared`
      : isEqual
        ? t`The CRM has what run ${verifies} sent`
        : t`The CRM differs from what run ${verifies} sent`;
  terminal.say([
    '',
    `${terminal.paint(isEqual ? 'green' : 'red', found)}: ${durationText(duration_ms)}${waitedText(summary)}`,
    '',
    ...alignColumns(
      [
        [`  ${t`records checked`}`, String(records.checked), `  (${counted(cells.compared, 'cell')})`],
        [`  ${t`equal`}`, String(records.equal)],
        [`  ${t`different`}`, String(records.different), `  (${counted(cells.different, 'cell')})`],
        [`  ${t`missing`}`, String(records.missing)],
      ],
      { right: [1] },
    ),
    ...(notices.length > 0 ? ['', ...notices] : []),
    '',
    `  ${t`details`}    ${shortPath(files.verify)}`,
    ...nextLines(terminal, next),
  ]);
}

function nextLines(terminal: Terminal, next: NextStep | undefined): string[] {
  if (next === undefined) return [];
  return [
    '',
    t`Next: ${next.text}${next.command ? ':' : ''}`,
    ...(next.command ? [`  ${terminal.paint('bold', next.command)}`] : []),
  ];
}

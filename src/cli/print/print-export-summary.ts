import type { NextStep } from '../../app/import/next-step.ts';
import type { ExportSummary } from '../../export/summary.ts';
import { counted } from '../../words/counted.ts';
import { durationText } from '../../words/time-text.ts';
import type { Style, Terminal } from '../terminal.ts';

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
  // Standard output is taken by the rows.
  if (json && isStreamed) terminal.complain(text);
  else if (json) terminal.data(text);
  const { rows, requests, files, notices } = summary;
  if (terminal.progressMode === 'json') return;
  const lines = [
    `${terminal.paint(colourOf(summary), exportHeadline(summary))}: ${counted(rows.written, 'row')} of ${summary.stream}${files.output.length > 0 ? ` in ${files.output.join(', ')}` : ''}`,
    `${durationText(summary.duration_ms)}, ${summary.rows_per_second} rows/s; ${counted(requests.sent, 'request')}, ${counted(requests.retried, 'retry', 'retries')}, ${requests.throttled} throttled`,
  ];
  if (summary.reason) lines.push(`Why: ${summary.reason}`);
  lines.push(...notices);
  if (next !== undefined) lines.push(`Next: ${next.text}:`, `  ${terminal.paint('bold', next.command ?? '')}`);
  // How an export was cut short, and how to go on, is said even when quiet.
  terminal[next === undefined ? 'say' : 'complain'](lines);
}

function colourOf({ status, complete }: ExportSummary): Style {
  return status === 'aborted' ? 'red' : complete ? 'green' : 'yellow';
}

function exportHeadline({ status, complete }: ExportSummary): string {
  if (status === 'aborted') return 'Aborted, no file was written';
  if (status === 'interrupted') return 'Interrupted, no file was written';
  return complete ? 'Done, whole' : 'Done, but not whole';
}

import type { ExportSummary } from '../../export/summary.ts';
import type { Terminal } from '../terminal.ts';

/** The end of an export for people on stderr, and for programs on stdout with `--json`. */
export function printExportSummary(
  terminal: Terminal,
  summary: ExportSummary,
  { json, output }: { readonly json: boolean; readonly output: string },
): void {
  const text = JSON.stringify(summary);
  // Standard output is taken by the rows.
  if (json && output === '-') terminal.complain(text);
  else if (json) terminal.data(text);
  const { rows, requests, files, notices } = summary;
  const seconds = (summary.duration_ms / 1000).toFixed(1);
  const lines = [
    `${headline(summary)}: ${rows.written} rows of ${summary.stream}${files.output.length > 0 ? ` in ${files.output.join(', ')}` : ''}`,
    `${seconds} s, ${summary.rows_per_second} rows/s; ${requests.sent} requests, ${requests.retried} of them again, ${requests.throttled} throttled`,
  ];
  if (summary.reason) lines.push(`Why: ${summary.reason}`);
  lines.push(...notices);
  terminal.say(lines.join('\n'));
}

function headline({ status, complete }: ExportSummary): string {
  if (status === 'aborted') return 'Aborted, no file was written';
  if (status === 'interrupted') return 'Interrupted, no file was written';
  return complete ? 'Done, whole' : 'Done, but not whole';
}

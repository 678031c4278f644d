import type { MirrorDiffSummary } from '../../app/change/mirror-diff.ts';
import type { MirrorRefreshSummary, MirrorView } from '../../app/change/refresh-tenant-mirror.ts';
import { alignColumns, counted, durationText, localTimeText, wholeText } from '../../words/index.ts';
import type { Terminal } from '../terminal.ts';

interface PrintFlags {
  readonly json: boolean;
}

const ENDS = {
  completed: ['green', 'Done, complete'],
  completed_with_errors: ['yellow', 'Finished, incomplete'],
  aborted: ['red', 'Aborted'],
  interrupted: ['yellow', 'Interrupted'],
} as const;

/** The end of a refresh. Why it was cut short is printed even with --quiet. */
export function printMirrorRefresh(terminal: Terminal, summary: MirrorRefreshSummary, { json }: PrintFlags): void {
  if (json) terminal.data(JSON.stringify(summary));
  const { kind, status, complete, reason, rows, customers, requests, duration_ms, notices, files } = summary;
  const [colour, words] = ENDS[status];
  const what = kind === 'full' ? 'every customer' : 'what had changed';
  const { vanished } = rows;
  const found = [
    `${wholeText(rows.added)} added`,
    `${wholeText(rows.changed)} changed`,
    ...(vanished === null ? [] : [`${wholeText(vanished)} vanished`]),
  ];
  terminal[complete ? 'say' : 'complain']([
    `${terminal.paint(colour, words)}: ${what} was read, ${counted(rows.read, 'row', 'rows', wholeText(rows.read))} (${found.join(', ')})`,
    `${durationText(duration_ms)}; ${counted(requests.sent, 'request')}, ${counted(requests.retried, 'retry', 'retries')}, ${requests.throttled} throttled`,
    ...(reason === undefined ? [] : [`Reason: ${reason}`]),
    ...notices,
    `The mirror has ${counted(customers, 'customer', 'customers', wholeText(customers))}: ${files.mirror}`,
    ...(complete ? [] : ['Next: read on with:', `  ${terminal.paint('bold', 'sobot-etl mirror refresh')}`]),
  ]);
}

/** How old and how complete the mirror is. */
export function printMirrorStatus(terminal: Terminal, view: MirrorView, { json }: PrintFlags): void {
  if (json) {
    terminal.data(JSON.stringify(view));
    return;
  }
  const { exists, complete, reason, customers, details, tags, pushed, refreshed, full, history_since, bytes, files } =
    view;
  if (!exists) {
    terminal.say('There is no mirror of this tenant yet. Make one with: sobot-etl mirror refresh');
    return;
  }
  const facts = [
    ['customers', wholeText(customers)],
    ['complete', complete ? 'yes' : `no: ${reason}`],
    ['up to date as of', timeText(refreshed)],
    ['all read at', timeText(full)],
    ['changes known from', timeText(history_since)],
    ['with details', wholeText(details)],
    ['with tags', wholeText(tags)],
    ...(pushed > 0 ? [['pushed since', wholeText(pushed)] as const] : []),
    ['size', `${wholeText(bytes / 1e6)} MB`],
    ['file', files.mirror],
  ];
  terminal.data(alignColumns(facts).join('\n'));
}

/** What refreshes found since a time. */
export function printMirrorDiff(terminal: Terminal, summary: MirrorDiffSummary, { json }: PrintFlags): void {
  if (json) terminal.data(JSON.stringify(summary));
  const { since, customers, cells_changed, refreshed, notices, files } = summary;
  const { vanished } = customers;
  terminal.say([
    `Since ${timeText(since)}, as of ${timeText(refreshed)}:`,
    `  added     ${wholeText(customers.added)}`,
    `  changed   ${wholeText(customers.changed)} (${counted(cells_changed, 'cell', 'cells', wholeText(cells_changed))})`,
    `  vanished  ${vanished === null ? 'not known' : wholeText(vanished)}`,
    ...notices,
    ...(files.diff ? [`In ${files.diff.join(', ')}`] : []),
  ]);
}

function timeText(iso: string | null): string {
  return iso === null ? 'never' : localTimeText(Date.parse(iso));
}

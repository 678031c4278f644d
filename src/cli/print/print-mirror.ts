import type { MirrorDiffSummary } from '../../app/change/mirror-diff.ts';
import type { MirrorRefreshSummary, MirrorView } from '../../app/change/refresh-tenant-mirror.ts';
import {
  alignColumns,
  counted,
  durationText,
  joined,
  localTimeText,
  phrase,
  rateText,
  t,
  translated,
  wholeText,
} from '../../words/index.ts';
import type { Terminal } from '../terminal.ts';
import { waitedText } from './print-summary.ts';

interface PrintFlags {
  readonly json: boolean;
}

const ENDS = {
  completed: ['green', phrase('Done, complete')],
  completed_with_errors: ['yellow', phrase('Finished, incomplete')],
  aborted: ['red', phrase('Aborted')],
  interrupted: ['yellow', phrase('Interrupted')],
} as const;

/** The end of a refresh. Why it was cut short is printed even with --quiet. */
export function printMirrorRefresh(terminal: Terminal, summary: MirrorRefreshSummary, { json }: PrintFlags): void {
  if (json) terminal.data(JSON.stringify(summary));
  const { kind, status, complete, reason, rows, customers, requests, duration_ms, notices, files } = summary;
  const [colour, ended] = ENDS[status];
  const what = kind === 'full' ? t`every customer` : t`what had changed`;
  const read = counted(rows.read, 'row', 'rows', wholeText(rows.read));
  const { vanished } = rows;
  const found = [
    t`${wholeText(rows.added)} added`,
    t`${wholeText(rows.changed)} changed`,
    ...(vanished === null ? [] : [t`${wholeText(vanished)} vanished`]),
  ];
  const took = `${durationText(duration_ms)}${waitedText(summary)}`;
  terminal[complete ? 'say' : 'complain']([
    complete
      ? t`${terminal.paint(colour, translated(ended))}: ${what} was read, ${read} (${joined(found)})`
      : t`${terminal.paint(colour, translated(ended))}: ${read} read (${joined(found)})`,
    t`${took}; ${counted(requests.sent, 'request')}, ${counted(requests.retried, 'retry', 'retries')}, ${requests.throttled} throttled`,
    ...(reason === undefined ? [] : [t`Reason: ${reason}`]),
    ...notices,
    t`The mirror has ${counted(customers, 'customer', 'customers', wholeText(customers))}: ${files.mirror}`,
    ...(complete ? [] : [t`Next: read on with:`, `  ${terminal.paint('bold', 'sobot-etl mirror refresh')}`]),
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
    terminal.say(t`There is no mirror of this tenant yet. Make one with: sobot-etl mirror refresh`);
    return;
  }
  const facts = [
    [t`customers`, wholeText(customers)],
    [t`complete`, complete ? t`yes` : t`no: ${reason}`],
    [t`up to date as of`, timeText(refreshed)],
    [t`all read at`, timeText(full)],
    [t`changes known from`, timeText(history_since)],
    [t`with details`, wholeText(details)],
    [t`with tags`, wholeText(tags)],
    ...(pushed > 0 ? [[t`pushed since`, wholeText(pushed)] as const] : []),
    [t`size`, `${rateText(bytes / 1e6)} MB`],
    [t`file`, files.mirror],
  ];
  terminal.data(alignColumns(facts).join('\n'));
}

/** What refreshes found since a time. */
export function printMirrorDiff(terminal: Terminal, summary: MirrorDiffSummary, { json }: PrintFlags): void {
  if (json) terminal.data(JSON.stringify(summary));
  const { since, customers, cells_changed, refreshed, notices, files } = summary;
  const { vanished } = customers;
  terminal.say([
    t`Since ${timeText(since)}, as of ${timeText(refreshed)}:`,
    ...alignColumns([
      [`  ${t`added`}`, wholeText(customers.added)],
      [
        `  ${t`changed`}`,
        `${wholeText(customers.changed)} (${counted(cells_changed, 'cell', 'cells', wholeText(cells_changed))})`,
      ],
      [`  ${t`vanished`}`, vanished === null ? t`not known` : wholeText(vanished)],
    ]),
    ...notices,
    ...(files.diff ? [t`In ${files.diff.join(', ')}`] : []),
  ]);
}

function timeText(iso: string | null): string {
  return iso === null ? t`never` : localTimeText(Date.parse(iso));
}

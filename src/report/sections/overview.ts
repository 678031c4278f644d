import { errorCount, type RowCounts } from '../../import/row-counts.ts';
import type { ImportSummary } from '../../import/summary.ts';
import { agreeing, counted } from '../../words/counted.ts';
import { rateText, wholeText } from '../../words/number-text.ts';
import { durationText, localTimeText } from '../../words/time-text.ts';
import { type Html, html } from '../html.ts';
import type { ReportInput } from '../report-input.ts';

const STATUS_DISPLAY = {
  completed: { tone: 'good', mark: '✓', words: 'Done' },
  completed_with_errors: { tone: 'warn', mark: '!', words: 'Done, with errors' },
  aborted: { tone: 'bad', mark: '✕', words: 'Aborted' },
  interrupted: { tone: 'warn', mark: '‖', words: 'Interrupted' },
} as const satisfies Record<ImportSummary['status'], object>;

const VERBS: Readonly<Record<string, string>> = { import: 'Import', check: 'Check', tag: 'Tagging' };

/** What the page is about, in the words of its heading. */
export function titleOf({ summary, input }: ReportInput): string {
  return `${summary.dry_run ? 'Check' : (VERBS[summary.command] ?? summary.command)} of ${input}`;
}

/** How the run ended, what that means, and what to do next. */
export function overviewSection(report: ReportInput): Html {
  const { summary, mapping, startedAt, endedAt, next } = report;
  const { tone, mark, words } = STATUS_DISPLAY[summary.status];
  return html`<header>
<p class="brand">sobot-etl</p>
<h1>${titleOf(report)}</h1>
<p class="facts">to <b>${summary.target}</b> with <b>${mapping.path}</b> · run <b>${summary.run}</b> · ${localTimeText(startedAt)} to ${localTimeText(endedAt)}</p>
<div class="outcome ${tone}">
<p class="status"><span class="mark" aria-hidden="true">${mark}</span> ${summary.dry_run ? checkedWords(summary.rows) : words}</p>
<p>${sentence(summary)}</p>
${summary.reason && html`<p><b>Why:</b> ${summary.reason}</p>`}
${next && html`<p><b>Next:</b> ${next.text}</p>${next.command && html`<pre class="command" tabindex="0">${next.command}</pre>`}`}
</div>
${cards(summary)}
</header>`;
}

function checkedWords(rows: RowCounts): string {
  return errorCount(rows) > 0 ? 'Checked: some rows would be refused' : 'Checked: every row is fit to send';
}

function sentence({ rows, dry_run }: ReportInput['summary']): string {
  const errors = errorCount(rows);
  const good = dry_run ? rows.skipped : rows.created + rows.updated + rows.done;
  const parts = [
    `${wholeText(good)} of ${counted(rows.read, 'row', undefined, wholeText(rows.read))} ${dry_run ? `${agreeing(good, 'is', 'are')} fit to send` : 'succeeded'}`,
  ];
  const doubt = rows.in_doubt > 0 ? `, and ${wholeText(rows.in_doubt)} of these are in doubt` : '';
  if (errors > 0) parts.push(`${wholeText(errors)} ${dry_run ? 'would be refused' : `did not${doubt}`}`);
  if (rows.skipped > 0 && !dry_run)
    parts.push(`${wholeText(rows.skipped)} ${agreeing(rows.skipped, 'was', 'were')} skipped`);
  if (rows.pending > 0)
    parts.push(`${wholeText(rows.pending)} ${agreeing(rows.pending, 'is', 'are')} still to be done`);
  return `${parts.join('; ')}.`;
}

function cards({ rows, requests, duration_ms, rows_per_second, dry_run }: ReportInput['summary']): Html {
  const errors = errorCount(rows);
  const all: readonly (readonly [name: string, value: string, tone?: string | false])[] = [
    ['rows read', wholeText(rows.read)],
    dry_run
      ? ['fit to send', wholeText(rows.skipped), 'good']
      : ['succeeded', wholeText(rows.created + rows.updated + rows.done), 'good'],
    [dry_run ? 'would be refused' : 'with errors', wholeText(errors), errors > 0 && 'bad'],
    ['duration', durationText(duration_ms)],
    ...(dry_run
      ? []
      : ([
          ['rows a second', rateText(rows_per_second)],
          ['requests', wholeText(requests.sent)],
          ['sent again', wholeText(requests.retried)],
          ['throttled', wholeText(requests.throttled), requests.throttled > 0 && 'warn'],
        ] as const)),
  ];
  return html`<dl class="cards">${all.map(([name, value, tone]) => html`<div class="${tone || 'plain'}"><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

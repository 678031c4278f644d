import {
  errorCount,
  type ImportSummary,
  ROW_COUNTERS,
  type RowCounter,
  type RowCounts,
  type Tagging,
} from '../../import/index.ts';
import {
  agreeing,
  counted,
  durationText,
  localTimeText,
  rateText,
  skipReasonsText,
  wholeText,
} from '../../words/index.ts';
import { type Html, type HtmlContent, html } from '../html.ts';
import type { ReportInput } from '../report-input.ts';
import { plannedCards, plannedRows, plannedSentence } from './planned-rows.ts';

const STATUS_DISPLAY = {
  completed: { tone: 'good', mark: '✓', words: 'Done' },
  completed_with_errors: { tone: 'warn', mark: '!', words: 'Finished with errors' },
  aborted: { tone: 'bad', mark: '✕', words: 'Aborted' },
  interrupted: { tone: 'warn', mark: '‖', words: 'Interrupted' },
} as const satisfies Record<ImportSummary['status'], object>;

const TITLES: Readonly<Record<string, string>> = {
  import: 'Import of',
  check: 'Check of',
  tag: 'Tagging of',
  plan: 'Plan of',
  apply: 'Planned changes of',
  undo: 'Undo of',
};

/** The heading of the page. */
export function titleOf({ summary, input }: ReportInput): string {
  const { command, dry_run } = summary;
  const title = dry_run && command !== 'plan' ? 'Check of' : (TITLES[command] ?? `${command} of`);
  return `${title} ${input}`;
}

/** How the run ended, what that means, and what to do next. */
export function overviewSection(report: ReportInput): Html {
  const { summary, mapping, startedAt, endedAt, next, isMasked } = report;
  const { tone, mark, words } = STATUS_DISPLAY[summary.status];
  return html`<header>
<p class="brand">sobot-etl</p>
<h1>${titleOf(report)}</h1>
<p class="facts">${summary.command !== 'undo' && html`to <b>${summary.target}</b> with <b>${mapping.path}</b> · `}run <b>${summary.run}</b> · ${localTimeText(startedAt)} to ${localTimeText(endedAt)}</p>
<div class="outcome ${tone}">
<p class="status"><span class="mark" aria-hidden="true">${mark}</span> ${statusWords(summary, words)}</p>
<p>${sentence(summary)}</p>
${isMasked && html`<p>Masked: values, keys and names of records are left out or shown as ****, and messages say only what their codes mean.</p>`}
${summary.reason && html`<p><b>Why:</b> ${summary.reason}</p>`}
${next && html`<p><b>Next:</b> ${next.text}</p>${next.command && html`<pre class="command" tabindex="0">${next.command}</pre>`}`}
</div>
${cards(summary)}
</header>`;
}

function statusWords({ command, status, rows, dry_run }: ReportInput['summary'], ended: string): string {
  if (!dry_run) return ended;
  if (command === 'plan') {
    return status === 'aborted' || status === 'interrupted' ? 'Planning was cut short' : 'Planned: nothing was sent';
  }
  return errorCount(rows) > 0 ? 'Checked: some rows would be rejected' : `Checked: ${fitWords(rows)}`;
}

function fitWords(rows: RowCounts): string {
  const isEvery = fitRows(rows) === rows.read;
  return isEvery ? 'every row is fit to send' : 'no row would be rejected';
}

/** Rows of a check that could be sent. */
function fitRows({ fit, skipped }: RowCounts): number {
  return fit ?? skipped;
}

function sentence(summary: ReportInput['summary']): string {
  const { rows, dry_run } = summary;
  const planned = plannedRows(summary);
  if (planned) return plannedSentence(planned, summary);
  const errors = errorCount(rows);
  const good = dry_run ? fitRows(rows) : rows.created + rows.updated + rows.done;
  const skipped = dry_run ? rows.skipped - good : rows.skipped;
  const parts = [
    `${wholeText(good)} of ${counted(rows.read, 'row', undefined, wholeText(rows.read))} ${dry_run ? `${agreeing(good, 'is', 'are')} fit to send` : 'succeeded'}`,
  ];
  const doubt = rows.in_doubt > 0 ? `, and ${wholeText(rows.in_doubt)} of these are in doubt` : '';
  if (errors > 0) parts.push(`${wholeText(errors)} ${dry_run ? 'would be rejected' : `did not${doubt}`}`);
  if (skipped > 0) {
    const verb = dry_run ? 'would be' : agreeing(skipped, 'was', 'were');
    const reasons = skipReasonsText(summary.skipped_for, skipped);
    parts.push(`${wholeText(skipped)} ${verb} skipped${reasons && ` (${reasons})`}`);
  }
  if (rows.pending > 0) parts.push(`${wholeText(rows.pending)} ${agreeing(rows.pending, 'is', 'are')} still pending`);
  return `${parts.join('; ')}.`;
}

function cards(summary: ReportInput['summary']): Html {
  const { rows, requests, duration_ms, rows_per_second, dry_run } = summary;
  const planned = plannedRows(summary);
  const all: readonly (readonly [name: string, value: string, tone?: string | false])[] = [
    ['rows read', wholeText(rows.read)],
    ...(planned ? plannedCards(planned, summary) : outcomeCards(summary)),
    ['duration', durationText(duration_ms)],
    ...(dry_run
      ? []
      : ([
          ['rows per second', rateText(rows_per_second)],
          ['requests', wholeText(requests.sent)],
          ['retries', wholeText(requests.retried)],
          ['throttled', wholeText(requests.throttled), requests.throttled > 0 && 'warn'],
        ] as const)),
  ];
  return html`<dl class="cards">${all.map(([name, value, tone]) => html`<div class="${tone || 'plain'}"><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function outcomeCards({ rows, dry_run }: ReportInput['summary']) {
  const errors = errorCount(rows);
  return [
    dry_run
      ? (['fit to send', wholeText(fitRows(rows)), 'good'] as const)
      : (['succeeded', wholeText(rows.created + rows.updated + rows.done), 'good'] as const),
    [dry_run ? 'would be rejected' : 'with errors', wholeText(errors), errors > 0 && 'bad'] as const,
  ];
}

const MEANING: Readonly<Record<RowCounter, readonly [words: string, meaning: string, colour: string]>> = {
  created: ['created', 'new records in the CRM', 'good'],
  updated: ['updated', 'existing records that were changed', 'one'],
  done: ['done', 'carried out', 'good'],
  rejected: ['rejected', 'not sent, because the row itself is invalid', 'bad'],
  failed: ['failed', 'sent, but the CRM refused it', 'bad'],
  in_doubt: ['in doubt', 'sent, but no answer came: it may or may not be saved', 'warn'],
  skipped: ['skipped', 'nothing to do, for example unchanged since last sent', 'muted'],
  pending: ['pending', 'not sent yet; resume the run', 'muted'],
};

/** Nothing of a plan is sent. */
const PLAN_COUNTERS = ['skipped', 'rejected', 'pending'] as const satisfies readonly RowCounter[];

/** Every row read is counted in exactly one line. */
export function rowCountCheckSection({ summary }: ReportInput): Html {
  const { rows, dry_run, reason_code } = summary;
  const sum = ROW_COUNTERS.reduce((total, counter) => total + rows[counter], 0);
  const counters = summary.command === 'plan' ? PLAN_COUNTERS : ROW_COUNTERS;
  const shown = counters.flatMap((counter) => {
    if (counter === 'skipped') return skippedLines(summary);
    const [words, meaning, colour] = MEANING[counter];
    return { words, meaning, colour, count: rows[counter] };
  });
  const addsUp = sum === rows.read && reason_code !== 'receipt';
  return html`<section aria-labelledby="receipt"><h2 id="receipt">Row count check</h2>
${bar(shown, rows.read)}
<table class="narrow"><thead><tr><th scope="col">Rows</th><th scope="col" class="number">Count</th><th scope="col">What that means</th></tr></thead>
<tbody>${shown.map(({ words, meaning, colour, count }) => html`<tr class="${count === 0 && 'zero'}"><th scope="row"><svg class="swatch" viewBox="0 0 12 12" aria-hidden="true"><rect class="fill-${colour}" width="12" height="12" rx="3"/></svg>${words}</th><td class="number">${wholeText(count)}</td><td>${meaning}</td></tr>`)}</tbody>
<tfoot><tr><th scope="row">read</th><td class="number">${wholeText(rows.read)}</td><td>${addsUp ? `the sum of the lines above${dry_run ? '' : ', as in the ledger'}` : 'the counts do not add up'}</td></tr></tfoot></table>
</section>`;
}

/** What was not sent: of a plan, what the rows would do; of a check, the rows that could be sent. */
function skippedLines(summary: ReportInput['summary']): readonly (Share & { readonly meaning: string })[] {
  const { rows, dry_run, skipped_for } = summary;
  const planned = plannedRows(summary);
  if (planned) {
    const { create, update, unchanged, leftOut } = planned;
    return [
      { words: 'to create', meaning: 'new records', colour: 'good', count: create },
      { words: 'to change', meaning: 'existing records', colour: 'one', count: update },
      { words: 'unchanged', meaning: 'the CRM has all of their values', colour: 'muted', count: unchanged },
      { words: 'left out', meaning: 'by the mode, or for another row', colour: 'muted', count: leftOut },
    ];
  }
  const [words, usual, colour] = MEANING.skipped;
  const count = dry_run ? rows.skipped - fitRows(rows) : rows.skipped;
  const skipped = { words, meaning: skipReasonsText(skipped_for, count) || usual, colour, count };
  if (!dry_run) return [skipped];
  const fit = { words: 'fit to send', meaning: 'nothing was sent, because this was a check' };
  return [{ ...fit, colour: 'good', count: fitRows(rows) }, ...(count > 0 ? [skipped] : [])];
}

interface Share {
  readonly words: string;
  readonly colour: string;
  readonly count: number;
}

const BAR_WIDTH = 1000;

function bar(shares: readonly Share[], all: number): Html {
  let left = 0;
  const pieces = shares.flatMap(({ colour, count }) => {
    const width = all > 0 ? (count / all) * BAR_WIDTH : 0;
    const x = left;
    left += width;
    return width > 0
      ? html`<rect class="fill-${colour}" x="${x.toFixed(2)}" width="${width.toFixed(2)}" height="14"/>`
      : [];
  });
  return html`<svg class="share" viewBox="0 0 ${BAR_WIDTH} 14" preserveAspectRatio="none" aria-hidden="true"><rect class="fill-none" width="${BAR_WIDTH}" height="14"/>${pieces}</svg>`;
}

/** How many customers gain and lose which tags, and which tags are created. */
export function taggingSection({ tagging: found, summary }: ReportInput): HtmlContent {
  if (!found) return undefined;
  const { customers, tags = [], made } = found;
  if (!customers && made.length === 0) return undefined;
  const isDry = summary.dry_run === true;
  const [gain, lose] = isDry ? ['Additions', 'Removals'] : ['Additions sent', 'Removals sent'];
  return html`<section aria-labelledby="tagging"><h2 id="tagging">Tags</h2>
<p>${customers && changesOf(customers, isDry)}${made.length > 0 && `Tags ${isDry ? 'to be created' : 'created'}: ${made.join(', ')}.`}</p>
${
  tags.length > 0 &&
  html`<table class="narrow"><thead><tr><th scope="col">Tag</th><th scope="col" class="number">${gain}</th><th scope="col" class="number">${lose}</th></tr></thead>
<tbody>${tags.map(({ tag, gain: gaining, lose: losing }) => html`<tr><th scope="row" class="cell">${tag}</th><td class="number">${wholeText(gaining)}</td><td class="number">${wholeText(losing)}</td></tr>`)}</tbody></table>`
}
</section>`;
}

function changesOf({ change, same, unknown }: NonNullable<Tagging['customers']>, isDry: boolean): string {
  const sameText = counted(same, 'customer has', 'customers have', wholeText(same));
  const changing = `${counted(change, 'customer', undefined, wholeText(change))} ${isDry ? 'would change' : 'to change'}`;
  const unknownText = unknown > 0 ? `The tags of ${wholeText(unknown)} cannot be read. ` : '';
  return `${changing}; ${sameText} nothing to change. ${unknownText}`;
}

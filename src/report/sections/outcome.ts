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
  phrase,
  rateText,
  sentenceOf,
  skipReasonsText,
  t,
  translated,
  wholeText,
} from '../../words/index.ts';
import { type Html, type HtmlContent, html, PLACE, withMarkup } from '../html.ts';
import type { ReportInput } from '../report-input.ts';
import { plannedCards, plannedRows, plannedSentence } from './planned-rows.ts';

const STATUS_DISPLAY = {
  completed: { tone: 'good', mark: '✓', words: phrase('Done') },
  completed_with_errors: { tone: 'warn', mark: '!', words: phrase('Finished with errors') },
  aborted: { tone: 'bad', mark: '✕', words: phrase('Aborted') },
  interrupted: { tone: 'warn', mark: '‖', words: phrase('Interrupted') },
} as const satisfies Record<ImportSummary['status'], object>;

const TITLES: Readonly<Record<string, (input: string) => string>> = {
  import: (input) => t`Import of ${input}`,
  check: (input) => t`Check of ${input}`,
  tag: (input) => t`Tagging of ${input}`,
  plan: (input) => t`Plan of ${input}`,
  apply: (input) => t`Planned changes of ${input}`,
  undo: (input) => t`Undo of ${input}`,
};

/** The heading of the page. */
export function titleOf({ summary, input }: ReportInput): string {
  const { command, dry_run } = summary;
  const title = TITLES[dry_run && command !== 'plan' ? 'check' : command];
  return title?.(input) ?? `${command} ${input}`;
}

/** How the run ended, what that means, and what to do next. */
export function overviewSection(report: ReportInput): Html {
  const { summary, mapping, startedAt, endedAt, next, isMasked } = report;
  const { tone, mark, words } = STATUS_DISPLAY[summary.status];
  return html`<header>
<p class="brand">sobot-etl</p>
<h1>${titleOf(report)}</h1>
<p class="facts">${summary.command !== 'undo' && [withMarkup(t`to ${PLACE} with ${PLACE}`, html`<b>${summary.target}</b>`, html`<b>${mapping.path}</b>`), ' · ']}${withMarkup(t`run ${PLACE}`, html`<b>${summary.run}</b>`)} · ${t`${localTimeText(startedAt)} to ${localTimeText(endedAt)}`}</p>
<div class="outcome ${tone}">
<p class="status"><span class="mark" aria-hidden="true">${mark}</span> ${endWords(summary, translated(words))}</p>
<p>${sentence(summary)}</p>
${isMasked && html`<p>${t`Masked: values, keys and names of records are left out or shown as ****, and messages say only what their codes mean.`}</p>`}
${summary.reason && html`<p><b>${t`Why:`}</b> ${summary.reason}</p>`}
${next && html`<p><b>${t`Next:`}</b> ${next.text}</p>${next.command && html`<pre class="command" tabindex="0">${next.command}</pre>`}`}
</div>
${cards(summary)}
</header>`;
}

function endWords({ command, status, rows, dry_run }: ReportInput['summary'], ended: string): string {
  if (!dry_run) return ended;
  if (command === 'plan') {
    return status === 'aborted' || status === 'interrupted' ? t`Planning was cut short` : t`Planned: nothing was sent`;
  }
  return errorCount(rows) > 0 ? t`Checked: some rows would be rejected` : t`Checked: ${fitWords(rows)}`;
}

function fitWords(rows: RowCounts): string {
  const isEvery = fitRows(rows) === rows.read;
  return isEvery ? t`every row is fit to send` : t`no row would be rejected`;
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
  const parts = [goodText(summary, good)];
  if (errors > 0) parts.push(badText(summary, errors));
  if (skipped > 0) {
    const reasons = skipReasonsText(summary.skipped_for, skipped);
    const text = dry_run
      ? t`${wholeText(skipped)} would be skipped`
      : t`${wholeText(skipped)} ${agreeing(skipped, 'was', 'were')} skipped`;
    parts.push(`${text}${reasons && ` (${reasons})`}`);
  }
  if (rows.pending > 0) parts.push(t`${wholeText(rows.pending)} ${agreeing(rows.pending, 'is', 'are')} still pending`);
  return sentenceOf(parts);
}

function goodText({ rows, dry_run }: ReportInput['summary'], good: number): string {
  const [count, all] = [wholeText(good), counted(rows.read, 'row', undefined, wholeText(rows.read))];
  return dry_run ? t`${count} of ${all} ${agreeing(good, 'is', 'are')} fit to send` : t`${count} of ${all} succeeded`;
}

function badText({ rows, dry_run }: ReportInput['summary'], errors: number): string {
  const [count, unknown] = [wholeText(errors), wholeText(rows.in_doubt)];
  if (dry_run) return t`${count} would be rejected`;
  return rows.in_doubt > 0 ? t`${count} did not, and ${unknown} of these are in doubt` : t`${count} did not`;
}

function cards(summary: ReportInput['summary']): Html {
  const { rows, requests, duration_ms, rows_per_second, dry_run } = summary;
  const planned = plannedRows(summary);
  const all: readonly (readonly [name: string, value: string, tone?: string | false])[] = [
    [t`rows read`, wholeText(rows.read)],
    ...(planned ? plannedCards(planned, summary) : outcomeCards(summary)),
    [t`duration`, durationText(duration_ms)],
    ...(dry_run
      ? []
      : ([
          [t`rows per second`, rateText(rows_per_second)],
          [t`requests`, wholeText(requests.sent)],
          [t`retries`, wholeText(requests.retried)],
          [t`throttled`, wholeText(requests.throttled), requests.throttled > 0 && 'warn'],
        ] as const)),
  ];
  return html`<dl class="cards">${all.map(([name, value, tone]) => html`<div class="${tone || 'plain'}"><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function outcomeCards({ rows, dry_run }: ReportInput['summary']) {
  const errors = errorCount(rows);
  return [
    dry_run
      ? ([t`fit to send`, wholeText(fitRows(rows)), 'good'] as const)
      : ([t`succeeded`, wholeText(rows.created + rows.updated + rows.done), 'good'] as const),
    [dry_run ? t`would be rejected` : t`with errors`, wholeText(errors), errors > 0 && 'bad'] as const,
  ];
}

const MEANING: Readonly<Record<RowCounter, readonly [words: string, meaning: string, colour: string]>> = {
  created: [phrase('created'), phrase('new records in the CRM'), 'good'],
  updated: [phrase('updated'), phrase('existing records that were changed'), 'one'],
  done: [phrase('done'), phrase('carried out'), 'good'],
  rejected: [phrase('rejected'), phrase('not sent, because the row itself is invalid'), 'bad'],
  failed: [phrase('failed'), phrase('sent, but the CRM refused it'), 'bad'],
  in_doubt: [phrase('in doubt'), phrase('sent, but no answer came: it may or may not be saved'), 'warn'],
  skipped: [phrase('skipped'), phrase('nothing to do, for example unchanged since last sent'), 'muted'],
  pending: [phrase('pending'), phrase('not sent yet; resume the run'), 'muted'],
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
    return { words: translated(words), meaning: translated(meaning), colour, count: rows[counter] };
  });
  const addsUp = sum === rows.read && reason_code !== 'receipt';
  return html`<section aria-labelledby="receipt"><h2 id="receipt">${t`Row count check`}</h2>
${bar(shown, rows.read)}
<table class="narrow"><thead><tr><th scope="col">${t`Rows`}</th><th scope="col" class="number">${t`Count`}</th><th scope="col">${t`What that means`}</th></tr></thead>
<tbody>${shown.map(({ words, meaning, colour, count }) => html`<tr class="${count === 0 && 'zero'}"><th scope="row"><svg class="swatch" viewBox="0 0 12 12" aria-hidden="true"><rect class="fill-${colour}" width="12" height="12" rx="3"/></svg>${words}</th><td class="number">${wholeText(count)}</td><td>${meaning}</td></tr>`)}</tbody>
<tfoot><tr><th scope="row">${t`read`}</th><td class="number">${wholeText(rows.read)}</td><td>${sumText(addsUp, dry_run === true)}</td></tr></tfoot></table>
</section>`;
}

function sumText(addsUp: boolean, isDry: boolean): string {
  if (!addsUp) return t`the counts do not add up`;
  return isDry ? t`the sum of the lines above` : t`the sum of the lines above, as in the ledger`;
}

/** What was not sent: of a plan, what the rows would do; of a check, the rows that could be sent. */
function skippedLines(summary: ReportInput['summary']): readonly (Share & { readonly meaning: string })[] {
  const { rows, dry_run, skipped_for } = summary;
  const planned = plannedRows(summary);
  if (planned) {
    const { create, update, unchanged, leftOut } = planned;
    return [
      { words: t`to create`, meaning: t`new records`, colour: 'good', count: create },
      { words: t`to change`, meaning: t`existing records`, colour: 'one', count: update },
      { words: t`unchanged`, meaning: t`the CRM has all of their values`, colour: 'muted', count: unchanged },
      { words: t`left out`, meaning: t`by the mode, or for another row`, colour: 'muted', count: leftOut },
    ];
  }
  const [word, usual, colour] = MEANING.skipped;
  const count = dry_run ? rows.skipped - fitRows(rows) : rows.skipped;
  const meaning = skipReasonsText(skipped_for, count) || translated(usual);
  const skipped = { words: translated(word), meaning, colour, count };
  if (!dry_run) return [skipped];
  const fit = { words: t`fit to send`, meaning: t`nothing was sent, because this was a check` };
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
  const [gain, lose] = isDry ? [t`Additions`, t`Removals`] : [t`Additions sent`, t`Removals sent`];
  return html`<section aria-labelledby="tagging"><h2 id="tagging">${t`Tags`}</h2>
<p>${customers && changesOf(customers, isDry)}${made.length > 0 && (isDry ? t`Tags to be created: ${made.join(', ')}.` : t`Tags created: ${made.join(', ')}.`)}</p>
${
  tags.length > 0 &&
  html`<table class="narrow"><thead><tr><th scope="col">${t`Tag`}</th><th scope="col" class="number">${gain}</th><th scope="col" class="number">${lose}</th></tr></thead>
<tbody>${tags.map(({ tag, gain: gaining, lose: losing }) => html`<tr><th scope="row" class="cell">${tag}</th><td class="number">${wholeText(gaining)}</td><td class="number">${wholeText(losing)}</td></tr>`)}</tbody></table>`
}
</section>`;
}

function changesOf({ change, same, unknown }: NonNullable<Tagging['customers']>, isDry: boolean): string {
  const sameText = counted(same, 'customer has', 'customers have', wholeText(same));
  const changed = counted(change, 'customer', undefined, wholeText(change));
  const changing = isDry ? t`${changed} would change` : t`${changed} to change`;
  const unknownText = unknown > 0 ? `${t`The tags of ${wholeText(unknown)} cannot be read.`} ` : '';
  return `${t`${changing}; ${sameText} nothing to change.`} ${unknownText}`;
}

import { isErrorColumn } from '../../files/index.ts';
import { errorCount, type FailureCause, storedCellText } from '../../import/index.ts';
import type { RowOutcome } from '../../ledger/index.ts';
import { counted, phrase, shortened, t, translated, wholeText } from '../../words/index.ts';
import { type Html, type HtmlContent, html, PLACE, withMarkup } from '../html.ts';
import type { ReportInput } from '../report-input.ts';

const MAX_CAUSES = 30;
const MAX_CAUSE_CHARS = 400;

/** Why rows did not succeed, most frequent causes first, and what to do about each. */
export function causesSection({ summary, remediationFor }: ReportInput): HtmlContent {
  const { causes: all, rows, dry_run } = summary;
  if (all.length === 0) return undefined;
  const most = all[0]?.count ?? 1;
  // A bar shows proportions, so it is left out where all counts are equal.
  const compares = all.some(({ count }) => count !== most);
  return html`<section aria-labelledby="causes"><h2 id="causes">${t`Causes`}</h2>
<p>${whyText(errorCount(rows), dry_run === true)}${all.length > MAX_CAUSES && ` ${t`The first ${MAX_CAUSES} of ${wholeText(all.length)} causes.`}`}</p>
<div class="scroll" tabindex="0" role="region" aria-label="${t`Causes`}">
<table class="causes stacked"><thead><tr><th scope="col" class="number">${t`Rows`}</th><th scope="col">${t`Field`}</th><th scope="col">${t`What is wrong`}</th><th scope="col">${t`What to do`}</th><th scope="col" class="number">${t`First row`}</th></tr></thead>
<tbody>${all.slice(0, MAX_CAUSES).map((cause) => causeRow(cause, compares ? most : undefined, remediationFor(cause)))}</tbody></table></div>
</section>`;
}

function whyText(errors: number, isDry: boolean): string {
  const rows = counted(errors, 'row', undefined, wholeText(errors));
  return isDry
    ? t`Why ${rows} would be rejected, the most frequent first.`
    : t`Why ${rows} did not succeed, the most frequent first.`;
}

function causeRow(cause: FailureCause, most: number | undefined, remediation: string): Html {
  const { count, code, field, message, firstRow } = cause;
  const share =
    most === undefined
      ? undefined
      : html`<svg class="share" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="fill-none" width="100" height="6"/><rect class="fill-bad" width="${Math.max(1, (count / most) * 100).toFixed(1)}" height="6"/></svg>`;
  return html`<tr><td class="number" data-label="${t`Rows`}"><span>${wholeText(count)}${share}</span></td><td data-label="${t`Field`}"><span class="cell">${field || '–'}</span></td><td data-label="${t`What is wrong`}"><span><span class="cell">${shortened(message, MAX_CAUSE_CHARS)}</span> <a class="code" href="#cause=${encodeURIComponent(causeName(cause))}" title="${t`Show these rows`}">${code}</a></span></td><td data-label="${t`What to do`}"><span>${remediation}</span></td><td class="number" data-label="${t`First row`}"><span>${wholeText(firstRow)}</span></td></tr>`;
}

const MAX_ERRORS = 500;
const MAX_MESSAGE_CHARS = 600;
const MAX_CELLS = 60;
const MAX_CELL_CHARS = 200;

/** Identifies a cause: all rows of one cause share its name. */
function causeName({ code = '', field = '' }: Pick<RowOutcome, 'code' | 'field'>): string {
  // A lone surrogate, which JSON can hold, cannot be part of a URL.
  return [code || 'unknown', field].filter(Boolean).join(' · ').toWellFormed();
}

/** The first rows that did not succeed, to be searched and filtered. */
export function errorsSection({ errors: all, header, summary, isMasked }: ReportInput): Html {
  const shown = all.slice(0, MAX_ERRORS);
  const total = Math.max(errorCount(summary.rows), shown.length);
  const name = summary.dry_run ? t`Rows that would be rejected` : t`Rows that did not succeed`;
  const heading = html`<h2 id="errors">${name}</h2>`;
  if (shown.length === 0) {
    return html`<section aria-labelledby="errors">${heading}<p>${total === 0 ? t`There are none.` : isMasked ? t`They are not shown.` : t`They are in errors.csv.`}</p></section>`;
  }
  return html`<section aria-labelledby="errors">${heading}
<p>${shown.length < total ? `${t`The first ${wholeText(shown.length)} of ${wholeText(total)}.`} ` : ''}${isMasked ? t`Their cells are left out.` : summary.files.errors ? whereToFix(summary.files) : t`All of them, with their own columns, are in the errors.csv of each file.`}</p>
<form class="filter" id="filter" role="search" aria-label="${name}">
<label>${t`Search`} <input type="search" id="search" autocomplete="off" spellcheck="false" placeholder="${t`name, number, message …`}"></label>
<label>${t`Status`} <select id="status"><option value="">${t`all`}</option>${options(shown.map(({ state }) => translated(STATE_WORDS[state] ?? state)))}</select></label>
<label>${t`Cause`} <select id="cause"><option value="">${t`all`}</option>${options(shown.map(causeName))}</select></label>
<button type="reset">${t`Show all`}</button>
<output id="found" for="search status cause" data-all="${counted(shown.length, 'row', undefined, wholeText(shown.length))}" data-some="${t`${'{count}'} of ${'{all}'}`}">${counted(shown.length, 'row', undefined, wholeText(shown.length))}</output>
</form>
<div class="scroll" tabindex="0" role="region" aria-label="${name}">
<table class="errors stacked" id="rows"><thead><tr><th scope="col" class="number">${t`Row`}</th><th scope="col">${t`Status`}</th><th scope="col">${t`Key`}</th><th scope="col">${t`Field`}</th><th scope="col">${t`Message`}</th></tr></thead>
<tbody>${shown.map((outcome) => errorRow(outcome, header))}</tbody></table></div>
</section>`;
}

/** A workbook keeps its formats, so it is preferred where there is one. */
function whereToFix({ errors_xlsx }: ReportInput['summary']['files']): Html {
  const name = errors_xlsx === undefined ? 'errors.csv' : 'errors.xlsx';
  return withMarkup(
    t`All of them, with their own columns, are in ${PLACE}: fix them there and import that file.`,
    html`<a href="${name}">${name}</a>`,
  );
}

const STATE_WORDS: Readonly<Record<string, string>> = {
  rejected: phrase('rejected'),
  failed: phrase('failed'),
  in_doubt: phrase('in doubt'),
};

/** The values that occur, most frequent first. */
function options(values: readonly string[]): Html[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([value, count]) => html`<option value="${value}">${shortened(value, 80)} (${wholeText(count)})</option>`);
}

function errorRow(outcome: RowOutcome, header: readonly string[]): Html {
  const { row, state, key = '', keyText = key, field = '', code = '', message = '' } = outcome;
  const status = translated(STATE_WORDS[state] ?? state);
  return html`<tr data-status="${status}" data-cause="${causeName(outcome)}"><th scope="row" class="number" data-label="${t`Row`}">${row}</th><td data-label="${t`Status`}"><span class="badge ${state}">${status}</span></td><td data-label="${t`Key`}"><span class="cell">${shortened(keyText, MAX_CELL_CHARS)}</span></td><td data-label="${t`Field`}"><span class="cell">${field}</span></td><td data-label="${t`Message`}"><span><span class="cell">${shortened(message, MAX_MESSAGE_CHARS)}</span> <span class="code">${code}</span>${cells(outcome, header)}</span></td></tr>`;
}

/** The row's cells as they are in the file, in an element that unfolds. */
function cells({ cells: values = [] }: RowOutcome, header: readonly string[]): Html | undefined {
  const filled = values.map(storedCellText).flatMap((value, column) => {
    const name = header[column] ?? t`column ${column + 1}`;
    return value === '' || isErrorColumn(name) ? [] : [[name, value] as const];
  });
  if (filled.length === 0) return undefined;
  const shown = filled.slice(0, MAX_CELLS);
  return html`<details><summary>${t`the row`}</summary><dl class="row">${shown.map(([name, value]) => html`<dt class="cell">${shortened(name, MAX_CELL_CHARS)}</dt><dd class="cell">${shortened(value, MAX_CELL_CHARS)}</dd>`)}</dl>${filled.length > shown.length && html`<p>${t`and ${counted(filled.length - shown.length, 'more cell')}`}</p>`}</details>`;
}

const MAX_UNSENT_VALUES = 100;
const MAX_VALUE_CHARS = 200;

/** Values that are not sent because the mapping's `values` leave them out, most frequent first. */
export function unsentValuesSection({ summary }: ReportInput): HtmlContent {
  const { unsent: values = [], dry_run } = summary;
  if (values.length === 0) return undefined;
  const more = values.length - MAX_UNSENT_VALUES;
  return html`<section aria-labelledby="unsent"><h2 id="unsent">${dry_run ? t`Values that will not be sent` : t`Values that were not sent`}</h2>
<p>${withMarkup(t`The mapping leaves them out (${PLACE} or blank under ${PLACE}); their rows are sent without them. To send them, say there what they mean.`, html`<code>null</code>`, html`<code>values</code>`)}${more > 0 && ` ${t`The first ${MAX_UNSENT_VALUES} of ${counted(values.length, 'value', undefined, wholeText(values.length))}.`}`}</p>
<div class="scroll" tabindex="0" role="region" aria-label="${t`Values that are not sent`}">
<table class="stacked"><thead><tr><th scope="col" class="number">${t`Rows`}</th><th scope="col">${t`Column`}</th><th scope="col">${t`Value`}</th><th scope="col">${t`Field`}</th><th scope="col" class="number">${t`First row`}</th></tr></thead>
<tbody>${values.slice(0, MAX_UNSENT_VALUES).map(({ column, field, value, rows, first_row }) => html`<tr><td class="number" data-label="${t`Rows`}"><span>${wholeText(rows)}</span></td><td data-label="${t`Column`}"><span class="cell">${column || '–'}</span></td><td data-label="${t`Value`}"><span class="cell">${shortened(value, MAX_VALUE_CHARS)}</span></td><td data-label="${t`Field`}"><span class="cell">${field}</span></td><td class="number" data-label="${t`First row`}"><span>${wholeText(first_row)}</span></td></tr>`)}</tbody></table></div>
</section>`;
}

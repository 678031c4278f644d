import type { FailureCause } from '../../import/cause.ts';
import { remediationFor } from '../../import/fixes.ts';
import { errorCount } from '../../import/row-counts.ts';
import { counted } from '../../words/counted.ts';
import { wholeText } from '../../words/number-text.ts';
import { shortened } from '../../words/shortened.ts';
import { type Html, type HtmlContent, html } from '../html.ts';
import type { ReportInput } from '../report-input.ts';
import { causeName } from './errors.ts';

const MAX_CAUSES = 30;
const MAX_CAUSE_CHARS = 400;

/** Why rows did not succeed, the most frequent first, and what to do about it. */
export function causesSection({ summary }: ReportInput): HtmlContent {
  const { causes: all, rows, dry_run } = summary;
  if (all.length === 0) return undefined;
  const most = all[0]?.count ?? 1;
  // A bar compares: it says nothing where all are the same.
  const compares = all.some(({ count }) => count !== most);
  return html`<section aria-labelledby="causes"><h2 id="causes">Causes</h2>
<p>Why ${counted(errorCount(rows), 'row', undefined, wholeText(errorCount(rows)))} ${dry_run ? 'would be refused' : 'did not succeed'}, the most frequent first.${all.length > MAX_CAUSES && ` The first ${MAX_CAUSES} of ${wholeText(all.length)} causes.`}</p>
<div class="scroll" tabindex="0" role="region" aria-label="Causes">
<table class="causes stacked"><thead><tr><th scope="col" class="number">Rows</th><th scope="col">Field</th><th scope="col">What is wrong</th><th scope="col">What to do</th><th scope="col" class="number">First row</th></tr></thead>
<tbody>${all.slice(0, MAX_CAUSES).map((cause) => causeRow(cause, compares ? most : undefined))}</tbody></table></div>
</section>`;
}

function causeRow(cause: FailureCause, most: number | undefined): Html {
  const { count, code, field, message, firstRow } = cause;
  const share =
    most === undefined
      ? undefined
      : html`<svg class="share" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="fill-none" width="100" height="6"/><rect class="fill-bad" width="${Math.max(1, (count / most) * 100).toFixed(1)}" height="6"/></svg>`;
  return html`<tr><td class="number" data-label="Rows"><span>${wholeText(count)}${share}</span></td><td data-label="Field"><span class="cell">${field || '–'}</span></td><td data-label="What is wrong"><span><span class="cell">${shortened(message, MAX_CAUSE_CHARS)}</span> <a class="code" href="#cause=${encodeURIComponent(causeName(cause))}" title="Show these rows">${code}</a></span></td><td data-label="What to do"><span>${remediationFor(cause)}</span></td><td class="number" data-label="First row"><span>${wholeText(firstRow)}</span></td></tr>`;
}

import { counted } from '../../words/counted.ts';
import { wholeText } from '../../words/number-text.ts';
import { shortened } from '../../words/shortened.ts';
import { type HtmlContent, html } from '../html.ts';
import type { ReportInput } from '../report-input.ts';

const MAX_UNSENT_VALUES = 100;
const MAX_VALUE_CHARS = 200;

/** Values that rows go without, since the mapping's `values` leave them out: the most frequent first. */
export function unsentValuesSection({ summary }: ReportInput): HtmlContent {
  const { unsent: values = [], dry_run } = summary;
  if (values.length === 0) return undefined;
  const more = values.length - MAX_UNSENT_VALUES;
  return html`<section aria-labelledby="unsent"><h2 id="unsent">Values that ${dry_run ? 'will not be' : 'were not'} sent</h2>
<p>The mapping leaves them out (<code>null</code> or blank under <code>values</code>); their rows go without them. To send them, write there what they mean.${more > 0 && ` The first ${MAX_UNSENT_VALUES} of ${counted(values.length, 'value', undefined, wholeText(values.length))}.`}</p>
<div class="scroll" tabindex="0" role="region" aria-label="Values that are not sent">
<table class="stacked"><thead><tr><th scope="col" class="number">Rows</th><th scope="col">Column</th><th scope="col">Value</th><th scope="col">Field</th><th scope="col" class="number">First row</th></tr></thead>
<tbody>${values.slice(0, MAX_UNSENT_VALUES).map(({ column, field, value, rows, first_row }) => html`<tr><td class="number" data-label="Rows"><span>${wholeText(rows)}</span></td><td data-label="Column"><span class="cell">${column || '–'}</span></td><td data-label="Value"><span class="cell">${shortened(value, MAX_VALUE_CHARS)}</span></td><td data-label="Field"><span class="cell">${field}</span></td><td class="number" data-label="First row"><span>${wholeText(first_row)}</span></td></tr>`)}</tbody></table></div>
</section>`;
}

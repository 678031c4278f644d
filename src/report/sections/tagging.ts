import type { Tagging } from '../../import/summary.ts';
import { counted } from '../../words/counted.ts';
import { wholeText } from '../../words/number-text.ts';
import { type HtmlContent, html } from '../html.ts';
import type { ReportInput } from '../report-input.ts';

/** How many customers gain and lose which tags, and which tags are made. */
export function taggingSection({ tagging: found, summary }: ReportInput): HtmlContent {
  if (!found) return undefined;
  const { customers, tags = [], made } = found;
  if (!customers && made.length === 0) return undefined;
  const isDry = summary.dry_run === true;
  const [gain, lose] = isDry ? ['Would gain it', 'Would lose it'] : ['Sent to gain it', 'Sent to lose it'];
  return html`<section aria-labelledby="tagging"><h2 id="tagging">Tags</h2>
<p>${customers && changesOf(customers, isDry)}${made.length > 0 && `Tags that ${isDry ? 'would be' : 'were'} made: ${made.join(', ')}.`}</p>
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
  const cannotTell = unknown > 0 ? `The tags of ${wholeText(unknown)} cannot be read. ` : '';
  return `${changing}; ${sameText} nothing to change. ${cannotTell}`;
}

import { counted } from '../../words/counted.ts';
import { wholeText } from '../../words/number-text.ts';
import { type Content, html } from '../html.ts';
import type { ReportInput } from '../report-input.ts';

/** Of a tag run: how many customers gain and lose which tags. */
export function tagging({ tagging: found, summary }: ReportInput): Content {
  if (!found) return undefined;
  const { customers, tags, made } = found;
  const isDry = summary.dry_run === true;
  const [gain, lose] = isDry ? ['Would gain it', 'Would lose it'] : ['Sent to gain it', 'Sent to lose it'];
  const same = counted(customers.same, 'customer has', 'customers have', wholeText(customers.same));
  return html`<section aria-labelledby="tagging"><h2 id="tagging">Tags</h2>
<p>${counted(customers.change, 'customer', undefined, wholeText(customers.change))} ${isDry ? 'would change' : 'to change'}; ${same} nothing to change.${customers.unknown > 0 && ` The tags of ${wholeText(customers.unknown)} cannot be read.`}${made.length > 0 && ` Tags that would be made: ${made.join(', ')}.`}</p>
${
  tags.length > 0 &&
  html`<table class="narrow"><thead><tr><th scope="col">Tag</th><th scope="col" class="number">${gain}</th><th scope="col" class="number">${lose}</th></tr></thead>
<tbody>${tags.map(({ tag, gain: gaining, lose: losing }) => html`<tr><th scope="row" class="cell">${tag}</th><td class="number">${wholeText(gaining)}</td><td class="number">${wholeText(losing)}</td></tr>`)}</tbody></table>`
}
</section>`;
}

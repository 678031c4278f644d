import { ROW_COUNTERS, type RowCounter } from '../../import/row-counts.ts';
import { wholeText } from '../../words/number-text.ts';
import { type Html, html } from '../html.ts';
import type { ReportInput } from '../report-input.ts';

const MEANING: Readonly<Record<RowCounter, readonly [words: string, meaning: string, colour: string]>> = {
  created: ['created', 'new records in the CRM', 'good'],
  updated: ['updated', 'records that were there and have been changed', 'one'],
  done: ['done', 'carried out', 'good'],
  rejected: ['rejected', 'refused before anything was sent: the row itself is wrong', 'bad'],
  failed: ['failed', 'sent, and refused by the CRM', 'bad'],
  in_doubt: ['in doubt', 'sent, and no answer came: saved or not, nobody knows', 'warn'],
  skipped: ['skipped', 'nothing to do: as they were last sent', 'muted'],
  pending: ['pending', 'not sent yet: resume the run', 'muted'],
};

/** Every row read stands in exactly one line. */
export function rowCountCheckSection({ summary }: ReportInput): Html {
  const { rows, dry_run, reason_code } = summary;
  const sum = ROW_COUNTERS.reduce((total, counter) => total + rows[counter], 0);
  const shown = ROW_COUNTERS.map((counter) => {
    const [words, meaning, colour] = MEANING[counter];
    const isFit = dry_run && counter === 'skipped';
    return {
      words: isFit ? 'fit to send' : words,
      meaning: isFit ? 'nothing was sent, since this was a check' : meaning,
      colour: isFit ? 'good' : colour,
      count: rows[counter],
    };
  });
  const adds = sum === rows.read && reason_code !== 'receipt';
  return html`<section aria-labelledby="receipt"><h2 id="receipt">Receipt</h2>
${bar(shown, rows.read)}
<table class="narrow"><thead><tr><th scope="col">Rows</th><th scope="col" class="number">Count</th><th scope="col">What that means</th></tr></thead>
<tbody>${shown.map(({ words, meaning, colour, count }) => html`<tr class="${count === 0 && 'zero'}"><th scope="row"><svg class="swatch" viewBox="0 0 12 12" aria-hidden="true"><rect class="fill-${colour}" width="12" height="12" rx="3"/></svg>${words}</th><td class="number">${wholeText(count)}</td><td>${meaning}</td></tr>`)}</tbody>
<tfoot><tr><th scope="row">read</th><td class="number">${wholeText(rows.read)}</td><td>${adds ? `the sum of the lines above${dry_run ? '' : ', and what the ledger holds'}` : 'this does not add up'}</td></tr></tfoot></table>
</section>`;
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

import { counted, shortened, t, wholeText } from '../../words/index.ts';
import { type Html, type HtmlContent, html } from '../html.ts';
import type { ReportInput } from '../report-input.ts';

const MAX_CELLS = 500;
/** Cells that are shown without unfolding the list. */
const MAX_OPEN_CELLS = 8;
const MAX_TEXT_CHARS = 200;

type ChangedCells = NonNullable<ReportInput['changes']>['cells'];

/** The first cells that the run changed, each as it was and as it was sent. */
export function changesSection({ changes, summary }: ReportInput): HtmlContent {
  if (!changes || changes.cells.length === 0) return undefined;
  const cells = changes.cells.slice(0, MAX_CELLS);
  const total = Math.max(changes.total, cells.length);
  const open = cells.slice(0, MAX_OPEN_CELLS);
  const [heading, states] = summary.dry_run
    ? [t`What would change`, t`as they are and as they would be`]
    : [t`What changed`, t`as they were and as they were sent`];
  return html`<section aria-labelledby="changes"><h2 id="changes">${heading}</h2>
<p>${first(cells.length, total)}, ${states}.</p>
${
  cells.length === open.length
    ? table(t`Changed cells`, cells)
    : html`${table(t`Changed cells`, open)}<details><summary>${counted(cells.length - open.length, 'more cell', undefined, wholeText(cells.length - open.length))}</summary>${table(t`More changed cells`, cells.slice(open.length))}</details>`
}
</section>`;
}

/** `12 cells`, or `The first 500 of 1,200 cells`. */
function first(shown: number, total: number): string {
  const all = counted(total, 'cell', undefined, wholeText(total));
  return shown < total ? t`The first ${wholeText(shown)} of ${all}` : all;
}

function table(name: string, cells: ChangedCells): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${name}">
<table class="changes stacked"><thead><tr><th scope="col" class="number">${t`Row`}</th><th scope="col">${t`Record`}</th><th scope="col">${t`Field`}</th><th scope="col">${t`Before`}</th><th scope="col">${t`After`}</th></tr></thead>
<tbody>${cells.map(line)}</tbody></table></div>`;
}

function line({ row, key, name, field, before, after }: ChangedCells[number]): Html {
  const who = [name, key].filter((text) => text !== undefined && text !== '');
  return html`<tr><th scope="row" class="number" data-label="${t`Row`}">${row}</th><td data-label="${t`Record`}"><span>${who.map((text, at) => html`<span class="cell${at > 0 && ' aside'}">${shortened(text ?? '', MAX_TEXT_CHARS)}</span> `)}</span></td><td data-label="${t`Field`}"><span class="cell">${field}</span></td><td data-label="${t`Before`}"><span class="cell before">${text(before)}</span></td><td data-label="${t`After`}"><span class="cell after">${text(after)}</span></td></tr>`;
}

function text(value: string): HtmlContent {
  return value === '' ? html`<span class="aside">${t`blank`}</span>` : shortened(value, MAX_TEXT_CHARS);
}

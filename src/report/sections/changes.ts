import { counted, shortened, wholeText } from '../../words/index.ts';
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
  const first = cells.length < total ? `The first ${wholeText(cells.length)} of ` : '';
  const open = cells.slice(0, MAX_OPEN_CELLS);
  const [heading, states] = summary.dry_run
    ? ['What would change', 'as they are and as they would be']
    : ['What changed', 'as they were and as they were sent'];
  return html`<section aria-labelledby="changes"><h2 id="changes">${heading}</h2>
<p>${first}${counted(total, 'cell', undefined, wholeText(total))}, ${states}.</p>
${
  cells.length === open.length
    ? table('Changed cells', cells)
    : html`${table('Changed cells', open)}<details><summary>${counted(cells.length - open.length, 'more cell', undefined, wholeText(cells.length - open.length))}</summary>${table('More changed cells', cells.slice(open.length))}</details>`
}
</section>`;
}

function table(name: string, cells: ChangedCells): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${name}">
<table class="changes stacked"><thead><tr><th scope="col" class="number">Row</th><th scope="col">Record</th><th scope="col">Field</th><th scope="col">Before</th><th scope="col">After</th></tr></thead>
<tbody>${cells.map(line)}</tbody></table></div>`;
}

function line({ row, key, name, field, before, after }: ChangedCells[number]): Html {
  const who = [name, key].filter((text) => text !== undefined && text !== '');
  return html`<tr><th scope="row" class="number" data-label="Row">${row}</th><td data-label="Record"><span>${who.map((text, at) => html`<span class="cell${at > 0 && ' aside'}">${shortened(text ?? '', MAX_TEXT_CHARS)}</span> `)}</span></td><td data-label="Field"><span class="cell">${field}</span></td><td data-label="Before"><span class="cell before">${text(before)}</span></td><td data-label="After"><span class="cell after">${text(after)}</span></td></tr>`;
}

function text(value: string): HtmlContent {
  return value === '' ? html`<span class="aside">blank</span>` : shortened(value, MAX_TEXT_CHARS);
}

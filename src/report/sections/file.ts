import { ISSUE_KINDS, type IssueKind } from '../../files/index.ts';
import { counted } from '../../words/counted.ts';
import { wholeText } from '../../words/number-text.ts';
import { type Html, type HtmlContent, html } from '../html.ts';
import type { ReportInput } from '../report-input.ts';

const MAX_FINDINGS = 100;

/** What was found out about the file, and what a spreadsheet program has done to its values. */
export function fileSection({ summary }: ReportInput): HtmlContent {
  const { detected, notices, damage } = summary;
  const facts = Object.entries(detected);
  const hasDamage = damage && damage.findings.length > 0;
  if (facts.length + notices.length === 0 && !hasDamage) return undefined;
  return html`<section aria-labelledby="file"><h2 id="file">The file</h2>
${facts.length > 0 && html`<dl class="row">${facts.map(([name, value]) => html`<dt>${name}</dt><dd class="cell">${value}</dd>`)}</dl>`}
${notices.length > 0 && html`<ul>${notices.map((notice) => html`<li class="cell">${notice}</li>`)}</ul>`}
${hasDamage && dataQualityIssues(damage)}
</section>`;
}

function dataQualityIssues({ counts, findings }: NonNullable<ReportInput['summary']['damage']>): Html {
  const kinds = Object.entries(counts) as [IssueKind, number][];
  const total = kinds.reduce((sum, [, count]) => sum + count, 0);
  const shown = findings.slice(0, MAX_FINDINGS);
  return html`<h3 id="damage">What spreadsheets did to the data</h3>
<table class="narrow"><thead><tr><th scope="col" class="number">Cells</th><th scope="col">Damage</th><th scope="col">The row</th></tr></thead>
<tbody>${kinds.map(([code, count]) => html`<tr><td class="number">${wholeText(count)}</td><td>${ISSUE_KINDS[code].title} <span class="code">${code}</span></td><td>${ISSUE_KINDS[code].lost ? 'is not sent: the value is lost' : 'is sent; compare it with its source'}</td></tr>`)}</tbody></table>
<details><summary>${shown.length < total ? `The first ${shown.length} of ${counted(total, 'cell', undefined, wholeText(total))}` : 'The cells'}</summary><div class="scroll" tabindex="0" role="region" aria-label="Damaged cells">
<table><thead><tr><th scope="col" class="number">Row</th><th scope="col">Column</th><th scope="col">Value</th><th scope="col">What is wrong</th></tr></thead>
<tbody>${shown.map(({ row, columnName, text, message }) => html`<tr><th scope="row" class="number">${row}</th><td class="cell">${columnName}</td><td class="cell">${text}</td><td class="cell">${message}</td></tr>`)}</tbody></table></div></details>`;
}

import { wholeText } from '../../words/number-text.ts';
import { type Html, type HtmlContent, html } from '../html.ts';
import type { ReportInput } from '../report-input.ts';

const MAX_MAPPING_CHARS = 60_000;

/** What the run was given: the mapping as it stands, settings, and what a check would have sent first. */
export function settingsSection({ mapping, settings, samples, summary }: ReportInput): HtmlContent {
  const refused = summary.dry_run ? 'rows that would be refused' : 'rows that did not succeed';
  const files: readonly (readonly [string, string | undefined])[] = [
    [refused, summary.files.errors],
    ['the same as a workbook', summary.files.errors_xlsx],
    ['the fate of each row', summary.files.results],
    ['this report', summary.files.report],
  ];
  return [
    samples.length > 0 &&
      html`<section aria-labelledby="samples"><h2 id="samples">As it would be sent</h2>
<details><summary>${samples.length === 1 ? 'The first row' : `The first ${samples.length} rows`}</summary>${samples.map((payload) => html`<pre tabindex="0">${JSON.stringify(payload, null, 2)}</pre>`)}</details></section>`,
    mapping.text !== '' &&
      html`<section aria-labelledby="mapping"><h2 id="mapping">The mapping</h2>
<details><summary>${mapping.path}</summary><pre tabindex="0">${mapping.text.slice(0, MAX_MAPPING_CHARS)}${mapping.text.length > MAX_MAPPING_CHARS && '\n…'}</pre></details></section>`,
    html`<section aria-labelledby="settings"><h2 id="settings">Settings and files</h2>
<dl class="row">${[...settings, ...files].map(([name, value]) => value && html`<dt>${name}</dt><dd class="cell">${value}</dd>`)}</dl></section>`,
  ];
}

/** Of a plan: what became of each of its files. */
export function planFilesSection({ steps: all, summary }: ReportInput): HtmlContent {
  if (!all || all.length === 0) return undefined;
  const goodName = summary.dry_run ? 'Fit to send' : 'Succeeded';
  const line = ({ name, summary, report, errors }: (typeof all)[number]): Html => {
    const { rows, target, status } = summary;
    const good = summary.dry_run ? rows.skipped : rows.created + rows.updated + rows.done;
    const bad = rows.rejected + rows.failed + rows.in_doubt;
    return html`<tr><th scope="row" class="cell" data-label="File">${name}</th><td data-label="As">${target}</td><td data-label="Status">${status.replaceAll('_', ' ')}</td><td class="number" data-label="Read">${wholeText(rows.read)}</td><td class="number" data-label="${goodName}">${wholeText(good)}</td><td class="number" data-label="With errors">${wholeText(bad)}</td><td data-label="More"><span><a href="${report}">its report</a>${bad > 0 && html`, <a href="${errors}">${errors}</a>`}</span></td></tr>`;
  };
  return html`<section aria-labelledby="steps"><h2 id="steps">Files</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Files"><table class="stacked"><thead><tr><th scope="col">File</th><th scope="col">As</th><th scope="col">Status</th><th scope="col" class="number">Read</th><th scope="col" class="number">${goodName}</th><th scope="col" class="number">With errors</th><th scope="col">More</th></tr></thead>
<tbody>${all.map(line)}</tbody></table></div></section>`;
}

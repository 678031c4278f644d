import { ISSUE_KINDS, type IssueKind } from '../../files/index.ts';
import { counted, statusWords, t, translated, wholeText } from '../../words/index.ts';
import { type Html, type HtmlContent, html } from '../html.ts';
import type { ReportInput } from '../report-input.ts';

const MAX_MAPPING_CHARS = 60_000;

/** What the run was given: the mapping, the settings, and the first payloads that a check would have sent. */
export function settingsSection({ mapping, settings, samples, summary }: ReportInput): HtmlContent {
  const unsuccessful = summary.dry_run ? t`rows that would be rejected` : t`rows that did not succeed`;
  // The rows of an undo are what a run changed; people have written no mapping for them.
  const hasMapping = mapping.text !== '' && summary.command !== 'undo';
  const files: readonly (readonly [string, string | undefined])[] = [
    [unsuccessful, summary.files.errors],
    [t`the same as a workbook`, summary.files.errors_xlsx],
    [t`the outcome of each row`, summary.files.results],
    [t`this report`, summary.files.report],
  ];
  return [
    samples.length > 0 &&
      html`<section aria-labelledby="samples"><h2 id="samples">${t`What would be sent`}</h2>
<details><summary>${samples.length === 1 ? t`The first row` : t`The first ${samples.length} rows`}</summary>${samples.map((payload) => html`<pre tabindex="0">${JSON.stringify(payload, null, 2)}</pre>`)}</details></section>`,
    hasMapping &&
      html`<section aria-labelledby="mapping"><h2 id="mapping">${t`The mapping`}</h2>
<details><summary>${mapping.path}</summary><pre tabindex="0">${mapping.text.slice(0, MAX_MAPPING_CHARS)}${mapping.text.length > MAX_MAPPING_CHARS && '\n…'}</pre></details></section>`,
    html`<section aria-labelledby="settings"><h2 id="settings">${t`Settings and files`}</h2>
<dl class="row">${[...settings, ...files].map(([name, value]) => value && html`<dt>${translated(name)}</dt><dd class="cell">${value}</dd>`)}</dl></section>`,
  ];
}

/** The outcome of each file of a plan. */
export function planFilesSection({ steps: all, summary }: ReportInput): HtmlContent {
  if (!all || all.length === 0) return undefined;
  const goodName = summary.dry_run ? t`Fit to send` : t`Succeeded`;
  const line = ({ name, summary, report, errors }: (typeof all)[number]): Html => {
    const { rows, target, status } = summary;
    const good = summary.dry_run ? rows.skipped : rows.created + rows.updated + rows.done;
    const bad = rows.rejected + rows.failed + rows.in_doubt;
    return html`<tr><th scope="row" class="cell" data-label="${t`File`}">${name}</th><td data-label="${t`As`}">${target}</td><td data-label="${t`Status`}">${statusWords(status)}</td><td class="number" data-label="${t`Read`}">${wholeText(rows.read)}</td><td class="number" data-label="${goodName}">${wholeText(good)}</td><td class="number" data-label="${t`With errors`}">${wholeText(bad)}</td><td data-label="${t`More`}"><span>${report !== undefined && html`<a href="${report}">${t`its report`}</a>`}${bad > 0 && errors !== undefined && html`, <a href="${errors}">${errors}</a>`}</span></td></tr>`;
  };
  return html`<section aria-labelledby="steps"><h2 id="steps">${t`Files`}</h2>
<div class="scroll" tabindex="0" role="region" aria-label="${t`Files`}"><table class="stacked"><thead><tr><th scope="col">${t`File`}</th><th scope="col">${t`As`}</th><th scope="col">${t`Status`}</th><th scope="col" class="number">${t`Read`}</th><th scope="col" class="number">${goodName}</th><th scope="col" class="number">${t`With errors`}</th><th scope="col">${t`More`}</th></tr></thead>
<tbody>${all.map(line)}</tbody></table></div></section>`;
}

const MAX_FINDINGS = 100;

/** What was detected about the file, and its data-quality issues. */
export function fileSection({ summary }: ReportInput): HtmlContent {
  const { detected, notices, damage } = summary;
  const facts = Object.entries(detected);
  const hasDamage = damage && damage.findings.length > 0;
  if (facts.length + notices.length === 0 && !hasDamage) return undefined;
  return html`<section aria-labelledby="file"><h2 id="file">${t`The file`}</h2>
${facts.length > 0 && html`<dl class="row">${facts.map(([name, value]) => html`<dt>${translated(name)}</dt><dd class="cell">${value}</dd>`)}</dl>`}
${notices.length > 0 && html`<ul>${notices.map((notice) => html`<li class="cell">${notice}</li>`)}</ul>`}
${hasDamage && dataQualityIssues(damage)}
</section>`;
}

function dataQualityIssues({ counts, findings }: NonNullable<ReportInput['summary']['damage']>): Html {
  const kinds = Object.entries(counts) as [IssueKind, number][];
  const total = kinds.reduce((sum, [, count]) => sum + count, 0);
  const shown = findings.slice(0, MAX_FINDINGS);
  return html`<h3 id="damage">${t`Data-quality issues`}</h3>
<table class="narrow"><thead><tr><th scope="col" class="number">${t`Cells`}</th><th scope="col">${t`Issue`}</th><th scope="col">${t`The row`}</th></tr></thead>
<tbody>${kinds.map(([code, count]) => html`<tr><td class="number">${wholeText(count)}</td><td>${translated(ISSUE_KINDS[code].title)} <span class="code">${code}</span></td><td>${ISSUE_KINDS[code].lost ? t`is not sent, because the value is lost` : t`is sent; compare the value with its source`}</td></tr>`)}</tbody></table>
<details><summary>${shown.length < total ? t`The first ${shown.length} of ${counted(total, 'cell', undefined, wholeText(total))}` : t`The cells`}</summary><div class="scroll" tabindex="0" role="region" aria-label="${t`Cells with data-quality issues`}">
<table><thead><tr><th scope="col" class="number">${t`Row`}</th><th scope="col">${t`Column`}</th><th scope="col">${t`Value`}</th><th scope="col">${t`What is wrong`}</th></tr></thead>
<tbody>${shown.map(({ row, columnName, text, message }) => html`<tr><th scope="row" class="number">${row}</th><td class="cell">${columnName}</td><td class="cell">${text}</td><td class="cell">${message}</td></tr>`)}</tbody></table></div></details>`;
}

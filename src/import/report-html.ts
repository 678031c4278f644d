import type { DamageFinding } from '../files/index.ts';
import type { RowOutcome } from '../ledger/index.ts';
import type { Payload } from '../targets/target.ts';
import type { Cause } from './cause.ts';
import { ROW_COUNTERS } from './row-counts.ts';
import type { ImportSummary } from './summary.ts';

const MOST_ERRORS = 500;

export interface ReportInput {
  readonly summary: ImportSummary;
  readonly input: string;
  readonly mapping: string;
  /** The first outcomes that did not succeed; at most 500 are shown. */
  readonly errors: readonly RowOutcome[];
  /** What a check would have sent first. */
  readonly samples: readonly Payload[];
}

/** One self-contained page about a run, for people: opens offline, runs no script, safe whatever the cells hold. */
export function renderReport({ summary, input, mapping, errors, samples }: ReportInput): string {
  const { rows, causes } = summary;
  const title = `${summary.command} ${summary.run}: ${summary.status.replaceAll('_', ' ')}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
${summary.reason ? `<p class="reason">${escapeHtml(summary.reason)}</p>` : ''}
<p>${escapeHtml(input)} → ${escapeHtml(summary.target)}, with ${escapeHtml(mapping)}. ${(summary.duration_ms / 1000).toFixed(1)} s, ${summary.rows_per_second} rows/s.</p>
<h2>Receipt</h2>
<table class="receipt">${ROW_COUNTERS.map((counter) => `<tr><th>${counter.replace('_', ' ')}</th><td>${rows[counter]}</td></tr>`).join('')}
<tr class="total"><th>read</th><td>${rows.read}</td></tr></table>
${causes.length > 0 ? causesTable(causes) : ''}
${errors.length > 0 ? errorsTable(errors.slice(0, MOST_ERRORS), causes) : '<p>Every row succeeded.</p>'}
${samples.length > 0 ? samplesList(samples) : ''}
<h2>Requests</h2>
<p>${summary.requests.sent} sent, ${summary.requests.retried} of them again, ${summary.requests.throttled} throttled.</p>
${noticesList(summary)}
${damageTable(summary)}
</body>
</html>
`;
}

function causesTable(causes: readonly Cause[]): string {
  const line = ({ count, code, field, message, firstRow }: Cause) =>
    `<tr><td>${count}</td><td>${escapeHtml(field)}</td><td>${escapeHtml(code)}</td><td>${escapeHtml(message)}</td><td>${firstRow}</td></tr>`;
  return `<h2>Causes</h2>
<table><thead><tr><th>Rows</th><th>Field</th><th>Code</th><th>Message</th><th>First row</th></tr></thead>
<tbody>${causes.slice(0, 20).map(line).join('\n')}</tbody></table>`;
}

function errorsTable(errors: readonly RowOutcome[], causes: readonly Cause[]): string {
  const all = causes.reduce((sum, { count }) => sum + count, 0);
  const line = ({ row, state, key, field, message }: RowOutcome) =>
    `<tr><td>${row}</td><td>${escapeHtml(state)}</td><td>${escapeHtml(key ?? '')}</td><td>${escapeHtml(field ?? '')}</td><td>${escapeHtml(message ?? '')}</td></tr>`;
  return `<h2>Rows that did not succeed</h2>
<p>${errors.length < all ? `The first ${errors.length} of ${all}; ` : ''}all of them, with their cells, are in errors.csv.</p>
<table><thead><tr><th>Row</th><th>Status</th><th>Key</th><th>Field</th><th>Message</th></tr></thead>
<tbody>${errors.map(line).join('\n')}</tbody></table>`;
}

function samplesList(samples: readonly Payload[]): string {
  const one = (payload: Payload) => `<pre>${escapeHtml(JSON.stringify(payload, null, 2))}</pre>`;
  return `<h2>As it would be sent</h2>
<details><summary>The first ${samples.length} rows</summary>${samples.map(one).join('\n')}</details>`;
}

function noticesList({ detected, notices }: ImportSummary): string {
  const facts = [...Object.entries(detected).map(([name, value]) => `${name}: ${value}`), ...notices];
  return facts.length === 0
    ? ''
    : `<h2>The file</h2><ul>${facts.map((fact) => `<li>${escapeHtml(fact)}</li>`).join('')}</ul>`;
}

function damageTable({ damage }: ImportSummary): string {
  if (damage === undefined) return '';
  const all = Object.values(damage.counts).reduce((sum, count) => sum + count, 0);
  const { findings } = damage;
  const line = ({ row, columnName, text, message, lost }: DamageFinding) =>
    `<tr><td>${row}</td><td>${escapeHtml(columnName)}</td><td>${escapeHtml(text)}</td><td>${escapeHtml(message)}</td><td>${lost ? 'lost' : 'perhaps'}</td></tr>`;
  return `<h2>What spreadsheets did to the data</h2>
${findings.length < all ? `<p>The first ${findings.length} of ${all} cells.</p>` : ''}
<table><thead><tr><th>Row</th><th>Column</th><th>Value</th><th>What happened</th><th>Information</th></tr></thead>
<tbody>${findings.map(line).join('\n')}</tbody></table>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
.receipt { width: auto; }
th, td { border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding: .25rem .6rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
.receipt td { text-align: right; }
.total { font-weight: bold; }
.reason { border-left: 4px solid #c33; padding-left: .8rem; }
`;

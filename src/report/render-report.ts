import { createHash } from 'node:crypto';
import { html, trusted } from './html.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import { PAGE_STYLE } from './page-style.ts';
import type { ReportInput } from './report-input.ts';
import { causes } from './sections/causes.ts';
import { errors } from './sections/errors.ts';
import { file } from './sections/file.ts';
import { given, steps } from './sections/given.ts';
import { overTime } from './sections/over-time.ts';
import { overview, titleOf } from './sections/overview.ts';
import { receipt } from './sections/receipt.ts';
import { tagging } from './sections/tagging.ts';
import { unsent } from './sections/unsent.ts';

/**
 * One self-contained page about a run, for people: opens offline, asks nothing of the network, and runs only its own
 * script and style, which its policy knows by their hashes, whatever the cells hold.
 */
export function renderReport(report: ReportInput): string {
  const policy = `default-src 'none'; script-src ${hashOf(PAGE_SCRIPT)}; style-src ${hashOf(PAGE_STYLE)}; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${titleOf(report)}: ${report.summary.status.replaceAll('_', ' ')}</title>
<style>${trusted(PAGE_STYLE)}</style>
</head>
<body>
<main>
${overview(report)}
${tagging(report)}
${steps(report)}
${causes(report)}
${unsent(report)}
${overTime(report)}
${receipt(report)}
${errors(report)}
${file(report)}
${given(report)}
</main>
<script>${trusted(PAGE_SCRIPT)}</script>
</body>
</html>
`.text;
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

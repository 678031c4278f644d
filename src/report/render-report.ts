import { createHash } from 'node:crypto';
import { html, trusted } from './html.ts';
import { PAGE_SCRIPT, PAGE_STYLE } from './page-assets.ts';
import type { ReportInput } from './report-input.ts';
import { changesSection } from './sections/changes.ts';
import { fileSection, planFilesSection, settingsSection } from './sections/input.ts';
import { overviewSection, rowCountCheckSection, taggingSection, titleOf } from './sections/outcome.ts';
import { overTimeSection } from './sections/over-time.ts';
import { causesSection, errorsSection, unsentValuesSection } from './sections/problems.ts';

/**
 * One self-contained page about a run, for people: it opens offline, requests nothing from the network, and runs only its own
 * script and style, which its policy allows by their hashes, whatever the cells contain.
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
${overviewSection(report)}
${taggingSection(report)}
${changesSection(report)}
${planFilesSection(report)}
${causesSection(report)}
${unsentValuesSection(report)}
${overTimeSection(report)}
${rowCountCheckSection(report)}
${errorsSection(report)}
${fileSection(report)}
${settingsSection(report)}
</main>
<script>${trusted(PAGE_SCRIPT)}</script>
</body>
</html>
`.text;
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

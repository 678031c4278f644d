import { statusWords } from '../words/index.ts';
import { html } from './html.ts';
import { renderPage } from './page.ts';
import { PAGE_SCRIPT } from './page-assets.ts';
import type { ReportInput } from './report-input.ts';
import { changesSection } from './sections/changes.ts';
import { fileSection, planFilesSection, settingsSection } from './sections/input.ts';
import { overviewSection, rowCountCheckSection, taggingSection, titleOf } from './sections/outcome.ts';
import { overTimeSection } from './sections/over-time.ts';
import { causesSection, errorsSection, unsentValuesSection } from './sections/problems.ts';

export { maskReport } from './mask-report.ts';

/** One self-contained page about a run, for people. */
export function renderReport(report: ReportInput): string {
  return renderPage({
    title: `${titleOf(report)}: ${statusWords(report.summary.status)}`,
    script: PAGE_SCRIPT,
    content: html`${overviewSection(report)}
${taggingSection(report)}
${changesSection(report)}
${planFilesSection(report)}
${causesSection(report)}
${unsentValuesSection(report)}
${overTimeSection(report)}
${rowCountCheckSection(report)}
${errorsSection(report)}
${fileSection(report)}
${settingsSection(report)}`,
  });
}

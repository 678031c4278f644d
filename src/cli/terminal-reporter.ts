import type { Reporter } from '../app/reporter.ts';
import { printExportSummary } from './print/print-export-summary.ts';
import { printPlanSummary } from './print/print-plan-summary.ts';
import { printImportSummary } from './print/print-summary.ts';
import { showProgress } from './progress/show-progress.ts';
import type { Terminal } from './terminal.ts';

/** Tells a terminal how a run goes on and ends, and asks where somebody sits at it. `json`: the summary is data, too. */
export function terminalReporter(terminal: Terminal, { json }: { readonly json: boolean }): Reporter {
  return {
    message(level, text) {
      if (level === 'info') terminal.say(text);
      else if (level === 'detail') terminal.detail(text);
      else terminal.complain(text);
    },
    progress: showProgress(terminal, Date.now),
    end(ended) {
      const { next } = ended;
      if (ended.kind === 'plan') return printPlanSummary(terminal, ended.summary, { json, next });
      if (ended.kind === 'export') {
        return printExportSummary(terminal, ended.summary, { json, next, isStreamed: ended.isStreamed });
      }
      const { summary, isStep } = ended;
      // A step of a plan is part of the plan's summary.
      printImportSummary(terminal, summary, { json: json && !isStep, next: isStep ? undefined : next });
    },
    ...(terminal.isInteractive && {
      async confirm({ details, question }) {
        for (const detail of details) terminal.complain(detail);
        const { confirm } = await import('@clack/prompts');
        return (await confirm({ message: question, initialValue: false, output: process.stderr })) === true;
      },
    }),
    ...(terminal.progressMode === 'json' && { onEvent: (event) => terminal.progress(JSON.stringify(event)) }),
  };
}

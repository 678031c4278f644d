import { type NextStep, shortPath } from '../../app/import/next-step.ts';
import type { PlanSummary } from '../../app/plan/plan-summary.ts';
import { counted } from '../../words/counted.ts';
import type { Terminal } from '../terminal.ts';

/** The end of a plan: where its files are and what is next. */
export function printPlanSummary(
  terminal: Terminal,
  summary: PlanSummary,
  { json, next }: { readonly json: boolean; readonly next: NextStep | undefined },
): void {
  const { rows, status, files } = summary;
  if (json) terminal.data(JSON.stringify(summary));
  terminal.say(
    `\nThe plan, all files: ${counted(rows.read, 'row')} read; ${status.replaceAll('_', ' ')}\n  report     ${shortPath(files.report)}`,
  );
  const isCutShort = status === 'interrupted' || status === 'aborted';
  if (next)
    terminal[isCutShort ? 'complain' : 'say'](`\nNext: ${next.text}:\n  ${terminal.paint('bold', next.command ?? '')}`);
}

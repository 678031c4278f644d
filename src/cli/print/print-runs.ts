import { operatorsText } from '../../app/prove-runs.ts';
import type { RunView, showRun } from '../../app/runs.ts';
import { alignColumns, counted, localTimeText } from '../../words/index.ts';
import { plainLine, type Terminal } from '../terminal.ts';

/** The newest runs. */
export function printRuns(terminal: Terminal, views: readonly RunView[], { json }: { readonly json: boolean }): void {
  if (json) terminal.data(JSON.stringify(views));
  else if (views.length === 0) terminal.say('No runs yet. Start with: sobot-etl import <file> -m <mapping>');
  else terminal.data(runTable(views));
}

/** One run, or the steps of a plan. */
export function printRun(
  terminal: Terminal,
  views: ReturnType<typeof showRun>,
  { json }: { readonly json: boolean },
): void {
  const [first] = views;
  if (views.length === 1 && first) terminal.data(json ? JSON.stringify(first) : describeRun(first));
  else if (json) terminal.data(JSON.stringify({ plan: first?.plan, steps: views }));
  else terminal.data(views.map(describeRun).join('\n\n'));
}

/** The runs that were removed from the ledger. */
export function printPruned(
  terminal: Terminal,
  removed: readonly { readonly id: string; readonly ended: boolean }[],
  { json }: { readonly json: boolean },
): void {
  if (json) terminal.data(JSON.stringify({ pruned: removed.map(({ id }) => id) }));
  const unfinished = removed.filter(({ ended }) => !ended).length;
  terminal.say(
    `Removed ${counted(removed.length, 'run')} from the ledger${unfinished > 0 ? ` (${unfinished} unfinished)` : ''}; their files stay.`,
  );
}

const HEADER = ['RUN', 'STARTED', 'STATUS', 'COMMAND', 'ROWS', 'FILE'];

/** The list of runs: a line of column names, then a line for each run. */
function runTable(views: readonly RunView[]): string {
  const lines = views.map(({ run, command, status, target, started, rows, input, files }) => [
    run,
    shortTime(started),
    status.replaceAll('_', ' '),
    `${command} ${target}`,
    countsText(rows),
    plainLine('output' in files ? files.output : input),
  ]);
  return alignColumns([HEADER, ...lines]).join('\n');
}

/** The details of a run. */
function describeRun(view: ReturnType<typeof showRun>[number]): string {
  const { run, plan, command, target, status, reason, rows, started, ended, by, input, mapping, files, next } = view;
  const history = view.history.map((event) => ({ ...event, at: Date.parse(event.at) }));
  const facts: (readonly [string, string | undefined])[] = [
    ['run', run],
    ['plan', plan],
    ['status', status.replaceAll('_', ' ')],
    ['reason', reason],
    ['command', `${command} of ${target}`],
    ['input', input || undefined],
    ['mapping', mapping || undefined],
    ['started', shortTime(started)],
    ['ended', ended === undefined ? undefined : shortTime(ended)],
    ['by', by && `${operatorsText(history)}, with sobot-etl ${by.version}`],
    ['rows', countsText(rows)],
    ...Object.entries(files),
    ['next', next],
  ];
  const known = facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, plainLine(value)]]));
  return alignColumns(known).join('\n');
}

const COUNT_WORDS: Readonly<Record<string, string>> = { create: 'to create', update: 'to change' };

function countsText(rows: RunView['rows']): string {
  const counts = Object.entries(rows).filter(([, count]) => count > 0);
  return (
    counts.map(([name, count]) => `${count} ${COUNT_WORDS[name] ?? name.replace('_', ' ')}`).join(' + ') || 'no rows'
  );
}

function shortTime(iso: string): string {
  return localTimeText(Date.parse(iso), 'minute');
}

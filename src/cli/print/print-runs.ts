import { operatorsText } from '../../app/prove-runs.ts';
import type { RunView, showRun } from '../../app/runs.ts';
import type { WorkerView } from '../../app/work/view-workers.ts';
import { alignColumns, counted, localTimeText, statusWords, t, translated } from '../../words/index.ts';
import { plainLine, type Terminal } from '../terminal.ts';

/** The newest runs, and the workers that are there now. */
export function printRuns(
  terminal: Terminal,
  views: readonly RunView[],
  { json, workers }: { readonly json: boolean; readonly workers: readonly WorkerView[] },
): void {
  if (json) terminal.data(JSON.stringify(views));
  else if (views.length === 0) terminal.say(t`No runs yet. Start with: sobot-etl import <file> -m <mapping>`);
  else terminal.data(runTable(views));
  if (!json && workers.length > 0) terminal.data(`\n${workerTable(workers)}`);
}

/** One run, or the steps of a plan. */
export function printRun(
  terminal: Terminal,
  views: Awaited<ReturnType<typeof showRun>>,
  { json }: { readonly json: boolean },
): void {
  const [first] = views;
  if (views.length === 1 && first) terminal.data(json ? JSON.stringify(first) : describeRun(first));
  else if (json) terminal.data(JSON.stringify({ plan: first?.plan, steps: views }));
  else terminal.data(views.map(describeRun).join('\n\n'));
}

/** The runs that were removed from the ledger, and the old ones that were kept. */
export function printPruned(
  terminal: Terminal,
  {
    pruned: removed,
    needed,
  }: {
    readonly pruned: readonly { readonly id: string; readonly ended: boolean }[];
    readonly needed: readonly string[];
  },
  { json }: { readonly json: boolean },
): void {
  if (json)
    terminal.data(JSON.stringify({ pruned: removed.map(({ id }) => id), ...(needed.length > 0 && { kept: needed }) }));
  const unfinished = removed.filter(({ ended }) => !ended).length;
  terminal.say(
    t`Removed ${counted(removed.length, 'run')} from the ledger${unfinished > 0 ? t` (${unfinished} unfinished)` : ''}; their files stay.`,
  );
  if (needed.length > 0)
    terminal.say(
      t`Kept ${counted(needed.length, 'run')} that unfinished runs need: ${needed.join(', ')}. To see those: sobot-etl runs`,
    );
}

const header = () => [t`RUN`, t`STARTED`, t`STATUS`, t`COMMAND`, t`ROWS`, t`FILE`];

/** The list of runs: a line of column names, then a line for each run. */
function runTable(views: readonly RunView[]): string {
  const lines = views.map(({ run, command, status, target, started, rows, input, files }) => [
    run,
    shortTime(started),
    statusWords(status),
    `${command} ${target}`,
    countsText(rows),
    plainLine('output' in files ? files.output : input),
  ]);
  return alignColumns([header(), ...lines]).join('\n');
}

/** Who sends rows of which run. */
function workerTable(workers: readonly WorkerView[]): string {
  const lines = workers.map(({ name, host, queues, since, runs }) => [
    plainLine(name),
    plainLine(host),
    shortTime(since),
    queues.length === 0 ? t`its own run` : queues.join(' '),
    runs.map(({ run, chunks }) => `${run} (${counted(chunks, 'chunk')})`).join(', ') || t`nothing`,
  ]);
  return alignColumns([[t`WORKER`, t`HOST`, t`SINCE`, t`SENDS ROWS OF`, t`WORKS ON`], ...lines]).join('\n');
}

/** The details of a run. */
function describeRun(view: Awaited<ReturnType<typeof showRun>>[number]): string {
  const { run, plan, command, target, status, reason, rows, started, ended, by, input, mapping, files, next, work } =
    view;
  const history = view.history.map((event) => ({ ...event, at: Date.parse(event.at) }));
  const facts: (readonly [string, string | undefined])[] = [
    [t`run`, run],
    [t`plan`, plan],
    [t`status`, statusWords(status)],
    [t`reason`, reason],
    [t`command`, t`${command} of ${target}`],
    [t`input`, input || undefined],
    [t`mapping`, mapping || undefined],
    [t`started`, shortTime(started)],
    [t`ended`, ended === undefined ? undefined : shortTime(ended)],
    [t`by`, by && t`${operatorsText(history)}, with sobot-etl ${by.version}`],
    [t`rows`, countsText(rows)],
    [t`chunks`, work && t`${work.chunks.done} done, ${work.chunks.working} being sent, ${work.chunks.waiting} waiting`],
    [t`sent by`, work && workersText(work.workers)],
    ...Object.entries(files).map(([name, path]) => [translated(name), path] as const),
    [t`next`, next],
  ];
  const known = facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, plainLine(value)]]));
  return alignColumns(known).join('\n');
}

function workersText(workers: NonNullable<RunView['work']>['workers']): string | undefined {
  const texts = workers.map(({ name, host, chunks }) => {
    // Workers are forgotten after a day.
    const who = name === '' ? t`a worker` : t`${name} on ${host}`;
    return `${who} (${counted(chunks, 'chunk')})`;
  });
  return texts.join(', ') || undefined;
}

const COUNT_WORDS: Readonly<Record<string, string>> = { create: 'to create', update: 'to change' };

function countsText(rows: RunView['rows']): string {
  const counts = Object.entries(rows).filter(([, count]) => count > 0);
  return (
    counts
      .map(([name, count]) => {
        const word = COUNT_WORDS[name] ?? name.replace('_', ' ');
        return counted(count, word, word);
      })
      .join(' + ') || t`no rows`
  );
}

function shortTime(iso: string): string {
  return localTimeText(Date.parse(iso), 'minute');
}

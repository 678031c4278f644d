import { shellLine } from '../../app/command-line.ts';
import type { RunFilePaths } from '../../import/run-files.ts';
import type { RunStage, StateCounts } from '../../ledger/index.ts';
import { plainLine } from '../plain-text.ts';

/** A run as `runs` shows it, and as `--json` prints it. */
export interface RunView {
  readonly run: string;
  /** The plan that it is a step of. */
  readonly plan?: string | undefined;
  readonly command: string;
  readonly target: string;
  readonly status: RunStage | 'killed';
  readonly reason: string | undefined;
  /** How many rows came to which end; those that no process has read yet are not known. */
  readonly rows: StateCounts & { readonly pending?: number; readonly written?: number };
  /** ISO times. */
  readonly started: string;
  readonly ended: string | undefined;
  readonly input: string;
  readonly mapping: string;
  /** Of an export, the file that it writes. */
  readonly files: RunFilePaths | { readonly output: string };
  readonly next: string | undefined;
}

const HEADER = ['RUN', 'STARTED', 'STATUS', 'COMMAND', 'ROWS', 'FILE'];

/** The list: a line of names, then a line for each run, in columns. */
export function runTable(views: readonly RunView[]): string {
  const lines = views.map(({ run, command, status, target, started, rows, input, files }) => [
    run,
    shortTime(started),
    status.replaceAll('_', ' '),
    `${command} ${target}`,
    countsText(rows),
    plainLine('output' in files ? files.output : input),
  ]);
  const table = [HEADER, ...lines];
  const widths = HEADER.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0)));
  return table
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** All about a run. */
export function describeRun(view: RunView): string {
  const { run, plan, command, target, status, reason, rows, started, ended, input, mapping, files, next } = view;
  const facts: (readonly [string, string | undefined])[] = [
    ['run', run],
    ['plan', plan],
    ['status', status.replaceAll('_', ' ')],
    ['why', reason],
    ['command', `${command} of ${target}`],
    ['input', input || undefined],
    ['mapping', mapping || undefined],
    ['started', shortTime(started)],
    ['ended', ended === undefined ? undefined : shortTime(ended)],
    ['rows', countsText(rows)],
    ...Object.entries(files),
    ['next', next],
  ];
  return facts
    .flatMap(([name, value]) => (value === undefined ? [] : `${name.padEnd(9)}${plainLine(value)}`))
    .join('\n');
}

/** What to do next with a run, if there is something. */
export function nextCommandOf({
  run,
  status,
  rows,
  mapping,
  files,
}: Pick<RunView, 'run' | 'status' | 'rows' | 'mapping' | 'files'>): string | undefined {
  if (status === 'killed' || status === 'aborted' || status === 'interrupted') return `sobot-etl resume ${run}`;
  if (status !== 'completed_with_errors') return undefined;
  if (rows.in_doubt) return `sobot-etl resume ${run} --resend-in-doubt`;
  return 'output' in files ? undefined : shellLine(['sobot-etl', 'import', files.errors, '-m', mapping]);
}

function countsText(rows: RunView['rows']): string {
  const counts = Object.entries(rows).filter(([, count]) => count > 0);
  return counts.map(([name, count]) => `${count} ${name.replace('_', ' ')}`).join(' + ') || 'no rows';
}

function shortTime(iso: string): string {
  const at = new Date(iso);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

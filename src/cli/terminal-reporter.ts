import { gateText } from '../app/gate-text.ts';
import type { ProgressFacts, Reporter, RunProgress } from '../app/reporter.ts';
import { counted, durationText, joined, t, translated } from '../words/index.ts';
import { printChangePlan, printVerification } from './print/print-changes.ts';
import { printExportSummary, printImportSummary, printPlanSummary } from './print/print-summary.ts';
import type { Terminal } from './terminal.ts';

/** Reports a run to a terminal, and asks for confirmations if it is interactive. `json`: print the summary as data, too. */
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
      if (ended.kind === 'change-plan') return printChangePlan(terminal, ended.summary, { json, next });
      if (ended.kind === 'verify') return printVerification(terminal, ended.summary, { json, next });
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

const LINE_MS = 10_000;
/** A progress report may come a little early. */
const TOLERANCE_MS = 125;

/** Shows the progress of a run as the terminal allows: a bar, a line every ten seconds, or nothing. */
function showProgress(terminal: Terminal, now: () => number): (progress: RunProgress) => void {
  let lastMs: number | undefined;
  return (progress) => {
    const mode = terminal.progressMode;
    if (mode === 'bar') return terminal.status(progress.isLast ? '' : progressBar(progress, terminal));
    if (mode !== 'lines') return;
    const nowMs = now();
    lastMs ??= nowMs;
    if (progress.isLast) lastMs = undefined;
    else if (nowMs - lastMs >= LINE_MS - TOLERANCE_MS) {
      lastMs = nowMs;
      terminal.progress(progressLine(progress));
    }
  };
}

const BAR_MOST = 30;
const BAR_LEAST = 8;

/** The progress of a run in a line: `Importing: 1200 of about 5000 rows (24 %), 310/s, 4 errors, about 12 s left`. */
export function progressLine(facts: ProgressFacts): string {
  const { rows, total } = facts;
  const title = titleText(facts);
  const share = total === undefined ? '' : ` (${percentOf(rows, total)} %)`;
  return `${title}: ${countText(facts)}${share}, ${joined(particulars(facts))}`;
}

/** The progress line with a bar, fitted to the width of the terminal. */
export function progressBar(facts: ProgressFacts, terminal: Pick<Terminal, 'width' | 'paint'>): string {
  const { rows, total, waiting } = facts;
  const title = titleText(facts);
  const most = terminal.width - 1;
  if (total === undefined) return progressLine(facts).slice(0, most);
  const percent = percentOf(rows, total);
  const texts = [countText(facts), ...particulars(facts)];
  const head = `${title} `;
  const tail = () => ` ${String(percent).padStart(3)} %  ${texts.join(' · ')}`;
  // If there is too little space, the last parts are dropped first, but never what the run is waiting for.
  while (texts.length > 1 && head.length + tail().length + BAR_LEAST > most) texts.splice(waiting ? -2 : -1, 1);
  const width = Math.min(BAR_MOST, most - head.length - tail().length);
  if (width < BAR_LEAST) return `${head}${percent} %`.slice(0, most);
  const full = Math.round((width * percent) / 100);
  const bar = `${terminal.paint(waiting ? 'yellow' : 'cyan', '█'.repeat(full))}${terminal.paint('dim', '░'.repeat(width - full))}`;
  return `${head}${bar}${tail()}`;
}

function countText({ rows, total }: ProgressFacts): string {
  return total === undefined ? counted(rows, 'row') : t`${rows} of about ${counted(total, 'row')}`;
}

function particulars({ ratePerSecond, errors, secondsLeft, waiting, requests }: ProgressFacts): string[] {
  return [
    `${ratePerSecond >= 10 ? Math.round(ratePerSecond) : Math.round(ratePerSecond * 10) / 10}/s`,
    ...(errors > 0 ? [t`${errors} with errors`] : []),
    ...(secondsLeft !== undefined && !waiting ? [t`about ${timeLeft(secondsLeft)} left`] : []),
    ...(requests.throttled > 0 ? [t`throttled ${counted(requests.throttled, 'time')}`] : []),
    ...(waiting?.for === 'pause'
      ? [t`the API asks for a pause, ${durationText(Math.ceil(waiting.leftMs / 1000) * 1000)}`]
      : []),
    ...(waiting?.for === 'server' ? [t`waiting for the server`] : []),
    ...(waiting && 'until' in waiting ? [gateText(waiting)] : []),
  ];
}

/** What the run does, with the number of the file in a plan: `Importing 2/3`. */
function titleText({ title }: ProgressFacts): string {
  const [doing = '', ...rest] = title.split(' ');
  return [translated(doing), ...rest].join(' ');
}

/** The percentage of rows; never 100 before the end, because the total is an estimate. */
function percentOf(rows: number, total: number): number {
  return Math.min(99, Math.floor((rows / Math.max(1, total)) * 100));
}

/** The remaining time, no more precise than the estimate: whole minutes from a minute and a half on. */
function timeLeft(seconds: number): string {
  return durationText(1000 * (seconds < 90 ? Math.ceil(seconds) : Math.round(seconds / 60) * 60));
}

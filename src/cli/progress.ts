import { errorCount } from '../import/row-counts.ts';
import type { Tally } from '../import/tally.ts';
import type { Terminal } from './terminal.ts';

const REDRAW_MS = 200;
const LINE_MS = 10_000;

/** Shows how a run goes on: a line that is redrawn on a terminal, a new line every ten seconds otherwise. Answers how to end it. */
export function showProgress(terminal: Terminal, tally: Tally, now: () => number): () => void {
  const startedAt = now();
  const text = () => {
    const { rows } = tally;
    const seconds = Math.max(0.001, (now() - startedAt) / 1000);
    const settled = rows.read - rows.pending;
    const errors = errorCount(rows);
    return `${settled} rows, ${Math.round(settled / seconds)}/s${errors > 0 ? `, ${errors} with errors` : ''}`;
  };
  const redraw = setInterval(() => terminal.status(text()), REDRAW_MS);
  const line = setInterval(() => {
    if (!terminal.isInteractive) terminal.say(text());
  }, LINE_MS);
  return () => {
    clearInterval(redraw);
    clearInterval(line);
    terminal.status('');
  };
}

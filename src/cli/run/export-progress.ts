import type { ExportProgress } from '../../export/run-export.ts';
import type { Terminal } from '../terminal.ts';

const REDRAW_MS = 200;
const LINE_MS = 10_000;

/** Shows how an export goes on. Answers how to end it. */
export function showExportProgress(terminal: Terminal, progress: ExportProgress, now: () => number): () => void {
  const startedAt = now();
  const text = () => {
    const seconds = Math.max(0.001, (now() - startedAt) / 1000);
    const of = progress.expected ? ` of ${progress.expected}` : '';
    return `${progress.written}${of} rows, ${Math.round(progress.written / seconds)}/s`;
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

import type { RunProgress } from '../../app/reporter.ts';
import type { Terminal } from '../terminal.ts';
import { progressBar, progressLine } from './progress-text.ts';

const LINE_MS = 10_000;
/** A look may come a little early. */
const TOLERANCE_MS = 125;

/** Shows how a run goes on, in the way that the terminal takes: a bar, a line every ten seconds, or nothing. */
export function showProgress(terminal: Terminal, now: () => number): (progress: RunProgress) => void {
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

import type { ListenSummary } from '../../app/push/listen.ts';
import type { ReplaySummary } from '../../app/push/replay-pushes.ts';
import { counted, t } from '../../words/index.ts';
import type { Terminal } from '../terminal.ts';

/** Says where the listener is. The secret of its address is shown to a person or as JSON, never in a log. */
export function printListening(
  terminal: Terminal,
  { url, origin }: { readonly url: string; readonly origin: string },
  { json }: { readonly json: boolean },
): void {
  if (json) terminal.data(JSON.stringify({ url }));
  const address = terminal.isInteractive ? url : t`${origin}/push/… (with --json, the whole address)`;
  terminal.say(t`Listening at ${address}. Press Ctrl-C to stop.`);
}

/** Says what the listener has done. */
export function printListened(terminal: Terminal, summary: ListenSummary, { json }: { readonly json: boolean }): void {
  const { messages, written, waiting, files } = summary;
  const others = [
    ...(messages.rejected > 0 ? [t`${messages.rejected} rejected, kept in ${files.rejected}`] : []),
    ...(messages.too_large > 0 ? [t`${messages.too_large} too large`] : []),
    ...(messages.postponed > 0 ? [`${messages.postponed} postponed`] : []),
  ];
  terminal.say(
    t`Stopped: ${[`${counted(messages.accepted, 'message')} received`, ...others].join(', ')}; ${counted(written, 'push', 'pushes')} written to ${files.output}.`,
  );
  if (waiting > 0) {
    terminal.complain(
      t`${counted(waiting, 'push is', 'pushes are')} stored and not written yet. They are written when the listener is started again with an output that can be written.`,
    );
  }
  if (json) terminal.data(JSON.stringify(summary));
}

/** Says what a replay has written. */
export function printReplayed(terminal: Terminal, summary: ReplaySummary, { json }: { readonly json: boolean }): void {
  const { written, files } = summary;
  const where = files.length === 0 ? '' : t` to ${files.length > 3 ? counted(files.length, 'file') : files.join(', ')}`;
  terminal.say(`${counted(written, 'push', 'pushes')} written${where}.`);
  if (json) terminal.data(JSON.stringify(summary));
}

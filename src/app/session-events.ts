import type { Terminal } from '../cli/terminal.ts';
import type { RunWatch } from './progress/run-watch.ts';
import type { SessionEvents } from './session.ts';

/** What a run's session tells people of, and the run's watch. */
export function eventsFor(terminal: Terminal, watch: RunWatch): Pick<SessionEvents, 'onLine' | 'traffic'> {
  return {
    onLine(state, reason) {
      watch.line(state, reason);
      terminal.say(
        state === 'down' ? `The server does not answer (${reason}); waiting for it.` : 'The server answers again.',
      );
    },
    traffic: {
      answered: (latencyMs) => watch.answered(latencyMs),
      throttled(pauseMs) {
        watch.throttled(pauseMs);
        terminal.detail(`The API asks for a pause of ${(pauseMs / 1000).toFixed(1)} s.`);
      },
    },
  };
}

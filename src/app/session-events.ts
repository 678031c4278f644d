import { durationText } from '../words/time-text.ts';
import type { RunMonitor } from './progress/run-watch.ts';
import type { RunReporter } from './reporter.ts';
import type { SessionEvents } from './session.ts';

/** What a run's session tells people of, and the run's watch. */
export function sessionEventsFor(
  reporter: Pick<RunReporter, 'message'>,
  watch: RunMonitor,
): Pick<SessionEvents, 'onServer' | 'traffic'> {
  return {
    onServer(state, reason) {
      watch.serverStateChanged(state, reason);
      reporter.message(
        'info',
        state === 'down' ? `The server does not answer (${reason}); waiting for it.` : 'The server answers again.',
      );
    },
    traffic: {
      answered: (latencyMs) => watch.answered(latencyMs),
      throttled(pauseMs) {
        watch.throttled(pauseMs);
        reporter.message('detail', `The API asks for a pause of ${durationText(pauseMs)}.`);
      },
    },
  };
}

import type { Settings } from '../settings.ts';
import type { StopSignals } from '../stop-signals.ts';
import type { Terminal } from '../terminal.ts';

/** What a run is surrounded by: the process of a command, or a program that uses this as a library. */
export interface Surroundings {
  readonly settings: Settings;
  readonly signals: StopSignals;
  readonly terminal: Terminal;
}

import type { StopSignals } from '../cli/stop-signals.ts';
import type { Terminal } from '../cli/terminal.ts';
import type { Settings } from './settings.ts';

/** What a run is surrounded by: the process of a command, or a program that uses this as a library. */
export interface Surroundings {
  readonly settings: Settings;
  readonly signals: StopSignals;
  readonly terminal: Terminal;
}

/** Hears what the calls of a run meet, as it happens. */
export interface RequestObserver {
  /** An answer came after so long. */
  answered(latencyMs: number): void;
  /** The server asked to slow down: everybody pauses for so long. */
  throttled(pauseMs: number): void;
}

/**
 * How hard a call is tried, in numbers. Times are in milliseconds. Flags set what depends on the tenant: `--max-attempts`,
 * `--timeout`, `--outage-patience`, `--rate`, `--max-rate`.
 */
export const RESILIENCE_POLICY = {
  /** The wait before the next try: a random share of `baseMs` × 2ⁿ, which is at most `capMs`. */
  backoff: { baseMs: 500, capMs: 30_000 },
  retry: {
    /** A failing server may ask for a longer pause, but one row does not hold the run up for hours. */
    maxRetryAfterMs: 5 * 60_000,
  },
  throttling: {
    /** How long everyone pauses after a 429 that does not say. */
    defaultPauseMs: 1000,
    /** How long a call may be refused for coming too fast, and nothing else, before the run stops: this, … */
    maxThrottledMs: 5 * 60_000,
    /** … or so many of the server's own pauses, whichever is longer. */
    minPauses: 3,
  },
  circuitBreaker: {
    /** Tries that fail one after the other, no answer in between, before the health probe asks whether the server is there. */
    maxFailedTries: 10,
    /** Rows that fail one after the other although the probe is answered, before rows go one at a time. */
    maxFailedRows: 50,
    /** Least wait before the next probe, besides the backoff. */
    minProbeWaitMs: 250,
    /** Least wait before the next row while they go one at a time, besides the backoff. */
    minTrialWaitMs: 1000,
  },
  fixedRate: {
    /** Requests arrive less evenly than they leave: with so much of the rate no second at the server exceeds it. */
    usedShare: 0.99,
  },
  adaptiveRate: {
    startPerSecond: 10,
    /** What one answer adds until the first trouble, and a second afterwards. */
    stepPerSecond: 10,
    /** Where the rate ends up at the least, however often it is halved. */
    minPerSecond: 0.5,
    /** Near the rate at which the server last asked for a pause the rate grows slowly: a pause costs more than the last hundredths bring. */
    nearCeiling: { from: 0.93, to: 1.1, growth: 0.002, minPerSecond: 0.05 },
    /** Permits that may be saved up: a few, or what a timer's grain of 10 ms would lose. */
    savedPermits: 4,
    savedMs: 10,
    /** A crowd that is refused together halves the rate once, not once each. */
    halvingGapMs: 1000,
    /** The quickest of older answers says nothing about the connection as it is now. */
    latencyWindowMs: 5000,
    /** So many requests on their way at once cannot be what slows the server down. */
    harmlessInFlight: 2,
    /** A caller that waits looks again this often, since the rate may have grown. */
    maxWaitMs: 10,
  },
} as const;

/**
 * How long to wait before the next try: exponential with full jitter, so that callers who failed together do not come
 * back together; never shorter than the server asked for. Source: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoffMs(failures: number, random: () => number, retryAfterMs = 0): number {
  const { baseMs, capMs } = RESILIENCE_POLICY.backoff;
  const ceiling = Math.min(capMs, baseMs * 2 ** Math.max(0, failures - 1));
  return Math.max(retryAfterMs, Math.round(random() * ceiling));
}

/**
 * The limits and timings of requests. Times are in milliseconds. Flags set what depends on the tenant: `--max-attempts`,
 * `--timeout`, `--outage-patience`, `--rate`, `--max-rate`.
 */
export const RESILIENCE_POLICY = {
  /** The wait before the next attempt: a random fraction of `baseMs` × 2ⁿ, at most `capMs`. */
  backoff: { baseMs: 500, capMs: 30_000 },
  retry: {
    /** A failing server may ask for a longer pause, but one row must not delay the run for hours. */
    maxRetryAfterMs: 5 * 60_000,
  },
  throttling: {
    /** How long all requests pause after a 429 without Retry-After. */
    defaultPauseMs: 1000,
    /** How long a request may be answered with nothing but 429 before the run stops: this, … */
    maxThrottledMs: 5 * 60_000,
    /** … or this many of the pauses that the server asks for, whichever is longer. */
    minPauses: 3,
  },
  nights: {
    /** Shortest `Retry-After` of a daily limit: pauses between requests are seconds, or a few minutes. */
    minLimitMs: 15 * 60_000,
    /** A daily limit without `Retry-After` is looked at this often, with one harmless read. */
    probeEveryMs: 15 * 60_000,
    /** What lasts for longer is no daily limit; a day may have 25 hours. */
    maxLimitMs: 26 * 3_600_000,
    /** The clock on the wall is read at least this often, since a machine may sleep and its clock may be set. */
    maxSleepMs: 60_000,
    minSleepMs: 50,
    /** Calls that are taken of a budget at once: at most this many, and no more than this part of it. */
    maxLot: 500,
    minLots: 200,
  },
  circuitBreaker: {
    /** Consecutive failed attempts, without an answer in between, before the health probe is sent. */
    maxFailedAttempts: 10,
    /** Consecutive failed rows, although the probe is answered, before rows are sent one at a time. */
    maxFailedRows: 50,
    /** Minimum wait before the next probe, in addition to the backoff. */
    minProbeWaitMs: 250,
    /** Minimum wait before the next row while rows are sent one at a time, in addition to the backoff. */
    minTrialWaitMs: 1000,
  },
  fixedRate: {
    /** Requests arrive less evenly than they leave: with this fraction of the rate, no second at the server exceeds it. */
    usedFraction: 0.99,
    /** Timers fire late: permits that have passed meanwhile may still be used, or the rate would never be reached. */
    lateTimerMs: 20,
  },
  adaptiveRate: {
    startPerSecond: 10,
    /** Added to the rate by each answer until the first 429 or timeout, and per second afterwards. */
    stepPerSecond: 10,
    /** The lowest rate, however often it is halved. */
    minPerSecond: 0.5,
    /** Near the rate at which the server last asked for a pause, growth is slow: a pause costs more than the last few percent gain. */
    nearCeiling: { from: 0.93, to: 1.1, growth: 0.002, minPerSecond: 0.05 },
    /** Permits that may accumulate: a few, or what a timer resolution of 10 ms would lose. */
    savedPermits: 4,
    savedMs: 10,
    /** Concurrent requests that are throttled together halve the rate once, not once each. */
    halvingGapMs: 1000,
    /** How long the lowest latency stays valid: older answers say nothing about the present connection. */
    latencyWindowMs: 5000,
    /** With this many requests in flight, or fewer, we are not what slows the server down. */
    harmlessInFlight: 2,
    /** A waiting caller checks again this often, since the rate may have grown. */
    maxWaitMs: 10,
  },
} as const;

/**
 * How long to wait before the next attempt: exponential with full jitter, so that requests that failed together are not repeated
 * together; never shorter than the server asked for. Source: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoffMs(failures: number, random: () => number, retryAfterMs = 0): number {
  const { baseMs, capMs } = RESILIENCE_POLICY.backoff;
  const ceiling = Math.min(capMs, baseMs * 2 ** Math.max(0, failures - 1));
  return Math.max(retryAfterMs, Math.round(random() * ceiling));
}

import { RESILIENCE_POLICY } from './policy.ts';

/**
 * How long to wait before the next try: exponential with full jitter, so that callers who failed together do not come
 * back together; never shorter than the server asked for. Source: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoffMs(failures: number, random: () => number, retryAfterMs = 0): number {
  const { baseMs, capMs } = RESILIENCE_POLICY.backoff;
  const ceiling = Math.min(capMs, baseMs * 2 ** Math.max(0, failures - 1));
  return Math.max(retryAfterMs, Math.round(random() * ceiling));
}

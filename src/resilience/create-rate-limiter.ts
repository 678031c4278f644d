import { AdaptiveRateLimiter } from './adaptive-rate-limiter.ts';
import type { Clock } from './clock.ts';
import { FixedRateLimiter } from './fixed-rate-limiter.ts';
import { RESILIENCE_POLICY } from './policy.ts';
import type { PermitSource, RateLimiter } from './rate-limiter.ts';

interface RateLimits {
  /** Requests per second, for all processes that share the permits. Without it the rate is adaptive. */
  readonly rate: number | undefined;
  /** The maximum number of requests per second, whatever the rate. */
  readonly maxRate: number | undefined;
}

/** The rate limiter for the limits. A fixed rate is shared through `permits`, and so are pauses where processes are told of them. */
export function createRateLimiter(
  { rate, maxRate = Number.POSITIVE_INFINITY }: RateLimits,
  permits: PermitSource & { readonly announcesPauses: boolean },
  clock: Clock,
): RateLimiter {
  if (rate === undefined) return new AdaptiveRateLimiter(clock, maxRate, permits.announcesPauses ? permits : undefined);
  return new FixedRateLimiter(Math.min(rate, maxRate) * RESILIENCE_POLICY.fixedRate.usedFraction, permits, clock);
}

import type { Clock } from '../clock.ts';
import { RESILIENCE_POLICY } from '../policy.ts';
import { AdaptiveRateLimiter } from './adaptive-rate-limiter.ts';
import { FixedRateLimiter } from './fixed-rate-limiter.ts';
import type { PermitSource, RateLimiter } from './rate-limiter.ts';

export interface RateLimits {
  /** Requests per second, for all who share the permits. Without it the rate is found out. */
  readonly rate: number | undefined;
  /** The most requests per second, whatever the rate. */
  readonly maxRate: number | undefined;
}

/** The rate limiter that the limits ask for; `permits` opens what a fixed rate is shared by. */
export function createRateLimiter(
  { rate, maxRate = Number.POSITIVE_INFINITY }: RateLimits,
  permits: () => PermitSource,
  clock: Clock,
): RateLimiter {
  if (rate === undefined) return new AdaptiveRateLimiter(clock, maxRate);
  return new FixedRateLimiter(Math.min(rate, maxRate) * RESILIENCE_POLICY.fixedRate.usedShare, permits(), clock);
}

export { CircuitBreaker } from './circuit-breaker.ts';
export { type Clock, systemClock } from './clock.ts';
export { createRateLimiter } from './create-rate-limiter.ts';
export { LocalClock } from './local-clock.ts';
export { RESILIENCE_MESSAGES } from './messages.ts';
export { type DailyWindow, estimateNights, type NightEstimate } from './night-plan.ts';
export type { RateLimiter } from './rate-limiter.ts';
export { type MetricsPoint, type ProcessStart, RequestMetrics, type RequestObserver } from './request-metrics.ts';
export {
  attemptsBefore,
  createRetryingDispatcher,
  type Dispatcher,
  Held,
  hasUnknownOutcome,
  mayHaveArrived,
  type RequestCounts,
  Stopped,
} from './retrying-dispatcher.ts';
export { type GateWait, SendGate, type WaitFacts } from './send-gate.ts';

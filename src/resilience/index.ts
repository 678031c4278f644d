export { CircuitBreaker } from './circuit-breaker.ts';
export { type Clock, systemClock } from './clock.ts';
export { RESILIENCE_MESSAGES } from './messages.ts';
export { createRateLimiter, type RateLimiter } from './rate-limiter.ts';
export { type MetricsPoint, type ProcessStart, RequestMetrics, type RequestObserver } from './request-metrics.ts';
export {
  attemptsBefore,
  createRetryingDispatcher,
  type Dispatcher,
  hasUnknownOutcome,
  mayHaveArrived,
  type RequestCounts,
  Stopped,
} from './retrying-dispatcher.ts';

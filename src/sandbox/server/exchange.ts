import type { IncomingMessage, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { FaultKind } from '../faults/fault-kinds.ts';
import type { FaultPlan } from '../faults/fault-plan.ts';
import type { RequestRateLimit } from '../faults/rate-limit.ts';
import { RetCodeError } from '../refusal.ts';
import type { RouteMatch } from '../routes.ts';
import type { SandboxCounters } from '../stats.ts';
import type { World } from '../world.ts';
import { faultReply, tooManyRequests } from './fault-reply.ts';
import { errorReply, handleCall, languageOf, type Reply } from './perform.ts';

/** All that an exchange of request and answer works with. */
export interface ServerContext {
  readonly world: World;
  readonly counters: SandboxCounters;
  readonly faults: FaultPlan;
  readonly rateLimit: RequestRateLimit | undefined;
  /** Randomness of the jitter. */
  readonly random: () => number;
  /** Called after a list of customers has been answered. */
  readonly churn: (() => void) | undefined;
}

/** How an exchange ends: with an answer, perhaps cut, with a reset connection, or not at all. */
interface Ending {
  readonly reply?: Reply;
  readonly how: 'answer' | 'cut' | 'reset' | 'hang';
}

/** Answers a call of the API whose body has been read: decides, acts, waits out the latency, sends. */
export function processCall(
  match: RouteMatch,
  request: IncomingMessage,
  response: ServerResponse,
  body: string | undefined,
  context: ServerContext,
): void {
  const startMs = performance.now();
  const { latencyMs, jitterMs } = context.world.settings;
  const ending = decide(match, request, body, context);
  const waitMs = latencyMs + (jitterMs > 0 ? context.random() * jitterMs : 0);
  if (waitMs === 0) {
    end(ending, request, response, context);
    return;
  }
  // Timers fire late, and the way through both event loops takes its time too: with about a millisecond and a half
  // taken off, a client that does nothing else sees the latency that was asked for.
  const timerMs = Math.floor(waitMs - (performance.now() - startMs) - 1);
  setTimeout(() => end(ending, request, response, context), Math.max(timerMs, 1));
}

function decide(match: RouteMatch, request: IncomingMessage, body: string | undefined, context: ServerContext): Ending {
  const { world, counters, faults, rateLimit } = context;
  const { route } = match;
  const limitedMs = rateLimit?.waitMs(world.settings.now()) ?? 0;
  if (limitedMs > 0) {
    counters.byFault.add('rate-limit');
    return { how: 'answer', reply: tooManyRequests(limitedMs, world.settings) };
  }
  const fault = faults.next(route);
  if (fault !== undefined) counters.byFault.add(fault);
  const instead = fault && insteadOfProcessing(fault, request, world);
  if (instead !== undefined) return instead;
  const reply = handleCall(match, request, body, world);
  if (reply.code === '000000') {
    counters.succeeded.add(route.key);
    if (route.key === 'listCustomers') context.churn?.();
  }
  if (fault === 'reset-after') return { how: 'reset' };
  if (fault === 'hang-after') return { how: 'hang' };
  return { how: fault === 'cut' ? 'cut' : 'answer', reply };
}

/** How a fault ends a request that is not processed. */
function insteadOfProcessing(fault: FaultKind, request: IncomingMessage, world: World): Ending | undefined {
  if (fault === 'reset-before') return { how: 'reset' };
  if (fault === 'hang') return { how: 'hang' };
  if (fault === 'expire-token') {
    world.store.tokens.expireAll();
    return { how: 'answer', reply: errorReply(new RetCodeError('tokenExpired'), languageOf(request)) };
  }
  const reply = faultReply(fault, languageOf(request), world.settings);
  return reply && { how: 'answer', reply };
}

function end({ reply, how }: Ending, request: IncomingMessage, response: ServerResponse, context: ServerContext): void {
  const { counters } = context;
  if (how === 'reset') request.socket.resetAndDestroy();
  if (reply === undefined) return;
  counters.byStatus.add(reply.status);
  if (reply.code !== '') counters.byCode.add(reply.code);
  send(reply, request, response, how === 'cut');
}

/** Sends an answer; a cut one promises its whole length and breaks off in the middle. */
export function send(
  { status, headers, body }: Reply,
  request: IncomingMessage,
  response: ServerResponse,
  cut: boolean,
): void {
  const pieces = typeof body === 'string' ? [body] : body;
  let length = 0;
  for (const piece of pieces) length += Buffer.byteLength(piece);
  response.writeHead(status, {
    'content-type': 'application/json;charset=UTF-8',
    ...headers,
    'content-length': length,
  });
  if (cut) {
    const half = Buffer.concat(pieces.map((piece) => Buffer.from(piece))).subarray(0, length >> 1);
    response.write(half, () => request.socket.destroy());
    return;
  }
  // One text goes out in one write together with the head.
  if (typeof body === 'string') {
    response.end(body);
    return;
  }
  response.cork();
  for (const piece of pieces) response.write(piece);
  response.end();
  response.uncork();
}

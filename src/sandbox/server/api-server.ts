import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { DailyLimit, FaultKind, FaultPlan, RequestRateLimit } from '../faults.ts';
import { RetCodeError } from '../ret-code-error.ts';
import { matchRoute, type RouteMatch } from '../routes.ts';
import type { SandboxCounters } from '../stats.ts';
import type { World } from '../world.ts';
import { type Controls, handleControlCall } from './controls.ts';
import { errorReply, faultReply, handleCall, languageOf, type Reply, readBody, tooManyRequests } from './replies.ts';

/** The HTTP server: calls of the API, and the sandbox's own calls below `/__sandbox/`. */
export function createApiServer(context: ServerContext, controls: Controls): Server {
  const server = createServer((request, response) => {
    const path = pathOf(request);
    if (path.startsWith('/__sandbox/')) handleControlCall(path, request, response, controls);
    else answerCall(path, request, response, context);
  });
  // Connections are never closed for idleness, so that none is closed while a request is on its way.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.on('connection', (socket) => {
    context.counters.connections++;
    socket.setNoDelay(true);
  });
  return server;
}

function pathOf({ url = '/' }: IncomingMessage): string {
  const queryStart = url.indexOf('?');
  return queryStart < 0 ? url : url.slice(0, queryStart);
}

function answerCall(path: string, request: IncomingMessage, response: ServerResponse, context: ServerContext): void {
  const match = matchRoute(path);
  if (match === undefined || request.method !== match.route.method) {
    rejectCall(path, match?.route.method, request, response, context);
    return;
  }
  const { counters, world } = context;
  counters.arrived(match.route.key, world.settings.now());
  response.once('close', () => counters.inFlight--);
  readBody(request, (body) => processCall(match, request, response, body, context));
}

function rejectCall(
  path: string,
  method: string | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  { counters }: ServerContext,
): void {
  const reply =
    method === undefined
      ? errorReply(new RetCodeError('noSuchPath', '', path), languageOf(request))
      : errorReply(new RetCodeError('wrongMethod', '', `${request.method} ${path}`), languageOf(request), {
          allow: method,
        });
  counters.byStatus.add(reply.status);
  counters.byCode.add(reply.code);
  request.resume();
  send(reply, request, response, false);
}

/** Everything that the processing of a request needs. */
interface ServerContext {
  readonly world: World;
  readonly counters: SandboxCounters;
  readonly faults: FaultPlan;
  readonly rateLimit: RequestRateLimit | undefined;
  readonly dailyLimit: DailyLimit | undefined;
  /** The random source of the jitter. */
  readonly random: () => number;
  /** Called after a list of customers has been answered. */
  readonly churn: (() => void) | undefined;
}

/** How a request ends: with an answer, with a truncated one, with a reset connection, or not at all. */
interface Ending {
  readonly reply?: Reply;
  readonly how: 'answer' | 'cut' | 'reset' | 'hang';
}

/** Answers a call of the API after its body was read: decides on a fault, processes the call, waits for the latency, sends. */
function processCall(
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
  // Timers fire late, and both event loops take time, too: subtracting about one and a half milliseconds gives an idle
  // client the requested latency.
  const timerMs = Math.floor(waitMs - (performance.now() - startMs) - 1);
  setTimeout(() => end(ending, request, response, context), Math.max(timerMs, 1));
}

function decide(match: RouteMatch, request: IncomingMessage, body: string | undefined, context: ServerContext): Ending {
  const { world, counters, faults, rateLimit, dailyLimit } = context;
  const { route } = match;
  const limitedMs = rateLimit?.waitMs(world.settings.now()) ?? 0;
  if (limitedMs > 0) {
    counters.byFault.add('rate-limit');
    return { how: 'answer', reply: tooManyRequests(limitedMs, world.settings) };
  }
  const usedUpMs = dailyLimit?.waitMs(world.settings.now()) ?? 0;
  if (usedUpMs > 0) {
    counters.byFault.add('daily-limit');
    return { how: 'answer', reply: tooManyRequests(usedUpMs, world.settings) };
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

/** The end of a request that a fault keeps from being processed; undefined if it is processed. */
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

/** Sends an answer; a truncated one announces its full length and ends in the middle. */
function send(
  { status, headers, body }: Reply,
  request: IncomingMessage,
  response: ServerResponse,
  isTruncated: boolean,
): void {
  const chunks = typeof body === 'string' ? [body] : body;
  let length = 0;
  for (const chunk of chunks) length += Buffer.byteLength(chunk);
  response.writeHead(status, {
    'content-type': 'application/json;charset=UTF-8',
    ...headers,
    'content-length': length,
  });
  if (isTruncated) {
    const half = Buffer.concat(chunks.map((chunk) => Buffer.from(chunk))).subarray(0, length >> 1);
    response.write(half, () => request.socket.destroy());
    return;
  }
  // A single text is sent in one write together with the headers.
  if (typeof body === 'string') {
    response.end(body);
    return;
  }
  response.cork();
  for (const chunk of chunks) response.write(chunk);
  response.end();
  response.uncork();
}

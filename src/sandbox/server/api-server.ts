import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { RetCodeError } from '../refusal.ts';
import { matchRoute } from '../routes.ts';
import { type Controls, handleControlCall } from './control.ts';
import { processCall, type ServerContext, send } from './exchange.ts';
import { errorReply, languageOf } from './perform.ts';
import { readBody } from './read-body.ts';

/** The HTTP server: calls of the API, and the sandbox's own calls below `/__sandbox/`. */
export function createApiServer(context: ServerContext, controls: Controls): Server {
  const server = createServer((request, response) => {
    const path = pathOf(request);
    if (path.startsWith('/__sandbox/')) handleControlCall(path, request, response, controls);
    else answerCall(path, request, response, context);
  });
  // Clients keep connections for as long as they like, so that none is closed while a request is on its way to it.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.on('connection', (socket) => {
    context.counters.connections++;
    socket.setNoDelay(true);
  });
  return server;
}

function pathOf({ url = '/' }: IncomingMessage): string {
  const cut = url.indexOf('?');
  return cut < 0 ? url : url.slice(0, cut);
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

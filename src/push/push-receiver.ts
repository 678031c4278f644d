import type { IncomingMessage } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import type { Clock } from '../resilience/index.ts';
import { PUSH_MESSAGES } from './messages.ts';
import { PUSH_POLICY } from './policy.ts';
import { pathMatcher } from './push-address.ts';
import type { PushStore } from './push-store.ts';
import { readPushMessage } from './read-push.ts';
import type { RejectedLog } from './rejected-log.ts';

const { receiving, answers } = PUSH_POLICY;

/** What happened to messages since the start. */
export interface ReceivedCounts {
  /** Messages that were stored, repeats among them. */
  accepted: number;
  rejected: number;
  tooLarge: number;
  /** Answered with 503. */
  postponed: number;
}

interface ReceiverOptions {
  readonly secret: string;
  readonly store: Pick<PushStore, 'add' | 'path'>;
  readonly rejected: Pick<RejectedLog, 'add'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Called when pushes cannot be stored, and again when they can. */
  readonly onStoreState: (failure: Error | undefined) => void;
}

type PushContext = Context<{ Bindings: HttpBindings }>;

/** The HTTP application that receives pushes: it answers 200 only when every push of a message is on the disk. */
export function createPushReceiver(options: ReceiverOptions): {
  readonly app: Hono<{ Bindings: HttpBindings }>;
  readonly counts: Readonly<ReceivedCounts>;
} {
  const counts: ReceivedCounts = { accepted: 0, rejected: 0, tooLarge: 0, postponed: 0 };
  const isOwnPath = pathMatcher(options.secret);
  const bodies = new PendingBodies();
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.all('*', async (context) => {
    // Whoever does not know the address learns nothing, also not which methods it has.
    if (!isOwnPath(context.req.path)) return refuse(context, 404, 'not found');
    if (context.req.method !== 'POST') return refuse(context, 405, 'post message pushes here', { allow: 'POST' });
    const body = await bodies.read(context.env.incoming);
    if (body === 'too-large') {
      counts.tooLarge += 1;
      return refuse(context, 413, PUSH_MESSAGES['push-too-large'].text.bytes(receiving.maxBodyBytes));
    }
    if (body === 'busy') {
      counts.postponed += 1;
      return refuse(context, 503, 'too many messages at once', retryAfter(answers.retryAfterBusySeconds));
    }
    // Nobody waits for an answer any more.
    if (body === 'gone') return refuse(context, 400, 'the message ended early');
    try {
      return await receive(context, body, options, counts);
    } finally {
      bodies.release(body);
    }
  });
  return { app, counts };
}

async function receive(
  context: PushContext,
  body: Uint8Array,
  { store, rejected, clock, onStoreState }: ReceiverOptions,
  counts: ReceivedCounts,
): Promise<Response> {
  const receivedAt = clock.now();
  const pushes = readPushMessage(body);
  if ('reason' in pushes) {
    counts.rejected += 1;
    // A full disk must not turn a message that can never be accepted into one that is sent again and again.
    await rejected.add({ receivedAt, ...pushes, body }).catch(() => undefined);
    return context.json({ code: pushes.code, reason: pushes.reason }, 400);
  }
  try {
    await store.add(pushes, receivedAt);
  } catch (error) {
    counts.postponed += 1;
    onStoreState(error as Error);
    return context.json({ code: 'push-not-stored' }, 503, retryAfter(answers.retryAfterFullSeconds));
  }
  onStoreState(undefined);
  counts.accepted += 1;
  return context.json({ ret_code: '000000' });
}

function retryAfter(seconds: number): Readonly<Record<string, string>> {
  return { 'retry-after': String(seconds) };
}

/**
 * Answers a request whose body was not read. The server discards what still arrives for half a second, so that the client gets to
 * read the answer, and then closes the connection.
 */
function refuse(
  context: PushContext,
  status: 400 | 404 | 405 | 413 | 503,
  reason: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return context.json({ reason }, status, headers);
}

/** Reads bodies, with bounds for each and for all together. */
class PendingBodies {
  #bytes = 0;

  /** The whole body; `release` must follow. Otherwise what keeps it from being read, and the rest is left unread. */
  read(incoming: IncomingMessage): Promise<Buffer | 'too-large' | 'busy' | 'gone'> {
    const announced = Number(incoming.headers['content-length'] ?? 0);
    if (announced > receiving.maxBodyBytes) return Promise.resolve('too-large');
    if (this.#bytes + announced > receiving.maxPendingBytes) return Promise.resolve('busy');
    // A client that goes away later must not end the process.
    incoming.on('error', () => {});
    return new Promise((resolve) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const end = (outcome: 'too-large' | 'busy' | 'gone') => {
        incoming.off('data', onData).off('end', onEnd).off('close', onGone);
        this.#bytes -= size;
        resolve(outcome);
      };
      const onData = (chunk: Buffer) => {
        size += chunk.length;
        this.#bytes += chunk.length;
        if (size > receiving.maxBodyBytes) end('too-large');
        else if (this.#bytes > receiving.maxPendingBytes) end('busy');
        else chunks.push(chunk);
      };
      const onGone = () => end('gone');
      const onEnd = () => {
        incoming.off('close', onGone);
        resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks));
      };
      incoming.on('data', onData).once('end', onEnd).once('close', onGone);
    });
  }

  release(body: Uint8Array): void {
    this.#bytes -= body.length;
  }
}

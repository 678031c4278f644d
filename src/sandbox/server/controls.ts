import type { IncomingMessage, ServerResponse } from 'node:http';
import { type FaultRates, type FaultScript, isFaultKind, parseFaults, parseScript } from '../faults.ts';
import type { Snapshot } from '../snapshot.ts';
import type { SandboxStats } from '../stats.ts';
import type { CustomerText } from '../store/customer.ts';
import { readBody } from './replies.ts';

/** The functions of the sandbox that its own calls use. */
interface Controlled {
  stats(): SandboxStats;
  snapshot(): Snapshot;
  expireTokens(): void;
  combine(userid: string, mergedUserid: string): void;
  setFaults(rates: FaultRates, script?: FaultScript): void;
}

/**
 * The sandbox's own calls, below `/__sandbox/`:
 * `GET stats`, `GET customers?partnerid=…`, `GET enterprises?enterprise_name=…`, `GET follow-ups`,
 * `GET duplicates?by=partnerid`,
 * `POST combine` with `{"userid": "…", "merged_userid": "…"}`, `POST expire-tokens`, `POST faults` with `{"reset-after": 0.1}` or `{"faults": "reset-after=0.1", "script": "500"}`.
 */
export function createControls(sandbox: Controlled): Controls {
  return {
    get: {
      stats: () => sandbox.stats(),
      customers: (query) => counted(sandbox.snapshot().customers(Object.fromEntries(query))),
      enterprises: (query) => counted(sandbox.snapshot().enterprises(Object.fromEntries(query))),
      'follow-ups': () => counted(sandbox.snapshot().followUps()),
      duplicates(query) {
        const by = query.get('by') ?? 'partnerid';
        const snapshot = sandbox.snapshot();
        return by === 'enterprise_name'
          ? snapshot.duplicateEnterprises()
          : snapshot.duplicateCustomers(by as CustomerText);
      },
    },
    post: {
      combine(body) {
        const { userid, merged_userid: mergedUserid } = body as { userid?: string; merged_userid?: string };
        sandbox.combine(String(userid ?? ''), String(mergedUserid ?? ''));
        return { ok: true };
      },
      'expire-tokens'() {
        sandbox.expireTokens();
        return { ok: true };
      },
      faults(body) {
        const { faults, script, ...rates } = body as { faults?: string; script?: string } & FaultRates;
        const unknown = Object.keys(rates).find((kind) => !isFaultKind(kind));
        if (unknown !== undefined) throw new RangeError(`There is no fault "${unknown}"`);
        sandbox.setFaults(faults === undefined ? rates : parseFaults(faults), parseScript(script ?? ''));
        return { ok: true };
      },
    },
  };
}

function counted(items: readonly unknown[]): { total: number; items: readonly unknown[] } {
  return { total: items.length, items };
}

/** The sandbox's own calls for other processes, by their path below `/__sandbox/`. */
export interface Controls {
  readonly get: Readonly<Record<string, (query: URLSearchParams) => unknown>>;
  readonly post: Readonly<Record<string, (body: unknown) => unknown>>;
}

/** Answers one of the sandbox's own calls. */
export function handleControlCall(
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  { get, post }: Controls,
): void {
  const name = path.slice('/__sandbox/'.length);
  readBody(request, (body = '') => {
    const postCall = request.method === 'POST' && Object.hasOwn(post, name) ? post[name] : undefined;
    const getCall = request.method === 'GET' && Object.hasOwn(get, name) ? get[name] : undefined;
    try {
      if (postCall) sendJson(response, 200, postCall(body === '' ? {} : JSON.parse(body)));
      else if (getCall) sendJson(response, 200, getCall(new URL(request.url ?? '', 'http://sandbox').searchParams));
      else
        sendJson(response, 404, {
          error: `No such call. Available: ${[...Object.keys(get), ...Object.keys(post)].join(', ')}`,
        });
    } catch (error) {
      sendJson(response, 400, { error: error instanceof Error ? error.message : String(error) });
    }
  });
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const text = JSON.stringify(value ?? null);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

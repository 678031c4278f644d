import type { Endpoint } from './endpoint.ts';
import { SobotError } from './errors/sobot-error.ts';

/** Where a call goes and what it carries. `path` has its query. */
export interface EncodedRequest {
  readonly path: string;
  readonly body?: string;
}

/** Puts flat parameters where the endpoint wants them: path places, query (GET), JSON object or bare list (POST). */
export function encodeRequest(endpoint: Endpoint, input: Record<string, unknown>): EncodedRequest {
  const rest: Record<string, unknown> = { ...input };
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest[name];
    delete rest[name];
    const text = String(value ?? '');
    // A dot or two would be folded away and the call would reach another path.
    if (/^\.{0,2}$/.test(text)) throw noPathParameter(endpoint, name, text);
    return encodeURIComponent(text);
  });
  if (endpoint.method === 'POST') {
    return { path, body: JSON.stringify(endpoint.bareBody ? rest[endpoint.bareBody] : rest) };
  }
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(rest)) {
    if (value !== undefined) query.set(name, Array.isArray(value) ? value.join(',') : String(value));
  }
  const text = query.toString();
  return { path: text ? `${path}?${text}` : path };
}

function noPathParameter(endpoint: Endpoint, name: string, text: string): SobotError {
  const message = `${endpoint.name}: "${text}" cannot be the ${name} of a record`;
  return new SobotError(message, { code: 'bad-path-parameter', disposition: 'reject-row', notProcessed: true });
}

import type { FaultKind } from '../faults/fault-kinds.ts';
import type { SandboxSettings } from '../options.ts';
import { type Language, RetCodeError } from '../refusal.ts';
import { errorReply, type Reply } from './perform.ts';

const GATEWAY_PAGE = `<html>
<head><title>502 Bad Gateway</title></head>
<body>
<center><h1>502 Bad Gateway</h1></center>
<hr><center>nginx</center>
</body>
</html>
`;

const PROXY_PAGE = '<!DOCTYPE html><html><body><h1>Please sign in to the network</h1></body></html>\n';

/** What a gateway or a failing server answers; nothing for faults of another kind. */
export function faultReply(fault: FaultKind, language: Language, settings: SandboxSettings): Reply | undefined {
  switch (fault) {
    case '429':
      return tooManyRequests(1000, settings);
    case '500':
      return plain(500, 'Internal Server Error\n');
    case '502':
      return { status: 502, body: GATEWAY_PAGE, code: '', headers: { 'content-type': 'text/html' } };
    case '503':
      return plain(503, 'Service Unavailable\n');
    case '999999':
      return errorReply(new RetCodeError('unknownException'), language);
    case 'html':
      return { status: 200, body: PROXY_PAGE, code: '', headers: { 'content-type': 'text/html' } };
    default:
      return undefined;
  }
}

/** HTTP 429, telling when to come again as the settings say. */
export function tooManyRequests(waitMs: number, { retryAfter, now }: SandboxSettings): Reply {
  const seconds = Math.ceil(waitMs / 1000);
  const reply = plain(429, 'Too Many Requests\n');
  if (retryAfter === 'none') return reply;
  const value = retryAfter === 'date' ? new Date(now() + seconds * 1000).toUTCString() : String(seconds);
  return { ...reply, headers: { ...reply.headers, 'retry-after': value } };
}

function plain(status: number, body: string): Reply {
  return { status, body, code: '', headers: { 'content-type': 'text/plain' } };
}

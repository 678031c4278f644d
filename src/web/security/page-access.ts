import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { refuse } from '../refusal.ts';

/** Names by which a browser on this machine reaches the server. */
const HOST_NAMES = ['127.0.0.1', 'localhost'];

/**
 * Who may use the page's API: browsers that were given the one-time token of the page's address, which they exchange for a cookie, and
 * only from the page itself. Cookies are shared by all ports of a host, so the cookie's name has the port.
 */
export class PageAccess {
  readonly #port: () => number;
  #token: string | undefined = newSecret();
  readonly #cookies = new Set<string>();

  constructor(port: () => number) {
    this.#port = port;
  }

  /** The token for the page's address. Once it is used up, this makes a new one. */
  get token(): string {
    this.#token ??= newSecret();
    return this.#token;
  }

  /** Refuses requests by another name (DNS rebinding) and from other pages. */
  readonly requireSameOrigin: MiddlewareHandler = async (context, next) => {
    const hosts = HOST_NAMES.map((name) => `${name}:${this.#port()}`);
    const host = context.req.header('host') ?? '';
    if (!hosts.includes(host)) throw refuse(403, 'foreign-host', 'This server answers only on this machine.');
    const origin = context.req.header('origin');
    if (origin !== undefined && origin !== `http://${host}`)
      throw refuse(403, 'foreign-origin', 'This server answers only its own page.');
    const site = context.req.header('sec-fetch-site');
    if (site !== undefined && site !== 'same-origin' && site !== 'none' && context.req.path.startsWith('/api'))
      throw refuse(403, 'foreign-origin', 'This server answers only its own page.');
    await next();
  };

  /** Refuses requests without the cookie. */
  readonly requireCookie: MiddlewareHandler = async (context, next) => {
    const cookie = getCookie(context, this.#cookieName) ?? '';
    if (![...this.#cookies].some((known) => isSame(known, cookie)))
      throw refuse(401, 'no-session', 'Open the page with the address that sobot-etl web has printed.');
    await next();
  };

  /** Exchanges the token for a cookie. Errors: a refusal for any other token, and the second time. */
  signIn(context: Parameters<MiddlewareHandler>[0], token: string): void {
    if (this.#token === undefined || !isSame(this.#token, token))
      throw refuse(401, 'bad-token', 'This address was used already. Start sobot-etl web again for a new one.');
    this.#token = undefined;
    const cookie = newSecret();
    this.#cookies.add(cookie);
    setCookie(context, this.#cookieName, cookie, { httpOnly: true, sameSite: 'Strict', path: '/' });
  }

  get #cookieName(): string {
    return `sobot_etl_${this.#port()}`;
  }
}

function newSecret(): string {
  return randomBytes(24).toString('base64url');
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

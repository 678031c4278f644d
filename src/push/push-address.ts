import { randomBytes, timingSafeEqual } from 'node:crypto';

/** What a secret may consist of: characters that every URL, proxy and form takes as they are. */
const SECRET = /^[A-Za-z0-9_-]{16,128}$/;
const SECRET_BYTES = 24;
const PREFIX = '/push/';

/** Makes a secret that nobody can guess. */
export function makePathSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

export function isPathSecret(text: string): boolean {
  return SECRET.test(text);
}

/** The path to which the CRM posts. */
export function pushPath(secret: string): string {
  return `${PREFIX}${secret}`;
}

/** Makes the check whether a path is the one of the secret; how long it takes shows at most how long the secret is. */
export function pathMatcher(secret: string): (path: string) => boolean {
  const expected = Buffer.from(pushPath(secret));
  return (path) => {
    const given = Buffer.from(path.endsWith('/') ? path.slice(0, -1) : path);
    return given.length === expected.length && timingSafeEqual(given, expected);
  };
}

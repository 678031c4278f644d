import { platform } from 'node:os';
import type { Environment } from './connection.ts';

const PLAIN = /^[\w@%+=:,./\\-]+$/;

/** A command line that a shell takes apart into exactly these words, so that it can be copied from the screen. */
export function shellLine(words: readonly string[]): string {
  return words.map(platform() === 'win32' ? windowsWord : posixWord).join(' ');
}

function posixWord(word: string): string {
  return PLAIN.test(word) && !word.includes('\\') ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function windowsWord(word: string): string {
  return PLAIN.test(word) ? word : `"${word.replaceAll('"', '""')}"`;
}

/** A command of this program as it was called: through npx where the environment says so. */
export function commandLine(words: readonly string[], env: Environment): string {
  return shellLine([...(isCalledByNpx(env) ? ['npx'] : []), 'sobot-etl', ...words]);
}

/** npm says which script it runs: for `npx sobot-etl` and `npm exec sobot-etl` it is this program. */
function isCalledByNpx(env: Environment): boolean {
  return env['npm_lifecycle_event'] === 'npx' && /(?:^|[\s/"'])sobot-etl\b/.test(env['npm_lifecycle_script'] ?? '');
}

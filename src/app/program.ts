import { shellLine } from '../words/index.ts';
import type { Environment } from './connection.ts';

/** The version of this sobot-etl. */
export { programVersion as version } from '../words/index.ts';

/** A command line of this program, with npx if the program was called with it. */
export function commandLine(words: readonly string[], env: Environment): string {
  return shellLine([...(isCalledByNpx(env) ? ['npx'] : []), 'sobot-etl', ...words]);
}

/** npm sets a variable to the command it runs; for `npx sobot-etl` and `npm exec sobot-etl` that is this program. */
function isCalledByNpx(env: Environment): boolean {
  return env['npm_lifecycle_event'] === 'npx' && /(?:^|[\s/"'])sobot-etl\b/.test(env['npm_lifecycle_script'] ?? '');
}

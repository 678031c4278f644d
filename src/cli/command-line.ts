import { shellLine } from '../words/shell-line.ts';

/** A command of this program as it was called: through npx where it was called so. */
export function commandLine(words: readonly string[]): string {
  return shellLine([...(isCalledByNpx(process.env) ? ['npx'] : []), 'sobot-etl', ...words]);
}

/** npm says which script it runs: for `npx sobot-etl` and `npm exec sobot-etl` it is this program. */
function isCalledByNpx(env: NodeJS.ProcessEnv): boolean {
  return env['npm_lifecycle_event'] === 'npx' && /(?:^|[\s/"'])sobot-etl\b/.test(env['npm_lifecycle_script'] ?? '');
}

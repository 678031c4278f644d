import { EXIT } from '../../cli/exit-code.ts';
import { createTerminal } from '../../cli/terminal.ts';
import { Ledger, scopeOf } from '../../ledger/index.ts';
import { DEFAULT_PROFILE, readProfile, storeProfile } from '../profiles.ts';
import { type CommonFlags, DEFAULT_BASE_URL, homeFolder } from '../settings.ts';

/** Forgets a profile and the token of its credentials. */
export function runLogout(flags: CommonFlags): number {
  const home = homeFolder(flags.home, process.env);
  const name = flags.profile ?? DEFAULT_PROFILE;
  const { baseUrl = DEFAULT_BASE_URL, appId } = readProfile(home, flags.profile);
  if (appId !== undefined) {
    const ledger = new Ledger(home);
    ledger.tokens(scopeOf(baseUrl, appId)).forget();
    ledger.close();
  }
  const was = appId !== undefined && storeProfile(home, name, undefined);
  createTerminal(flags).say(
    was ? `Profile "${name}" is forgotten, its token too.` : `There was no profile "${name}"; nothing to forget.`,
  );
  return EXIT.done;
}

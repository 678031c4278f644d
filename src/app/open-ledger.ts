import { type Ledger, openLedger } from '../ledger/index.ts';
import type { ConnectionOptions, Environment } from './connection.ts';
import { homeFolder, ledgerAddress, type Settings } from './settings.ts';

/** Which ledger is used. */
export type LedgerSettings = Pick<Settings, 'home' | 'ledger'>;

/** The flags that say which ledger is used. */
export type LedgerFlags = Pick<ConnectionOptions, 'home' | 'ledger' | 'profile'>;

/** What says which ledger is used: the flags of a command and its environment. */
export interface LedgerLocation extends LedgerFlags {
  readonly env: Environment;
}

/** The ledger that a command is told to use. Errors: `LedgerError` for its address, `UsageError` for a missing profile. */
export function ledgerSettings({ env, ...flags }: LedgerLocation): LedgerSettings {
  const home = homeFolder(flags.home, env);
  return { home, ledger: ledgerAddress(home, flags, env) };
}

/** The flags that another command needs to use the same ledger. */
export function ledgerWords({ env, home, ledger, profile }: LedgerLocation): string[] {
  const isOfProfile =
    profile !== undefined &&
    ledgerSettings({ env, home, ledger, profile }).ledger !== ledgerWithoutProfile({ env, home, ledger });
  return [
    ...(isOfProfile ? ['--profile', profile] : []),
    ...(home === undefined ? [] : ['--home', home]),
    ...(ledger === undefined ? [] : ['--ledger', ledger]),
  ];
}

/** The ledger without a profile; null if one of several has to be chosen. */
function ledgerWithoutProfile(location: LedgerLocation): string | undefined | null {
  try {
    return ledgerSettings(location).ledger;
  } catch {
    return null;
  }
}

/** Opens or creates a ledger. Errors: `LedgerError`. */
export function openLedgerOf({ home, ledger }: LedgerSettings): Promise<Ledger> {
  return openLedger({ home, ...(ledger !== undefined && { url: ledger }) });
}

/** Opens a ledger for a moment. Errors: `LedgerError`. */
export async function withLedger<Answer>(
  settings: LedgerSettings,
  use: (ledger: Ledger) => Promise<Answer>,
): Promise<Answer> {
  const ledger = await openLedgerOf(settings);
  try {
    return await use(ledger);
  } finally {
    await ledger.close();
  }
}

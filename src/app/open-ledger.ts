import { type Ledger, openLedger } from '../ledger/index.ts';
import type { Environment } from './connection.ts';
import { homeFolder, type Settings } from './settings.ts';

/** Which ledger is used. */
export type LedgerSettings = Pick<Settings, 'home'>;

/** What says which ledger is used: the flags of a command and its environment. */
export interface LedgerLocation {
  readonly home?: string | undefined;
  readonly env: Environment;
}

/** The ledger that a command is told to use. */
export function ledgerSettings({ home, env }: LedgerLocation): LedgerSettings {
  return { home: homeFolder(home, env) };
}

/** Opens or creates a ledger. Errors: `LedgerError`. */
export function openLedgerOf({ home }: LedgerSettings): Promise<Ledger> {
  return openLedger({ home });
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

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { WrittenConnection } from '../app/connection.ts';
import type { CommandResult, CommandRunner } from '../app/schedule/run-job.ts';
import { rejectPasswordInFlag } from '../ledger/index.ts';
import { currentLanguage, shellLine, t } from '../words/index.ts';
import { EXIT } from './exit-code.ts';
import { machineZone, type SchedulerSetup } from './print/print-jobs.ts';

const MAX_STDERR_CHARS = 4000;

const ENDS: Readonly<Record<number, CommandResult['ended']>> = {
  [EXIT.done]: 'well',
  [EXIT.someRowsFailed]: 'with-errors',
  [EXIT.aborted]: 'aborted',
};

/**
 * Runs a command line in a separate process that signals of the terminal do not reach, so that the schedule decides when it stops.
 * `interrupt`: aborted to stop the run so that it can be resumed. `onLine`: gets each line of its standard error.
 */
export const startCommand: CommandRunner = async (args, { cwd, interrupt, onLine }) => {
  const child = spawn(process.execPath, [process.argv[1] ?? '', ...args, '--json'], {
    cwd,
    detached: true,
    // Without it Windows opens a window for each.
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  let stderrTail = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderrTail = (stderrTail + text).slice(-MAX_STDERR_CHARS);
  });
  createInterface({ input: child.stderr }).on('line', onLine);
  const stop = () => child.kill('SIGINT');
  interrupt.addEventListener('abort', stop, { once: true });
  try {
    if (interrupt.aborted) stop();
    const [code] = (await once(child, 'close')) as [number | null];
    const exitCode = code ?? EXIT.aborted;
    return {
      exitCode,
      ended: ENDS[exitCode] ?? 'otherwise',
      summary: summaryIn(printed),
      stderrTail: stderrTail.trim(),
    };
  } finally {
    interrupt.removeEventListener('abort', stop);
  }
};

function summaryIn(text: string): CommandResult['summary'] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The arguments of `schedule`. */
interface ScheduleFlags extends Pick<WrittenConnection, 'profile' | 'baseUrl' | 'insecureHttp' | 'home' | 'ledger'> {
  readonly jobs: string;
  readonly notifyUrl?: string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** What a scheduler needs, because it starts in another folder and without this shell's environment. */
export async function schedulerSetupFrom(flags: ScheduleFlags): Promise<SchedulerSetup> {
  const { profileInKeychain } = await import('../app/profiles.ts');
  const { env } = process;
  const home = flags.home ?? env['SOBOT_ETL_HOME'];
  const baseUrl = flags.baseUrl ?? (env['SOBOT_BASE_URL'] || undefined);
  const given = {
    profile: flags.profile,
    'base-url': baseUrl,
    home: home && resolve(home),
    ledger: flags.ledger,
    'notify-url': flags.notifyUrl,
  };
  const inKeychain = profileInKeychain({ profile: flags.profile, home, ledger: flags.ledger, env });
  const switches = ['json', 'quiet', 'verbose'] as const;
  const folder = dirname(resolve(flags.jobs));
  const hasFile = existsSync(join(folder, '.env'));
  if (flags.ledger !== undefined) rejectPasswordInFlag(flags.ledger);
  const needs = ['SOBOT_APP_ID', 'SOBOT_APP_KEY'].filter((name) => env[name]);
  const ledgerNeeds = ['SOBOT_ETL_LEDGER', 'PGPASSWORD'].filter((name) => env[name]);
  return {
    program: [process.execPath, resolve(process.argv[1] ?? '')],
    jobsPath: resolve(flags.jobs),
    flags: [
      ...wordsOf(given),
      ...(currentLanguage() === 'en' ? [] : ['--lang', currentLanguage()]),
      ...(flags.insecureHttp ? ['--insecure-http'] : []),
      ...switches.filter((name) => flags[name]).map((name) => `--${name}`),
    ],
    machineZone: machineZone(),
    warnings: [
      ...(needs.length > 0 && !hasFile
        ? [
            t`A scheduler does not see ${needs.join(' and ')} of this shell: store the credentials with sobot-etl login, or write them into ${join(folder, '.env')}.`,
          ]
        : []),
      ...(ledgerNeeds.length > 0 && !hasFile
        ? [
            t`A scheduler does not see ${ledgerNeeds.join(' and ')} of this shell: store the address of the ledger with sobot-etl login --ledger, and its password in ~/.pgpass, or write both into ${join(folder, '.env')}.`,
          ]
        : []),
      ...(inKeychain === undefined
        ? []
        : [
            t`The key of the profile ${inKeychain} is in the keychain, which is open only while you are signed in. For jobs at other times keep it in a file: ${shellLine(['sobot-etl', 'login', '--profile', inKeychain, '--no-keychain'])}`,
          ]),
    ],
  };
}

/** Connection flags that every run gets. Never a key: keys are in the environment or in a profile. Errors: `LedgerError`. */
export function sharedArgs({ profile, baseUrl, home, ledger, insecureHttp }: ScheduleFlags): string[] {
  if (ledger !== undefined) rejectPasswordInFlag(ledger);
  // A job runs in the folder of its file.
  const words = wordsOf({ profile, 'base-url': baseUrl, home: home && resolve(home), ledger });
  return insecureHttp ? [...words, '--insecure-http'] : words;
}

function wordsOf(flags: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(flags).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
}

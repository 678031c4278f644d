import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { WrittenConnection } from '../../app/connection.ts';
import { machineZone } from './machine-zone.ts';
import type { SchedulerSetup } from './print-jobs.ts';

/** What `schedule` is given. */
export interface ScheduleFlags extends Pick<WrittenConnection, 'profile' | 'baseUrl' | 'insecureHttp' | 'home'> {
  readonly jobs: string;
  readonly notifyUrl?: string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** What a scheduler has to be told, since it starts elsewhere and without this shell's environment. */
export function schedulerSetupFrom(flags: ScheduleFlags): SchedulerSetup {
  const { env } = process;
  const home = flags.home ?? env['SOBOT_ETL_HOME'];
  const baseUrl = flags.baseUrl ?? (env['SOBOT_BASE_URL'] || undefined);
  const given = {
    profile: flags.profile,
    'base-url': baseUrl,
    home: home && resolve(home),
    'notify-url': flags.notifyUrl,
  };
  const switches = ['json', 'quiet', 'verbose'] as const;
  const folder = dirname(resolve(flags.jobs));
  const hasFile = existsSync(join(folder, '.env'));
  const needs = ['SOBOT_APP_ID', 'SOBOT_APP_KEY'].filter((name) => env[name]);
  return {
    program: [process.execPath, resolve(process.argv[1] ?? '')],
    jobsPath: resolve(flags.jobs),
    flags: [
      ...wordsOf(given),
      ...(flags.insecureHttp ? ['--insecure-http'] : []),
      ...switches.filter((name) => flags[name]).map((name) => `--${name}`),
    ],
    machineZone: machineZone(),
    warnings:
      needs.length > 0 && !hasFile
        ? [
            `${needs.join(' and ')} of this shell will not be there when the scheduler starts a job: store the credentials with sobot-etl login, or write them into ${join(folder, '.env')}.`,
          ]
        : [],
  };
}

/** Flags of the connection that go to every run. Never a key: those are in the environment or in a profile. */
export function sharedArgs({ profile, baseUrl, home, insecureHttp }: ScheduleFlags): string[] {
  // A job runs in the folder of its file.
  const words = wordsOf({ profile, 'base-url': baseUrl, home: home && resolve(home) });
  return insecureHttp ? [...words, '--insecure-http'] : words;
}

function wordsOf(flags: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(flags).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
}

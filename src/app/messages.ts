import { defineMessages, shellLine } from '../words/index.ts';

const loginLine = (profile: string): string =>
  shellLine(['sobot-etl', 'login', ...(profile === 'default' ? [] : ['--profile', profile])]);

/** The messages of use cases that have a code: exports, schedules, runs, and the command line's own. */
export const APP_MESSAGES = defineMessages('app', {
  'run-locked': {
    meaning: 'Another process is working on the run.',
    remediation: 'Wait until it ends, or stop it with Ctrl-C, then: sobot-etl resume',
    text: {
      run: (id: string) =>
        `Run ${id} is locked by another process; wait until it ends, or stop it, then: sobot-etl resume ${id}`,
    },
  },
  'output-locked': {
    meaning: 'Another export is writing the same file.',
    remediation: 'Wait until it ends, or give another file with -o.',
    text: {
      file: (path: string) => `Another export is writing ${path}; wait until it ends, or give another file with -o`,
    },
  },
  'output-changed': {
    meaning: 'The file that --merge-into updates changed while the export ran, so it was left as it is.',
    remediation: 'Run the same command again.',
    text: {
      file: (path: string) =>
        `${path} changed while the export ran and was left as it is now. Run the same command again`,
    },
  },
  'no-credentials': {
    meaning: 'There are no credentials for the CRM.',
    remediation: 'Store them with: sobot-etl login',
    text: {
      missing: (names: readonly string[]) => {
        const [are, them] = names.length > 1 ? ['are', 'them'] : ['is', 'it'];
        return `No credentials: ${names.join(' and ')} ${are} not set. Store credentials with: sobot-etl login, or set ${them} in the environment or in a .env file in this folder. To try sobot-etl without any: sobot-etl sandbox`;
      },
    },
  },
  'keychain-unavailable': {
    meaning: 'The app key is in the system’s keychain, and that cannot be read: it is locked, gone, or turned off.',
    remediation:
      'Unlock the keychain, as a rule by signing in to this machine. For runs at times when nobody is signed in, keep the key in a file that only you can read: sobot-etl login --no-keychain',
    text: {
      failed: (profile: string, keychain: string, reason: string) =>
        `The app key of the profile ${profile} is in the keychain (${keychain}), which cannot be read: ${reason}. Unlock the keychain and run this again, or keep the key in a file that only you can read: ${loginLine(profile)} --no-keychain`,
      off: (profile: string, keychain: string) =>
        `The app key of the profile ${profile} is in the keychain (${keychain}), which SOBOT_ETL_KEYCHAIN=off keeps from being used. Remove that variable, or store the key in a file: ${loginLine(profile)} --no-keychain`,
    },
  },
  'keychain-empty': {
    meaning: 'The app key was stored in the system’s keychain, and is no longer there.',
    remediation: 'Store it again with: sobot-etl login',
    text: {
      gone: (profile: string, keychain: string) =>
        `The app key of the profile ${profile} is no longer in the keychain (${keychain}). Store it again with: ${loginLine(profile)}`,
    },
  },
  'job-twice': {
    meaning: 'Two jobs of a jobs file have the same name.',
    remediation: 'Rename one of them.',
    text: { name: (path: string, name: string) => `${path}: two jobs are called "${name}"` },
  },
  'unknown-job': {
    meaning: 'The jobs file has no job of that name.',
    remediation: 'Give --once one of the names that the message lists.',
    text: {
      name: (path: string, name: string, known: readonly string[]) =>
        `${path} has no job "${name}"; it has ${known.join(', ')}`,
    },
  },
  'no-pattern': {
    meaning: 'A job has keep, but always writes the same file.',
    remediation: 'Put {date}, {month}, {time} or {datetime} into the name of its output, or leave keep out.',
    text: {
      job: (path: string, name: string) =>
        `${path}: job ${name}: keep needs an output whose name changes, such as -o customers-{date}.xlsx`,
    },
  },
  'bad-zone': {
    meaning: 'The time zone of a job can be read in several ways.',
    remediation: 'Write one such as Asia/Shanghai, Europe/Berlin or UTC.',
    text: { job: (path: string, name: string, problem: string) => `${path}: job ${name}: timezone ${problem}` },
  },
  'bad-cron': {
    meaning: 'The cron expression of a job is invalid, or is never due.',
    remediation: 'Write minute, hour, day of the month, month and day of the week, such as "0 2 * * *".',
    text: {
      job: (path: string, name: string, expression: string, timezone: string, reason: string) =>
        `${path}: job ${name}: cron "${expression}" in ${timezone}: ${reason}`,
      neverDue: () => 'it is never due',
    },
  },
  'not-plain': {
    meaning: 'A cron expression uses more than crontab or systemd can express.',
    remediation: 'Run the job with sobot-etl schedule instead.',
    text: {
      job: (name: string, expression: string, format: string) =>
        `job ${name}: "${expression}" cannot be written as ${format}, which has only minute, hour, day, month and weekday. Run it with sobot-etl schedule instead`,
    },
  },
});

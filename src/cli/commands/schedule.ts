import { VALUES } from '../../app/option-values.ts';
import { defineCommand } from '../define-command.ts';
import { CONNECTION_FLAGS, OUTPUT_FLAGS } from '../flags.ts';

const { profile, 'base-url': baseUrl, 'insecure-http': insecureHttp, home } = CONNECTION_FLAGS;
const { json, quiet, verbose } = OUTPUT_FLAGS;

export const scheduleCommand = defineCommand({
  command: 'schedule <jobs>',
  describe: 'Run exports and imports on time, in the foreground, as a file of jobs says',
  positionals: { jobs: { type: 'string', demandOption: true, describe: 'File of jobs, such as jobs.yaml' } },
  flags: {
    once: { type: 'string', takes: VALUES.text, describe: 'Run this job now, and end' },
    'if-due': {
      type: 'boolean',
      default: false,
      describe: 'With --once: only if the job is due in this minute, in its own time zone',
    },
    print: { choices: ['crontab', 'systemd'] as const, describe: 'Print the jobs for a scheduler that you have' },
    'notify-url': {
      type: 'string',
      takes: VALUES.address,
      describe: 'Post what became of each job to this address, as JSON',
    },
    profile,
    'base-url': baseUrl,
    'insecure-http': insecureHttp,
    home,
    json,
    quiet,
    verbose,
  },
  examples: [
    ['$0 schedule jobs.yaml', 'Run the jobs until Ctrl-C'],
    ['$0 schedule jobs.yaml --once nightly-customers', 'One job, now'],
    ['$0 schedule jobs.yaml --print crontab | crontab -', 'Let cron do it'],
  ],
  async run(flags) {
    const { schedule } = await import('../../app/schedule/run-schedule.ts');
    return schedule(flags);
  },
});

import { SCHEDULE_OPTIONS } from '../../app/options/schedule-options.ts';
import { defineCommand, OUTPUT_FLAGS } from '../define-command.ts';
import { EXIT } from '../exit-code.ts';

const { json, quiet, verbose } = OUTPUT_FLAGS;

export const scheduleCommand = defineCommand({
  command: 'schedule <jobs>',
  describe: 'Run the exports and imports of a jobs file on schedule, in the foreground',
  positionals: { jobs: { type: 'string', demandOption: true, describe: 'Jobs file, such as jobs.yaml' } },
  flags: {
    ...SCHEDULE_OPTIONS,
    print: { choices: ['crontab', 'systemd'] as const, describe: 'Print the jobs for another scheduler' },
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
    const { createTerminal } = await import('../terminal.ts');
    const { sharedArgs, schedulerSetupFrom } = await import('../start-command.ts');
    const terminal = createTerminal(flags);
    if (flags.print) {
      const { loadJobs } = await import('../../app/schedule/schedule-jobs.ts');
      const { printJobs } = await import('../print/print-jobs.ts');
      const jobs = await loadJobs(flags.jobs);
      const starting = await schedulerSetupFrom(flags);
      terminal.data(printJobs(flags.print, jobs, starting));
      for (const warning of starting.warnings) terminal.complain(warning);
      return EXIT.done;
    }
    const { runSchedule } = await import('../../app/schedule/run-schedule.ts');
    const { homeFolder } = await import('../../app/settings.ts');
    const { startCommand } = await import('../start-command.ts');
    const { listenForScheduleStop } = await import('../stop-signals.ts');
    const { terminalReporter } = await import('../terminal-reporter.ts');
    const { jobs, once, ifDue, notifyUrl, json } = flags;
    const { dispose, ...signals } = listenForScheduleStop((text) => terminal.say(text));
    try {
      const ended = await runSchedule({
        ...{ jobs, once, ifDue, notifyUrl, ...signals },
        home: homeFolder(flags.home, process.env),
        env: process.env,
        start: startCommand,
        sharedArgs: sharedArgs(flags),
        reporter: terminalReporter(terminal, flags),
      });
      if (ended && json) terminal.data(JSON.stringify(ended));
      return ended?.exit_code ?? EXIT.done;
    } finally {
      dispose();
    }
  },
});

import { outputFormat } from '../../src/app/export/export-choice.ts';
import { commandLine } from '../../src/app/program.ts';
import { listenerFiles } from '../../src/app/push/listener-files.ts';
import { pushOutputOf } from '../../src/app/push/push-output.ts';
import { fillPlaceholders, jobFolder, outputPattern } from '../../src/app/schedule/job-files.ts';
import { parseSchedule } from '../../src/app/schedule/schedule-jobs.ts';
import { homeFolder } from '../../src/app/settings.ts';
import { fileNameOf, uploadsFolder } from '../../src/app/uploads/uploads.ts';
import { errorsWorkbookPath, runFilePaths } from '../../src/import/index.ts';

/** Prints what the path functions give on Windows; run with `windows-modules.ts`. */
const home = homeFolder(undefined, {});
const job = {
  name: 'aux',
  args: ['customers', '-o', 'C:\\out\\kunden-{datetime}.xlsx'],
  folder: 'D:\\jobs',
  timezone: 'UTC',
};
const pattern = outputPattern(job);
const jobs = parseSchedule(
  'version: 1\njobs:\n  - { name: nightly, cron: "0 2 * * *", command: export, args: \'customers -o C:\\out\\x-{date}.csv\' }\n',
  'D:\\jobs\\jobs.yaml',
);
const at = Date.UTC(2026, 10, 23, 4, 12, 7);
process.stdout.write(
  JSON.stringify({
    home,
    homeOfLocalAppData: homeFolder(undefined, { LOCALAPPDATA: 'D:\\State' }),
    homeOfFlag: homeFolder('E:\\ledger', {}),
    run: Object.values(runFilePaths('C:\\runs\\20261123-0412-7f3a')),
    workbook: errorsWorkbookPath('C:\\runs\\x'),
    uploads: uploadsFolder(home),
    filled: fillPlaceholders(job, at),
    pattern: { folder: pattern?.folder, file: pattern?.file.source },
    jobFolders: ['nightly', 'aux', 'report.'].map((name) => jobFolder(home, name)),
    jobArgs: jobs.jobs[0]?.args,
    jobsFolder: jobs.jobs[0]?.folder,
    listener: listenerFiles(home, 'Shop *1*').folder,
    push: pushOutputOf('C:\\pushes\\changes-{date}.csv', { timeZone: 'UTC' }).pathAt(at),
    format: outputFormat({ output: 'C:\\Daten\\Kunden 2026.XLSX' }),
    uploaded: [
      'C:\\Users\\Ana\\Kunden.xlsx',
      'CON',
      'nul.csv',
      'Com1.backup.csv',
      'a:b*c?.csv',
      'report.',
      'x/..',
      'COM10.csv',
    ].map(fileNameOf),
    next: commandLine(['import', 'C:\\My Files\\in.csv', '-m', 'C:\\maps\\m.yaml'], {}),
  }),
);

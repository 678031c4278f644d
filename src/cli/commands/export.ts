import type { ExportOptions } from '../../app/export/export-stream.ts';
import { tuneHeapForExports } from '../../app/heap-tuning.ts';
import { EXPORT_OPTIONS } from '../../app/options/export-options.ts';
import { defineCommand, OUTPUT_FLAGS, PROGRESS_FLAGS } from '../define-command.ts';
import { EXIT_OF_STATUS } from '../exit-code.ts';

export const exportCommand = defineCommand({
  command: 'export <stream>',
  describe: 'Export one complete list of the CRM to a spreadsheet',
  positionals: { stream: { type: 'string', demandOption: true, describe: 'What to export; see: sobot-etl streams' } },
  flags: { ...EXPORT_OPTIONS, ...OUTPUT_FLAGS, ...PROGRESS_FLAGS },
  examples: [
    ['$0 export customers -o customers.csv', 'All customers'],
    ['$0 export customers -o new.csv --since last', 'What changed since the last export'],
    [
      '$0 export customers -o edit.xlsx --for-update',
      'Edit it, then: sobot-etl import edit.xlsx -m edit.mapping.yaml --changed-only',
    ],
    ['$0 export customers --since last --merge-into customers.csv', 'Update the file of an earlier export'],
    ['$0 export customers -o customers.csv -m mappings/export-customers.yaml', 'Columns from a file'],
    ['$0 export customers -o customers.csv --bom', 'With a byte order mark, so that Excel recognises UTF-8'],
    ['$0 export customers -o mine.xlsx --where "liable_serviceid=Li Na" --where module_type=follow-up', 'Filtered'],
    ['$0 export customers -o - --format jsonl | jq .email', 'Pipe it into another program'],
    ['$0 export customers -o customers.csv --columns id,nick,tel,email', 'Some columns'],
    ['$0 export customers -o masked.xlsx --mask email=hash,tel=last4,nick=initials', 'To pass on: masked columns'],
    ['$0 export customers -o masked.csv --mask personal', 'All columns that tell who somebody is are masked'],
  ],
  async run(flags) {
    const { readExport } = await import('../../app/export/export-choice.ts');
    const { exportStream } = await import('../../app/export/export-stream.ts');
    const { runInProcess } = await import('../run-in-process.ts');
    tuneHeapForExports();
    const stream = flags.stream as ExportOptions['stream'];
    return runInProcess(flags, async (options) => {
      const { status } = await exportStream({ ...readExport(flags), stream, ...options, replace: flags.yes });
      return EXIT_OF_STATUS[status];
    });
  },
});

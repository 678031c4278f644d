import { relative } from 'node:path';
import { errorCount, ROW_COUNTERS } from '../../import/row-counts.ts';
import type { ImportSummary } from '../../import/summary.ts';
import type { Terminal } from '../terminal.ts';

const TOP_CAUSES = 5;
const MOST_NOTICES = 12;
const WORDS: Readonly<Record<string, string>> = { in_doubt: 'in doubt' };

/** The end of a run for people on stderr, and for programs on stdout with `--json`. */
export function printSummary(
  terminal: Terminal,
  summary: ImportSummary,
  flags: { readonly file: string; readonly mapping: string; readonly json: boolean },
): void {
  if (flags.json) terminal.data(JSON.stringify(summary));
  const { rows, requests, causes, files } = summary;
  const counts = ROW_COUNTERS.filter((counter) => rows[counter] > 0).map(
    (counter) => `${rows[counter]} ${wordFor(counter, summary)}`,
  );
  const seconds = (summary.duration_ms / 1000).toFixed(1);
  const lines = [
    '',
    `${headline(summary)}: ${rows.read} rows read${counts.length > 0 ? ` = ${counts.join(' + ')}` : ''}`,
    summary.dry_run
      ? `${seconds} s, nothing was sent`
      : `${seconds} s, ${summary.rows_per_second} rows/s; ${requests.sent} requests, ${requests.retried} of them again, ${requests.throttled} throttled`,
  ];
  if (summary.reason) lines.push('', `Why: ${summary.reason}`);
  if (causes.length > 0) {
    lines.push('', 'What went wrong most:');
    for (const { count, field, message, firstRow } of causes.slice(0, TOP_CAUSES)) {
      lines.push(`  ${count} × ${field ? `${field}: ` : ''}${message} (first in row ${firstRow})`);
    }
  }
  lines.push(...noticeLines(summary));
  lines.push(
    '',
    `  errors   ${short(files.errors)}${files.errors_xlsx ? `, ${short(files.errors_xlsx)}` : ''}`,
    `  results  ${short(files.results)}`,
    `  report   ${short(files.report)}`,
    `  summary  ${short(files.summary)}`,
  );
  const next = nextCommand(summary, flags);
  if (next) lines.push('', next);
  // How a run was cut short, and how to go on, is said even when quiet.
  terminal[isCutShort(summary.status) ? 'complain' : 'say'](lines.join('\n'));
}

function isCutShort(status: ImportSummary['status']): boolean {
  return status === 'aborted' || status === 'interrupted';
}

function noticeLines({ notices, detected }: ImportSummary): string[] {
  if (notices.length === 0) return [];
  const facts = Object.entries(detected).map(([name, value]) => `${name} ${value}`);
  const more = notices.length - MOST_NOTICES;
  return [
    '',
    `Of the file${facts.length > 0 ? ` (${facts.join(', ')})` : ''}:`,
    ...notices.slice(0, MOST_NOTICES).map((notice) => `  ${notice}`),
    ...(more > 0 ? [`  … and ${more} more in the report`] : []),
  ];
}

function wordFor(counter: string, { dry_run }: ImportSummary): string {
  return dry_run && counter === 'skipped' ? 'fit to send' : (WORDS[counter] ?? counter);
}

function headline({ status, dry_run, run }: ImportSummary): string {
  const words = {
    completed: 'Done',
    completed_with_errors: 'Done, with errors',
    aborted: 'Aborted',
    interrupted: 'Interrupted',
  };
  if (dry_run && isCutShort(status)) return `Checked only a part (${run})`;
  return dry_run ? `Checked (${run})` : `${words[status]} (run ${run})`;
}

function nextCommand(
  { command, status, reason_code, bad_input, rows, run, files, dry_run }: ImportSummary,
  { file, mapping }: { file: string; mapping: string },
): string | undefined {
  const mendable = short(files.errors_xlsx ?? files.errors);
  if (dry_run && command === 'tag') return 'To tag them: the same command without --dry-run';
  if (bad_input) {
    const again = dry_run ? 'check' : 'import';
    const sent = dry_run ? '' : ' --changed-only';
    return `Mend ${file} there, then: sobot-etl ${again} ${file} -m ${mapping}${sent}`;
  }
  if (dry_run && isCutShort(status)) return `Once more: sobot-etl check ${file} -m ${mapping}`;
  if (dry_run) {
    return errorCount(rows) > 0
      ? `Mend the rows in ${mendable} or in ${file}, then: sobot-etl check ${file} -m ${mapping}`
      : `Every row is fit to send: sobot-etl import ${file} -m ${mapping}`;
  }
  if (reason_code === 'input-changed') {
    return `Import the file as it is now: sobot-etl import ${file} -m ${mapping} --changed-only`;
  }
  if (reason_code === 'canary') {
    return `Mend the cause, then import again; or go on with the other rows: sobot-etl resume ${run}`;
  }
  if (isCutShort(status)) return `Go on with: sobot-etl resume ${run}`;
  if (rows.in_doubt > 0)
    return `Look up the rows in doubt; to send them again: sobot-etl resume ${run} --resend-in-doubt`;
  if (errorCount(rows) > 0) return `Mend the rows in ${mendable}, then: sobot-etl import ${mendable} -m ${mapping}`;
  return undefined;
}

function short(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') ? path : near;
}

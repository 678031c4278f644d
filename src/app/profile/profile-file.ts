import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { openTable, replaceFile, type SourceOptions } from '../../files/index.ts';
import { profileTable, type TableProfile } from '../../profile/index.ts';
import { shellLine, t } from '../../words/index.ts';
import { confirmReplacing } from '../export/export-output.ts';
import { findTarget } from '../find-target.ts';
import type { SourceChoice } from '../import/import-choice.ts';
import { detectSource } from '../map/read-table.ts';
import { type Reporter, type RunReporter, runReporter } from '../reporter.ts';
import { UsageError } from '../usage-error.ts';

/** The options of `profileFile`. */
export interface ProfileOptions extends SourceChoice {
  /** The spreadsheet, or `-` for standard input. */
  readonly file: string;
  /** Target whose fields the columns are compared with. Default: `customer`. */
  readonly target?: string | undefined;
  /** File to write: a page (`.html`) or JSON (`.json`). */
  readonly output?: string | undefined;
  /** Replace a file that is not a profile. Default: false. */
  readonly replace?: boolean | undefined;
  readonly reporter?: Reporter;
  /** The stream that `-` stands for. */
  readonly stdin?: Readable | undefined;
}

/** The profile of a spreadsheet, which `--json` prints. */
export interface FileProfile extends TableProfile {
  readonly command: 'profile';
  readonly files: { readonly profile?: string };
}

/**
 * Profiles a spreadsheet: what each column holds. Reads the file once, calls no API, and takes memory by the columns, not by the
 * rows. Errors: `FileError`, `UsageError`.
 *
 * @example
 * const { columns } = await profileFile({ file: 'customers.csv', output: 'profile.html' });
 */
export async function profileFile(options: ProfileOptions): Promise<FileProfile> {
  const { file, output } = options;
  const reporter = runReporter(options.reporter);
  const target = findTarget(options.target ?? 'customer');
  const format = output === undefined ? undefined : formatOf(output);
  if (output !== undefined) await requireWritable(output, file, options, reporter);
  const { sheet, header, encoding, delimiter } = options;
  const choice = { sheet, header, encoding, delimiter };
  const source = file === '-' ? fromStdin(choice, options.stdin) : await detectSource(file, choice, target);
  const table = await openTable(file, source);
  try {
    const facts = await profileTable(
      table,
      target,
      progressOf(reporter, () => table.lastRow),
    );
    const files = output === undefined ? {} : { profile: output };
    const profile: FileProfile = { command: 'profile', ...facts, file, files };
    if (output !== undefined) await replaceFile(output, await rendered(profile, format));
    return profile;
  } finally {
    await table.close();
  }
}

/** The command that suggests a mapping for a profiled file. */
export function mapCommandFor({ file, target }: Pick<TableProfile, 'file' | 'target'>): string {
  const input = file === '-' ? 'customers.csv' : file;
  return shellLine(['sobot-etl', 'map', input, '--target', target, '-o', 'mapping.yaml']);
}

type Format = 'html' | 'json';

const FORMATS: Readonly<Record<string, Format>> = { '.html': 'html', '.htm': 'html', '.json': 'json' };

function formatOf(output: string): Format {
  const format = FORMATS[extname(output).toLowerCase()];
  if (format !== undefined) return format;
  throw new UsageError(
    t`A profile is a page or JSON: end the name of the file in .html or .json, not "${output}". Without -o it is a table`,
  );
}

async function rendered(profile: FileProfile, format: Format | undefined): Promise<string> {
  if (format === 'json') return `${JSON.stringify(profile, null, 2)}\n`;
  const { renderProfile } = await import('../../report/render-profile.ts');
  return renderProfile(profile, mapCommandFor(profile));
}

function fromStdin(choice: SourceChoice, stdin: Readable | undefined): SourceOptions {
  if (stdin === undefined) throw new UsageError(t`- stands for standard input, but there is none; give a file`);
  const given = Object.fromEntries(Object.entries(choice).filter(([, value]) => value !== undefined));
  return { ...given, stdin };
}

/** Asks before replacing a file that is not an earlier profile. Errors: `UsageError`. */
async function requireWritable(
  output: string,
  file: string,
  { replace = false }: ProfileOptions,
  reporter: RunReporter,
): Promise<void> {
  if (resolve(output) === resolve(file)) {
    throw new UsageError(t`${output} is the input, which the profile would replace; give another file with -o`);
  }
  if (replace || !existsSync(output) || (await isProfile(output))) return;
  const what = t`${output} was not written by a profile and would be replaced`;
  await confirmReplacing(what, t`Nothing was profiled`, reporter);
}

const HEAD_BYTES = 4096;

/** Did an earlier profile write the file? */
async function isProfile(path: string): Promise<boolean> {
  try {
    await using handle = await open(path);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const head = buffer.toString('utf8', 0, bytesRead);
    const { PROFILE_GENERATOR } = await import('../../report/render-profile.ts');
    return (
      head.startsWith('{\n  "command": "profile",') || head.includes(`name="generator" content="${PROFILE_GENERATOR}"`)
    );
  } catch {
    return false;
  }
}

const NO_REQUESTS = { sent: 0, retried: 0, throttled: 0 };
const PROGRESS_INTERVAL_MS = 250;

/** Reports progress four times a second. */
function progressOf(reporter: RunReporter, lastRow: () => number | undefined): (rows: number) => void {
  const startedMs = performance.now();
  let reportedMs = startedMs;
  return (rows) => {
    const nowMs = performance.now();
    if (nowMs - reportedMs < PROGRESS_INTERVAL_MS) return;
    reportedMs = nowMs;
    const ratePerSecond = (rows / (nowMs - startedMs)) * 1000;
    const total = lastRow();
    const secondsLeft = total === undefined ? undefined : Math.max(0, total - rows) / ratePerSecond;
    const facts = { run: '', title: 'Profiling', rows, total, errors: 0, ratePerSecond, secondsLeft };
    reporter.progress({ ...facts, requests: NO_REQUESTS, waiting: undefined, isLast: false });
  };
}

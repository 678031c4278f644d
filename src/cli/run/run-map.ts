import { existsSync, statSync } from 'node:fs';
import { FileError, openTable, replaceFile, type SourceOptions, type Table } from '../../files/index.ts';
import { type Mapping, MappingError, parseMapping } from '../../mapping/index.ts';
import {
  createSuggester,
  profileTable,
  renderMapping,
  type Suggestion,
  type TableProfile,
} from '../../suggest/index.ts';
import type { Target } from '../../targets/target.ts';
import { EXIT } from '../exit-code.ts';
import type { CommonFlags } from '../settings.ts';
import { createTerminal, type Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { findTarget } from './find-target.ts';
import { findTable } from './map/find-table.ts';
import { askAboutDoubts } from './map/map-questions.ts';
import { suggestionJson, suggestionText } from './map/map-summary.ts';
import { openTenant, type Tenant } from './map/map-tenant.ts';

/** A mapping holds no customer's data, and is shared. */
const READABLE = 0o666;

/** What `map` is given. */
export interface MapFlags extends CommonFlags {
  readonly file: string;
  readonly target: string;
  readonly output?: string | undefined;
  readonly sheet?: string | undefined;
  readonly header?: number | undefined;
  readonly encoding?: string | undefined;
  readonly delimiter?: string | undefined;
}

/** `map`: a suggested mapping, to a file or to standard output. Answers 1 where the target needs what no column gives. */
export async function runMap(flags: MapFlags): Promise<number> {
  const terminal = createTerminal(flags);
  const target = findTarget(flags.target);
  const output = flags.output === '-' ? undefined : flags.output;
  if (output !== undefined && existsSync(output) && (!flags.yes || statSync(output).isDirectory())) {
    throw new UsageError(`${output} is there already. Choose another name with -o, or replace it with --yes`);
  }
  const { source, table } = await readTable(flags, target, terminal);
  const tenant = await openTenant(flags, target, terminal);
  try {
    const suggestion = await suggest({ target, table, tenant, terminal, flags });
    const text = renderMapping(suggestion, { input: flags.file, output: output ?? 'mapping.yaml', source });
    if (suggestion.missing.length === 0) await tryOut(text, suggestion, tenant);
    if (output !== undefined) await replaceFile(output, text, READABLE);
    if (flags.json) terminal.data(suggestionJson(suggestion, { input: flags.file, output, text }));
    else if (output === undefined) terminal.data(text.trimEnd());
    terminal.say(suggestionText(suggestion, { input: flags.file, output }));
    return suggestion.missing.length === 0 ? EXIT.done : EXIT.someRowsFailed;
  } finally {
    await tenant.close();
  }
}

function sourceOf({ sheet, header, encoding, delimiter }: MapFlags): Mapping['source'] {
  if (header !== undefined && !(Number.isInteger(header) && header > 0)) {
    throw new UsageError('--header takes the number of the row that holds the column names');
  }
  const source = {
    ...(sheet !== undefined && { sheet }),
    ...(header !== undefined && { header }),
    ...(encoding !== undefined && { encoding }),
    ...(delimiter !== undefined && { delimiter }),
  };
  return Object.keys(source).length === 0 ? undefined : source;
}

/** Reads the spreadsheet, and what a mapping must say of how to read it: what was given, and what was found out. */
async function readTable(
  flags: MapFlags,
  target: Target,
  terminal: Terminal,
): Promise<{ source: Mapping['source']; table: TableProfile }> {
  const { file } = flags;
  const given = sourceOf(flags);
  if (file === '-') {
    return {
      source: given,
      table: await profile(await openTable(file, { ...given, stdin: process.stdin } as SourceOptions)),
    };
  }
  const dialect = await openTable(file, given as SourceOptions).then(closed, dialectOf);
  const place = await findTable(file, { ...(given as SourceOptions), ...dialect }, target);
  if (place.sheet !== undefined || place.header !== undefined) {
    const row = place.header === undefined ? '' : `in row ${place.header} of `;
    const sheet = place.sheet === undefined ? 'the file' : `sheet "${place.sheet}"`;
    terminal.say(`The column names are ${row === '' ? 'on ' : row}${sheet}; the mapping says so.`);
  }
  const source = { ...given, ...dialect, ...place } as SourceOptions;
  const table = await profile(await openTable(file, source));
  return { source: Object.keys(source).length === 0 ? undefined : (source as Mapping['source']), table };
}

async function closed(table: Table): Promise<SourceOptions> {
  await table.close();
  return {};
}

/** What the error of a file says about how it must be read. */
function dialectOf(error: unknown): SourceOptions {
  if (error instanceof FileError && error.remedy !== undefined) return error.remedy;
  // The first sheet may be blank, and the table on another.
  if (error instanceof FileError && error.code === 'no-header') return {};
  throw error;
}

async function profile(table: Table): Promise<TableProfile> {
  try {
    return await profileTable(table.header, table.batches());
  } finally {
    await table.close();
  }
}

interface Question {
  readonly target: Target;
  readonly table: TableProfile;
  readonly tenant: Tenant;
  readonly terminal: Terminal;
  readonly flags: MapFlags;
}

async function suggest({ target, table, tenant, terminal, flags }: Question): Promise<Suggestion> {
  const suggester = await tenant.ask((facts) => createSuggester(target, table, facts));
  if (!terminal.isInteractive || flags.yes || flags.quiet || flags.file === '-') return suggester.suggest();
  return askAboutDoubts(suggester, { input: process.stdin, output: process.stderr });
}

/** A mapping that is handed out has been tried: it loads, and compiles for this very header. */
async function tryOut(text: string, { table }: Suggestion, tenant: Tenant): Promise<void> {
  try {
    const mapping = parseMapping(text, 'mapping.yaml');
    await tenant.compile(
      mapping,
      table.columns.map(({ name }) => name),
    );
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    throw new Error(`the mapping that it made does not hold: ${error.message}`, { cause: error });
  }
}

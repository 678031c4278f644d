import { existsSync, statSync } from 'node:fs';
import { EXIT } from '../../cli/exit-code.ts';
import { suggestionFacts, suggestionText } from '../../cli/print/print-suggestion.ts';
import { createTerminal } from '../../cli/terminal.ts';
import { replaceFile } from '../../files/index.ts';
import { renderMapping } from '../../suggest/index.ts';
import { findTarget } from '../find-target.ts';
import { UsageError } from '../usage-error.ts';
import type { MapFlags } from './map-flags.ts';
import { mapSeveral } from './map-several.ts';
import { openTenant } from './map-tenant.ts';
import { readTable } from './read-table.ts';
import { suggest, tryOut } from './suggest-for.ts';

/** A mapping holds no customer's data, and is shared. */
const READABLE = 0o666;

/** `map`: a suggested mapping, to a file or to standard output. Answers 1 where the target needs what no column gives. */
export async function runMap(flags: MapFlags): Promise<number> {
  const terminal = createTerminal(flags);
  const [files, targets] = [[flags.file].flat(), [flags.target ?? []].flat()];
  const [file = ''] = files;
  if (files.length > 1) return mapSeveral(files, targets, flags, terminal);
  if (targets.length > 1) throw new UsageError('One file becomes one thing: give one --target, or more files');
  const target = findTarget(targets[0] ?? 'customer');
  const output = flags.output === '-' ? undefined : flags.output;
  if (output !== undefined && existsSync(output) && (!flags.yes || statSync(output).isDirectory())) {
    throw new UsageError(`${output} is there already. Choose another name with -o, or replace it with --yes`);
  }
  const { source, table } = await readTable(file, flags, target, terminal);
  const tenant = await openTenant(flags, terminal);
  try {
    const suggestion = await suggest({ target, table, tenant, terminal, flags, file });
    const text = renderMapping(suggestion, { input: file, output: output ?? 'mapping.yaml', source });
    if (suggestion.missing.length === 0) await tryOut(text, suggestion, tenant);
    if (output !== undefined) await replaceFile(output, text, READABLE);
    const facts = suggestionFacts(suggestion, { input: file, output, text });
    if (flags.json) terminal.data(JSON.stringify(facts));
    else if (output === undefined) terminal.data(text.trimEnd());
    terminal.say(suggestionText(suggestion, { input: file, output }));
    return suggestion.missing.length === 0 ? EXIT.done : EXIT.someRowsFailed;
  } finally {
    await tenant.close();
  }
}

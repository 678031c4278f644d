import { join } from 'node:path';
import { createTerminal } from '../../cli/terminal.ts';
import { parseMapping } from '../../mapping/index.ts';
import { taggingMapping } from '../../tagging/tagging-mapping.ts';
import { requireConsent } from '../import/consent.ts';
import { importFile } from '../import/import-file.ts';
import type { ImportRequest } from '../import/import-request.ts';
import { withSource } from '../import/open-input.ts';
import { newRunId } from '../run-id.ts';
import { findCustomers } from './find-customers.ts';
import { taggingExtension } from './tag-extension.ts';
import { conditionsOf, readTagging, type TagFlags } from './tag-flags.ts';

/** `tag`: an import of target customer-tagging with a mapping made of flags, of a file or of what a query finds. */
export async function runTag(flags: TagFlags): Promise<number> {
  const terminal = createTerminal(flags);
  const request = readTagging(flags);
  const where = conditionsOf(flags);
  const id = newRunId(Date.now(), Math.random);
  const path = join(flags.out ?? join('runs', id), 'mapping.yaml');
  const mapping = withSource(parseMapping(taggingMapping(request), path), flags);
  const asks = where.length > 0 ? `changes tags of every customer that meets ${where.join(' and ')}` : undefined;
  if (asks !== undefined && !flags.dryRun) requireConsent([asks], flags.yes, terminal);
  const found = where.length > 0 ? await findCustomers(id, where, flags, terminal) : undefined;
  const { createMissing, group, limit } = flags;
  return importFile(
    {
      command: 'tag',
      id,
      lock: found?.lock,
      mapping,
      flags: { ...flags, file: found?.path ?? flags.file ?? '', mapping: path, changedOnly: false },
      inputName: found && `customers where ${where.join(', ')}`,
      extension: taggingExtension({ request, createMissing, group, limit, asks }),
    },
    terminal,
  );
}

/** The tagging of a file's customers as an import. Errors: `UsageError` that says what is missing. */
export async function taggingOfFile(flags: TagFlags): Promise<ImportRequest> {
  const request = readTagging(flags);
  const id = newRunId(Date.now(), Math.random);
  const path = join(flags.out ?? join('runs', id), 'mapping.yaml');
  const { createMissing, group, limit } = flags;
  return {
    command: 'tag',
    id,
    mapping: withSource(await parseMapping(taggingMapping(request), path), flags),
    flags: { ...flags, file: flags.file ?? '', mapping: path, changedOnly: false },
    extension: taggingExtension({ request, createMissing, group, limit }),
  };
}

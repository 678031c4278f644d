import { join } from 'node:path';
import type { ImportSummary } from '../../import/summary.ts';
import type { Lock } from '../../ledger/index.ts';
import { parseMapping } from '../../mapping/index.ts';
import { taggingMapping } from '../../tagging/tagging-mapping.ts';
import { splitConnection } from '../connection.ts';
import { requireConfirmation } from '../import/consent.ts';
import type { ImportPolicy } from '../import/import-choice.ts';
import { policyOf } from '../import/import-file.ts';
import type { ImportRequest } from '../import/import-request.ts';
import { withSource } from '../import/open-input.ts';
import { checkImportRequest, runImport } from '../import/run-request.ts';
import { type RunOptions, withContext } from '../run-context.ts';
import { newRunId } from '../run-id.ts';
import { findCustomers } from './find-customers.ts';
import { conditionsOf, readTagging, type TagChoice } from './tag-choice.ts';
import { taggingExtension } from './tag-extension.ts';

/** What `tagCustomers` takes. */
export interface TagOptions extends RunOptions, TagChoice, Omit<ImportPolicy, 'changedOnly' | 'force'> {}

/**
 * Adds tags to the customers of a spreadsheet, or of a query, or takes them off; their other tags stay.
 * Errors: `TaggingError`, `UsageError`, `FileError`, `SobotError`; no customer is tagged then.
 *
 * @example
 * await tagCustomers({ connection, file: 'fair.csv', by: 'email', column: 'Email', add: ['Channel/Fair'] });
 */
export async function tagCustomers(options: TagOptions): Promise<ImportSummary> {
  const tagging = readTagging(options);
  const where = conditionsOf(options);
  const id = newRunId(Date.now(), Math.random);
  const path = join(options.out ?? join('runs', id), 'mapping.yaml');
  const asks = where.length > 0 ? `changes tags of every customer that meets ${where.join(' and ')}` : undefined;
  // Whoever names the customers in a file has said whom he means.
  const agreed = options.agreed ?? asks === undefined;
  const { createMissing = false, group, limit, onDuplicate = 'all', dryRun } = options;
  if (asks !== undefined && !dryRun) requireConfirmation([asks], agreed, options.reporter ?? {});
  const request = (found?: { readonly path: string; readonly lock: Lock }): ImportRequest => ({
    command: 'tag',
    id,
    lock: found?.lock,
    mapping: withSource(parseMapping(taggingMapping(tagging), path), options),
    options: {
      ...policyOf({ ...options, onDuplicate, agreed, changedOnly: false }),
      file: found?.path ?? options.file ?? '',
      mapping: path,
    },
    connection: splitConnection(options.connection).options,
    inputName: found && `customers where ${where.join(', ')}`,
    extension: taggingExtension({ request: tagging, createMissing, group, limit, asks }),
  });
  checkImportRequest(request(), options.reporter ?? {});
  return withContext(options, async (context) =>
    runImport(request(where.length > 0 ? await findCustomers(id, where, context) : undefined), context),
  );
}

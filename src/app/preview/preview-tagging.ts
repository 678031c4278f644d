import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportSummary } from '../../import/index.ts';
import { createFolder } from '../../ledger/index.ts';
import { splitConnection } from '../connection.ts';
import { homeFolder } from '../settings.ts';
import { type TagOptions, tagCustomers } from '../tag-customers.ts';

/** Which customers would gain and lose which tags. Nothing is sent, and no file is left. Errors: those of `tagCustomers`. */
export async function previewTagging(options: Omit<TagOptions, 'out' | 'dryRun'>): Promise<ImportSummary> {
  const { options: connection, env } = splitConnection(options.connection);
  const parent = join(homeFolder(connection.home, env), 'previews');
  createFolder(parent, 0o700);
  const out = await mkdtemp(join(parent, 'tagging-'));
  try {
    return await tagCustomers({ ...options, out, dryRun: true });
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

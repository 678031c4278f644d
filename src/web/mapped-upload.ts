import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findTarget } from '../app/find-target.ts';
import type { SourceChoice } from '../app/import/import-choice.ts';
import { detectSource } from '../app/map/read-table.ts';
import { mappingText } from '../app/mappings/mapping-text.ts';
import { findUpload, type Upload, writePrivateText } from '../app/uploads/uploads.ts';
import type { PageScope } from './page-scope.ts';

/** An upload with the mapping that the page has made for it. */
export interface MappedUpload {
  readonly upload: Upload;
  /** How the file is read: as the page and the mapping say, and else as it was detected. */
  readonly source: SourceChoice;
  /** Path of the mapping file. */
  readonly mapping: string;
  /** Path of the corrected cells, whether or not there are any: row numbers and columns depend on how the file is read. */
  readonly corrections: string;
}

interface AskedUpload {
  readonly upload: string;
  readonly source: { readonly [Name in keyof SourceChoice]?: SourceChoice[Name] };
  readonly content: Readonly<Record<string, unknown>>;
}

/** Writes the mapping beside the upload, so that a run can be resumed with it. Errors: `UsageError`, `FileError`. */
export async function mapUpload(
  page: Pick<PageScope, 'home'>,
  { upload: id, source: asked, content }: AskedUpload,
): Promise<MappedUpload> {
  const upload = await findUpload(page.home, id);
  const target = typeof content['target'] === 'string' ? content['target'] : 'customer';
  const source = await detectSource(upload.path, { ...sourceIn(content), ...asked }, findTarget(target));
  const { sheet, header, encoding, delimiter } = source;
  const choice: SourceChoice = { sheet, header, encoding, delimiter };
  const text = mappingText(content);
  const mapping = join(upload.folder, `mapping-${shortHash(text)}.yaml`);
  if (!existsSync(mapping)) await writePrivateText(mapping, text);
  const corrections = join(upload.folder, `corrections-${shortHash(JSON.stringify(choice))}.json`);
  return { upload, source: choice, mapping, corrections };
}

/** How the mapping itself says that the file is read. */
function sourceIn({ source }: Readonly<Record<string, unknown>>): SourceChoice {
  if (typeof source !== 'object' || source === null) return {};
  const { sheet, header, encoding, delimiter } = source as Record<string, unknown>;
  const text = (value: unknown) => (value === undefined || value === null ? undefined : String(value));
  const given = { sheet: text(sheet), encoding: text(encoding), delimiter: text(delimiter) };
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    ...(typeof header === 'number' && { header }),
  };
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** The path of the corrected cells; undefined if there are none yet. */
export function correctionsIn(path: string): string | undefined {
  return existsSync(path) ? path : undefined;
}

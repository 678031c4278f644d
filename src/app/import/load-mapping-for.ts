import { openRows } from '../../import/open-rows.ts';
import { type LoadedMapping, loadMapping, MappingError, problemsWithoutTenant } from '../../mapping/index.ts';
import { withColumnLocation } from './find-columns.ts';
import type { SourceChoice } from './import-choice.ts';
import { sourceOf, withSource } from './open-input.ts';

/**
 * Loads a mapping for a spreadsheet. What is sound of a faulty one is held against the spreadsheet as well, so that all
 * can be mended in one go. Errors: `MappingError`.
 */
export async function loadMappingForFile(
  file: string,
  path: string,
  source: SourceChoice = {},
): Promise<LoadedMapping> {
  try {
    return withSource(await loadMapping(path), source);
  } catch (error) {
    if (!(error instanceof MappingError) || error.sound === undefined || file === '-') throw error;
    const { sound, problems } = error;
    const more = await problemsFor(withSource(sound, source), file);
    const known = new Set(problems.map(({ position: place }) => `${place.line}:${place.column}`));
    const others = more.filter(({ position: place }) => !known.has(`${place.line}:${place.column}`));
    const all = new MappingError(path, sound.text, [...problems, ...others], { sound });
    throw await withColumnLocation(all, withSource(sound, source), file);
  }
}

/** None where the spreadsheet cannot be read: that is told once the mapping is right. */
async function problemsFor(mapping: LoadedMapping, file: string) {
  const table = await openRows(file, sourceOf(mapping)).catch(() => undefined);
  if (table === undefined) return [];
  try {
    return await problemsWithoutTenant(mapping, { header: table.header, path: file });
  } finally {
    await table.close();
  }
}

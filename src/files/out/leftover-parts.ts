import { readdirSync, realpathSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Removes what processes that were killed left of a file they were writing: `.name.<16 hex digits>.part` beside it. The caller sees to it that
 * no process writes the file now. Answers the names of what was removed.
 */
export function removePartialFiles(path: string): string[] {
  const target = attempt(() => realpathSync(path)) ?? path;
  const [start, end] = [`.${basename(target)}.`, '.part'];
  const found = (attempt(() => readdirSync(dirname(target))) ?? []).filter(
    (name) =>
      name.startsWith(start) && name.endsWith(end) && /^[0-9a-f]{16}$/.test(name.slice(start.length, -end.length)),
  );
  return found.filter((name) => attempt(() => rmSync(join(dirname(target), name)) ?? true));
}

function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

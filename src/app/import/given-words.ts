import { IMPORT_FLAGS, INPUT_FLAGS } from '../../cli/commands/import-flags.ts';
import type { Flag } from '../../cli/define-command.ts';

/** Flags that say how a command is shown or asked for, and those that stand in a place of their own. */
const LEFT_OUT = ['mapping', 'dry-run', 'json', 'quiet', 'verbose', 'yes', 'progress', 'profile', 'base-url', 'home'];
/** Flags that belong to the very file: of its errors there is another. */
const OF_FILE = ['limit', 'out'];

/** The flags that a run was given, as words of the next command: those that differ from what is so anyway. */
export function givenWords(given: object, { isSameFile }: { readonly isSameFile: boolean }): string[] {
  const values = given as Readonly<Record<string, unknown>>;
  const flags = Object.entries(IMPORT_FLAGS as Readonly<Record<string, Flag>>);
  return flags.flatMap(([name, flag]) => {
    const value = values[name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())];
    if (LEFT_OUT.includes(name) || (!isSameFile && OF_FILE.includes(name))) return [];
    if (value === undefined || value === false || value === flag.default) return [];
    if (value === true) return [`--${name}`];
    return [value].flat().flatMap((each) => [`--${name}`, String(each)]);
  });
}

/** Was anything given that `check` does not take, so that only `import --dry-run` is the same? */
export function isBeyondCheck(given: object): boolean {
  const shared = Object.keys(INPUT_FLAGS).map((name) => `--${name}`);
  const words = givenWords(given, { isSameFile: true }).filter((word) => word.startsWith('--'));
  return words.some((word) => !shared.includes(word));
}

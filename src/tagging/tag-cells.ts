/** What stands between the tags of a cell; the first is that of a list on the command line. */
const SEPARATORS = ',;，；、\n';

/** The pattern by which a mapping makes all separators the same. */
export const SEPARATOR_PATTERN = `[${SEPARATORS.replace('\n', '\\n')}]`;

/** The tags in a cell, or in a list on the command line. */
export function tagNames(text: string): string[] {
  const names = text.split(new RegExp(SEPARATOR_PATTERN)).map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ''))];
}

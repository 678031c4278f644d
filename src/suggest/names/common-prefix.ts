/** What parts a prefix such as `Person - Email` from the name. */
const PREFIX_SEPARATOR = /\s+[-–—:>]\s+|\s*(?:::|[:./>])\s*/;

const MIN_PREFIX_SHARE = 0.6;
const MIN_PREFIX_COLUMNS = 4;

/** Column names without the prefix that most of them share, as exports write it: `Person - Name` is `Name`. */
export function withoutCommonPrefix(names: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const name of names) {
    const prefix = prefixOf(name);
    if (prefix !== undefined) counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
  }
  const shared = [...counts].find(
    ([, count]) => count >= MIN_PREFIX_COLUMNS && count >= names.length * MIN_PREFIX_SHARE,
  )?.[0];
  if (shared === undefined) return [...names];
  return names.map((name) =>
    prefixOf(name) === shared ? name.slice(shared.length).replace(/^[\s\-–—:./>]+/, '') : name,
  );
}

function prefixOf(name: string): string | undefined {
  const match = PREFIX_SEPARATOR.exec(name);
  return match === null || match.index === 0 || match.index + match[0].length >= name.length
    ? undefined
    : name.slice(0, match.index);
}

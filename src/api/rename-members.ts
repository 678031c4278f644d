/** Names that differ only in case and underscores are one name: `visitorIds`, `visitorids`. */
function foldName(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

/**
 * Makes a function that renames an object's members to the known names they match but for case and underscores.
 * `user/detail` needs it: its table has `cityName`, its example `city_name`. Unknown members keep their names. Of twins
 * the one that already has the known name wins, unless it is `null`.
 */
export function renameMembersTo(knownNames: readonly string[]): (value: unknown) => unknown {
  const known = new Map(knownNames.map((name) => [foldName(name), name]));
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const members = Object.entries(value).map(([name, member]) => {
      return { name, member: member as unknown, target: known.get(foldName(name)) ?? name };
    });
    const filled = members.filter(({ member }) => member !== null);
    const somehow = new Set(filled.map(({ target }) => target));
    const exactly = new Set(filled.filter(({ name, target }) => name === target).map(({ target }) => target));
    return Object.fromEntries(
      members
        .filter(({ member, target }) => member !== null || !somehow.has(target))
        .map(({ name, member, target }) => [exactly.has(target) ? name : target, member]),
    );
  };
}

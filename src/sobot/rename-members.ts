/** Names that differ only in case and underscores are one name: `visitorIds`, `visitorids`. */
function fold(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

/**
 * Makes a function that renames an object's members to the known names they match but for case and underscores.
 * `user/detail` needs it: its table has `cityName`, its example `city_name`. Unknown members keep their names, and a
 * member that already has the known name wins over a twin.
 */
export function renameTo(knownNames: readonly string[]): (value: unknown) => unknown {
  const known = new Map(knownNames.map((name) => [fold(name), name]));
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const members = Object.entries(value);
    const taken = new Set(members.filter(([, member]) => member !== null).map(([name]) => name));
    const renamed = members.map(([name, member]): [string, unknown] => {
      const target = known.get(fold(name)) ?? name;
      return [target === name || taken.has(target) ? name : target, member];
    });
    return Object.fromEntries(renamed);
  };
}

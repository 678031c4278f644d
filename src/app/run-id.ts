/** A new run's id: its start in local time, so that ids sort, and four random characters: `20261123-0412-7f3a`. */
export function newRunId(nowMs: number, random: () => number): string {
  const at = new Date(nowMs);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`;
  const suffix = Math.floor(random() * 0x10000)
    .toString(16)
    .padStart(4, '0');
  return `${day}-${two(at.getHours())}${two(at.getMinutes())}-${suffix}`;
}

const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;
const dayMs = 86_400_000;
const epoch = Date.UTC(1899, 11, 30);
/** Before 1 March 1900 programs disagree about which day a number is. */
const firstSerial = 61;

/** The serial number of an ISO date or moment, by its wall-clock time; nothing if it is none that XLSX can hold. */
export function serialFromText(text: string): number | undefined {
  const match = iso.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const ms = Number((match[7] ?? '0').padEnd(3, '0'));
  const time = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  const back = new Date(time);
  if (back.getUTCMonth() !== month - 1 || back.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59)
    return undefined;
  const serial = (time - epoch) / dayMs;
  return serial >= firstSerial ? serial : undefined;
}

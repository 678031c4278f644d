const MAX_SHEET_NAME_CHARS = 31;

/** A name that Excel accepts for a sheet: no `[]:*?/\`, at most 31 characters, the number behind it from the second on. */
export function sheetName(wanted: string, number = 1): string {
  const suffix = number === 1 ? '' : ` (${number})`;
  const clean = wanted
    .replace(/[[\]:*?/\\\p{Cc}]/gu, ' ')
    .replace(/^[\s']+|[\s']+$/g, '')
    .slice(0, MAX_SHEET_NAME_CHARS - suffix.length);
  return `${clean === '' ? 'Sheet' : clean}${suffix}`;
}

/** A time as `YYYY-MM-DD HH:mm:ss` in the tenant's time zone, UTC+8. */
export function dateTime(timeMs: number): string {
  return new Date(timeMs + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}

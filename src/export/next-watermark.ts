/** Records that were changed at about the same time may become visible a little later. */
const LEAST_OVERLAP_SECONDS = 300;

/**
 * From when on the next export of changes has to look. It goes by the times that the records bear, so that clocks need
 * not agree, and reaches back by as long as this export took: a record that changed after its page had been read bears a
 * time that is at most so much earlier than the latest one seen. Nothing where it stays as it is.
 */
export function nextWatermark(newest: number, durationMs: number, before: number | undefined): number | undefined {
  if (newest <= 0) return undefined;
  const overlap = Math.max(LEAST_OVERLAP_SECONDS, Math.ceil(durationMs / 1000) + LEAST_OVERLAP_SECONDS / 5);
  const next = newest - overlap;
  return before !== undefined && next <= before ? undefined : next;
}

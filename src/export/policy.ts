/**
 * How an export reads a list, in numbers. Counts of pages and rows unless the unit is in the name. How a single request is retried is
 * in `RESILIENCE_POLICY`.
 */
export const EXPORT_POLICY = {
  reading: {
    /** Pages that may have been requested and not yet been written, for each request in flight. */
    lookahead: 4,
    /** How many successive pages without new rows show that the server has no others. */
    maxRepeatedPages: 2,
    /** How often a list that cannot be split is read again before it counts as incomplete. */
    maxRereads: 6,
    /** How many lists of parents may be refused in a row before the whole export fails. */
    maxRefusalsInARow: 20,
    /** How many incomplete parts are reported individually. */
    maxShortfalls: 8,
  },
  partitions: {
    /** Partitions are planned shorter than their limit, because rows are not evenly distributed in time. */
    fill: 0.9,
    fillOfOnePage: 0.6,
    /** By how much a long partition may exceed its planned length before it is split again. */
    tolerance: 1.25,
    maxPages: 50,
    /** How many long partitions have their first page read ahead; more would be stale by the time they are read. */
    longAhead: 2,
    /** How many parts a list is split into at once; the parts of a longer one are split again. */
    maxParts: 512,
    /** The number of parts of a list whose count cannot be trusted. */
    distrustedParts: 4,
  },
  counts: {
    /** How many lists that stay shorter than their count show that the server counts too many. */
    maxMiscounted: 3,
    /** Counts that are multiples of these may be the most that the server ever reports, and not the number of rows. */
    roundCount: 100,
    veryRoundCount: 1000,
    /** A page shorter than this is hardly ever full, so requesting the next one for each of many lists would be wasteful. */
    shortListRows: 10,
    /** After so many short lists without a second page, the counts of short lists are trusted. */
    minConfirmedShortLists: 3,
  },
  details: {
    /** Batches of rows that are enriched at once; each takes one call per row. */
    batchesAhead: 2,
    /** If every one of so many records is refused, the call itself fails: that many are not deleted at once. */
    minRefusalsToFail: 10,
  },
  sinceLast: {
    /** Records that were changed at about the same time may become visible a little later. */
    minOverlapSeconds: 300,
    /** The largest error of a clock that is allowed for when it was set back. */
    maxSetBackSeconds: 86_400,
  },
  writing: {
    /** A shorter list is written without a thread. */
    minRowsForThread: 3000,
    /** How many batches and checkpoints the thread may have before the first of them is written. */
    maxEnqueued: 6,
  },
} as const;

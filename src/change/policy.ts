/** The limits of comparing and changing records. */
export const CHANGE_POLICY = {
  reading: {
    /** Rows whose records are read at once, if nothing depends on how old the answers are. */
    rowsAtOnce: 100,
    /** Rows whose records are read at once right before they are written, for each request in flight: enough to keep all busy. */
    rowsPerRequest: 2,
    /** … but no more than are written in so many seconds at the given rate, so that hardly anybody changes one in between. */
    maxSecondsBeforeWriting: 2,
    /** Customers in one call of "Query Customer Tags in Batch". */
    tagsPerCall: 100,
    /** Pages of a customer's behaviors that are read for its stage. */
    maxBehaviorPages: 20,
  },
} as const;

/** The limits of comparing and changing records. */
export const CHANGE_POLICY = {
  reading: {
    /** Rows whose records are read at once, if nothing depends on how old the answers are. */
    rowsAtOnce: 100,
    /** Rows whose records are read at once right before they are written: few, so that nobody changes one in between. */
    rowsBeforeWriting: 16,
    /** Customers in one call of "Query Customer Tags in Batch". */
    tagsPerCall: 100,
    /** Pages of a customer's behaviors that are read for its stage. */
    maxBehaviorPages: 20,
  },
} as const;

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
    /** Customers whose list is read, in pages of 100, for the agents that an assignment replaces, though nobody has asked to. */
    maxCustomersForAgents: 10_000,
    /** A mirror that was refreshed in this time is refreshed by an undo, to tell who has changed what it keeps: that costs few calls. */
    maxMirrorAgeMs: 24 * 3_600_000,
  },
  /** Names of cities, enterprises, … that are remembered for messages and workbooks; about 100 bytes each. */
  maxLearntNames: 20_000,
} as const;

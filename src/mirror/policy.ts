/** How the mirror is read, stored and waited for, in numbers. */
export const MIRROR_POLICY = {
  reading: {
    /** Customers in one request, unless it is given. */
    pageSize: 100,
    /** Customers whose tags one call returns. */
    tagsPerCall: 100,
    /** A full reading that took longer than this is followed by one of the changes made meanwhile. */
    maxUnfollowedMs: 10_000,
  },
  writing: {
    /** Rows in one transaction. */
    rowsPerTransaction: 1000,
  },
  freshness: {
    /** Times of change are in seconds: what was read so shortly after one may lack a change in the same second. */
    minAfterChangeMs: 2000,
  },
  packing: {
    /** Size of the text of typical rows with which records are compressed. More makes them smaller and slower to write. */
    dictionaryBytes: 8192,
    /** A dictionary of fewer rows is replaced by the next full reading. */
    minDictionaryRows: 20,
    compressionLevel: 3,
  },
  history: {
    /** Changes that were noticed longer ago are deleted, and those beyond this number, the oldest first. */
    maxDays: 400,
    maxChanges: 1_000_000,
  },
  locks: {
    busyTimeoutMs: 15_000,
    /** How often a lock that another process holds is tried again. */
    pollMs: 100,
  },
  pages: {
    /** SQLite's cache of the file, in KiB. */
    cacheKib: 32_000,
  },
} as const;

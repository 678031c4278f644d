/** How long a notification may take, in numbers: it must not keep a run that has ended from ending. */
export const NOTIFY_POLICY = {
  /** Attempts for one message, each with its own time limit, and the time for all of them together. */
  attempts: 3,
  attemptMs: 10_000,
  totalMs: 35_000,
  /** Longest pause before the next attempt. */
  maxPauseMs: 3_000,
  /** Causes that a message lists, and the bytes of a text: the least that a vendor takes is 2,048 (WeCom). */
  maxCauses: 3,
  maxTextBytes: 2_000,
  /** More of an answer is not read. */
  maxAnswerBytes: 65_536,
  /** What a message about a failed notification quotes of the answer, including the ellipsis. */
  maxQuotedChars: 120,
} as const;

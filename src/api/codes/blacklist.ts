/** `black_type`: for how long a customer is on the blacklist. */
export const blackType = { forever: -1, '24h': 24, '48h': 48, '72h': 72 } as const;

/** `black_type` in an answer, where 0 (with `is_black` 0) says that the customer is no longer listed. */
export const listedBlackType = { ...blackType, 'not-listed': 0 } as const;

/** `is_black`. */
export const isBlack = { no: 0, yes: 1 } as const;

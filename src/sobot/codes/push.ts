/** `status` of a customer in a message push, text on the wire. */
export const recordStatus = { normal: '8', deleted: '9' } as const;

/** `black_type` in a message push. */
export const pushBlackType = { '24h': '24h', '48h': '48h', '72h': '72h' } as const;

/** `bizid_type` of a message push: what the business id belongs to. */
export const businessType = { none: '0', chat: '1', talk: '2', ticket: '3' } as const;

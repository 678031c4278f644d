/** `is_multiple_choice` of a tag group: may a customer carry several of its tags? */
export const multipleChoice = { 'not-allowed': 0, allowed: 1 } as const;

/** `type` of a tag group: what its tags are for. */
export const tagGroupType = { visitor: 0, customer: 1, ticket: 2 } as const;

/** `status` of a tag or a tag group. */
export const tagStatus = { deleted: -1, invalid: 0, valid: 1 } as const;

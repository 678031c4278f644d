/** `assign_biz_type` of `public_user/assign`, text on the wire: what kind of assignment it is. */
export const assignBizType = {
  'to-be-assigned': '1',
  'customer-pool': '2',
  'receive-from-pool': '3',
  'my-customer': '4',
  'following-up': '5',
} as const;

/** `confirm_type` of `public_user/confirm`, a number on the wire. */
export const confirmType = { valid: 1, invalid: 2 } as const;

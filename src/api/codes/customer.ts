/** `sex`. */
export const gender = { male: 1, female: 2 } as const;

/** `crm_status`: where a customer stands. */
export const crmStatus = { 'first-inquiry': 1, 'to-be-assigned': 2, 'follow-up': 3, 'customer-pool': 4 } as const;

/** `is_vip`, text on the wire. */
export const vipFlag = { general: '0', vip: '1' } as const;

/** `user_status`. */
export const userStatus = { normal: 0, blacklisted: 1 } as const;

/** `create_type`, `update_type` and `biz_operator_type`: who did it. */
export const actorType = {
  agent: 1,
  'collection-bot': 2,
  'reception-bot': 3,
  'voice-bot': 4,
  'telemarketing-bot': 5,
  trigger: 6,
  'scheduled-task': 7,
} as const;

/** `upset_ex_field_str` of `user/update`: what happens to the custom fields that a call does not carry. */
export const customFieldUpdate = { overwrite: 0, merge: 1 } as const;

/** `search_type` of `user/list_by_page`: what `search_value` is compared with. */
export const searchType = { nickname: 1, 'real-name': 2, company: 3, phone: 4, email: 5 } as const;

/** `module_type` of `user/list_by_page`: which of the customer lists. */
export const moduleType = {
  all: '1',
  new: '2',
  'to-be-assigned': '3',
  'follow-up': '4',
  'customer-pool': '5',
  mine: '6',
} as const;

/** `isblack` of `user/list_by_page`, text on the wire. */
export const blacklisted = { no: '0', yes: '1' } as const;

/** `development_mode`: how WeCom was connected. */
export const developmentMode = { 'third-party': 1, 'self-built': 2 } as const;

/** `follow_user.status`: the friendship of a WeCom employee and a customer. */
export const followUserStatus = { normal: 1, 'deleted-by-employee': -1, 'deleted-by-customer': -2 } as const;

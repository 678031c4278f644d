/** `biz_type` filter of `user_dynamic/list_by_page`. Not sent means all. */
export const behaviorType = {
  'follow-up-record': 'groupService',
  'customer-status': 'groupUser',
  other: 'groupOther',
} as const;

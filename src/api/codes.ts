/** Codes of the API by the English names that users may write instead: `{ 'follow-up': 3 }`. */
export type CodeTable = Readonly<Record<string, string | number>>;

/** Any of the codes of a table. */
export type CodeValue<Table extends CodeTable> = Table[keyof Table];

/** The name of a code, which may come as a number or as digits. */
export function codeName(table: CodeTable, value: unknown): string | undefined {
  return Object.keys(table).find((name) => String(table[name]) === String(value));
}

/** `type` of an entry in the tree of departments and agents. */
export const agentNodeType = { department: 1, agent: 2 } as const;

/** `manager` (`manager_flag` in the example) of an agent. */
const managerFlag = { admin: 1, agent: 2 } as const;

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

/** `biz_type` filter of `user_dynamic/list_by_page`. Not sent means all. */
export const behaviorType = {
  'follow-up-record': 'groupService',
  'customer-status': 'groupUser',
  other: 'groupOther',
} as const;

/** `black_type`: for how long a customer is on the blacklist. */
export const blackType = { forever: -1, '24h': 24, '48h': 48, '72h': 72 } as const;

/** `black_type` in an answer, where 0 (with `is_black` 0) says that the customer is no longer listed. */
const listedBlackType = { ...blackType, 'not-listed': 0 } as const;

/** `is_black`. */
const isBlack = { no: 0, yes: 1 } as const;

/** `field_type` of a custom field's definition. */
export const fieldType = {
  text: 1,
  'multi-line-text': 2,
  date: 3,
  time: 4,
  number: 5,
  'drop-down': 6,
  'check-box': 7,
  radio: 8,
  cascade: 9,
} as const;

/** `field_type` in a message push, where radio and check box are swapped and there is no cascade. */
const pushFieldType = {
  text: '1',
  'multi-line-text': '2',
  date: '3',
  time: '4',
  number: '5',
  'drop-down': '6',
  radio: '7',
  'check-box': '8',
} as const;

/** `fill_flag`: must every customer have it? */
export const fillFlag = { optional: 0, required: 1 } as const;

/** `sex`. */
export const gender = { male: 1, female: 2 } as const;

/** `crm_status`: where a customer stands. */
export const crmStatus = { 'first-inquiry': 1, 'to-be-assigned': 2, 'follow-up': 3, 'customer-pool': 4 } as const;

/** `is_vip`, text on the wire. */
export const vipFlag = { general: '0', vip: '1' } as const;

/** `user_status`. */
const userStatus = { normal: 0, blacklisted: 1 } as const;

/** `create_type`, `update_type` and `biz_operator_type`: the actor. */
const actorType = {
  agent: 1,
  'collection-bot': 2,
  'reception-bot': 3,
  'voice-bot': 4,
  'telemarketing-bot': 5,
  trigger: 6,
  'scheduled-task': 7,
} as const;

/** `upset_ex_field_str` of `user/update`: what happens to custom fields that are not in the call. */
export const customFieldUpdate = { overwrite: 0, merge: 1 } as const;

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
const followUserStatus = { normal: 1, 'deleted-by-employee': -1, 'deleted-by-customer': -2 } as const;

/** Languages that the API speaks: the `language` header, and the `language` of the time zone, language and country lists. */
export const apiLanguage = { english: 'en', chinese: 'zh' } as const;

/** `rich_text_flag` of multilingual content. */
export const richText = { filtered: 0, kept: 1 } as const;

/** `status` of multilingual content. */
const contentStatus = { normal: 1, deleted: -1 } as const;

/** `stage_type` of `user_stage/stage_save`. The 2 of the document is only the heading of the three results. */
export const stageType = { process: 1, succeeded: 21, failed: 22, invalid: 23 } as const;

/** `is_multiple_choice` of a tag group: may a customer carry several of its tags? */
export const multipleChoice = { 'not-allowed': 0, allowed: 1 } as const;

/** `type` of a tag group: what its tags are for. */
const tagGroupType = { visitor: 0, customer: 1, ticket: 2 } as const;

/** `status` of a tag or a tag group. */
const tagStatus = { deleted: -1, invalid: 0, valid: 1 } as const;

/** `status` of a customer in a message push, text on the wire. */
const recordStatus = { normal: '8', deleted: '9' } as const;

/** `black_type` in a message push. */
const pushBlackType = { '24h': '24h', '48h': '48h', '72h': '72h' } as const;

/** `bizid_type` of a message push: what the business id belongs to. */
const businessType = { none: '0', chat: '1', talk: '2', ticket: '3' } as const;

/** Members of a pushed customer whose values are codes. They arrive as text, also where the lists have numbers. */
export const PUSH_CODES: Readonly<Record<string, CodeTable>> = {
  status: recordStatus,
  sex: gender,
  crm_status: crmStatus,
  user_status: userStatus,
  is_black: isBlack,
  black_type: pushBlackType,
  stage_type: stageType,
  create_type: actorType,
  update_type: actorType,
  biz_operator_type: actorType,
  bizid_type: businessType,
  'extend_field_values.field_type': pushFieldType,
};

const customer = {
  sex: gender,
  crm_status: crmStatus,
  is_vip: vipFlag,
  user_status: userStatus,
  create_type: actorType,
} as const;

const customField = { field_type: fieldType, fill_flag: fillFlag } as const;

/** Members of answers whose values are codes, by the endpoint's name. `a.b` is the member `b` of the list `a`. */
export const ANSWER_CODES: Readonly<Record<string, Readonly<Record<string, CodeTable>>>> = {
  'user/get_multilingual_content_detail': { status: contentStatus },
  'label_group/list': { type: tagGroupType, is_multiple_choice: multipleChoice, status: tagStatus },
  'label/list': { status: tagStatus },
  'user/list_by_page': { ...customer, development_mode: developmentMode, 'follow_user.status': followUserStatus },
  'user/detail': customer,
  'user/user_list': { type: agentNodeType, manager: managerFlag, manager_flag: managerFlag },
  'custom_field/custom_fieid_info_list': customField,
  'enterprise/query_custom_field_list': customField,
  'user/query_black_list': { black_type: listedBlackType, is_black: isBlack, user_status: userStatus },
};

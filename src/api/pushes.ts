import { z } from 'zod';
import { optionalText, renameMembersTo, wireInteger, wireList, wireText } from './answer-schemas.ts';

/** A message that the CRM sends to a callback of yours, as data. */
interface Push<Message extends z.ZodType = z.ZodType> {
  /** The heading of its section in the API document. */
  readonly title: string;
  /** When it is sent, in one sentence. */
  readonly summary: string;
  /** Schema of the whole message. Unknown members are kept. */
  readonly message: Message;
}

function definePush<Content extends z.ZodType>(push: { title: string; summary: string; content: Content }) {
  const { title, summary, content } = push;
  const message = z.looseObject({ sys_code: wireText, type: wireText, content: wireList(content) });
  return { title, summary, message } as const satisfies Push;
}

/** A custom field's value. The codes of its `field_type` differ from those of a definition: see `pushFieldType`. */
const extendFieldValue = z.looseObject({
  field_value: optionalText,
  field_type: optionalText,
  fieldid: optionalText,
  field_params: optionalText,
  data_params: optionalText,
});

/** All values are text. The table spells `wx_build_unionid`, the examples `wx_build_unionId`: the result has the table's spelling. */
const customer = z.looseObject({
  companyid: wireText,
  userid: wireText,
  msg_type: wireText,
  datetime: wireText,
  status: wireText,
  user_nick: optionalText,
  user_name: optionalText,
  user_emails: optionalText,
  user_tels: optionalText,
  qq: optionalText,
  wx: optionalText,
  sex: optionalText,
  remark: optionalText,
  crm_status: optionalText,
  user_status: optionalText,
  user_level: optionalText,
  user_label: optionalText,
  unionid: optionalText,
  wx_build_unionid: optionalText,
  province_name: optionalText,
  city_name: optionalText,
  area_name: optionalText,
  liable_agentid: optionalText,
  liable_agent_name: optionalText,
  liable_department_name: optionalText,
  helper_agentid: optionalText,
  helper_agent_name: optionalText,
  stageid: optionalText,
  stage_name: optionalText,
  stage_type: optionalText,
  is_black: optionalText,
  black_type: optionalText,
  black_reason: optionalText,
  black_endtime: optionalText,
  delete_reason: optionalText,
  bizid: optionalText,
  bizid_type: optionalText,
  biz_operatorid: optionalText,
  biz_operator_name: optionalText,
  biz_operator_type: optionalText,
  qywx_friends_name: optionalText,
  group_chat_name: optionalText,
  create_id: optionalText,
  create_name: optionalText,
  create_type: optionalText,
  create_datetime: optionalText,
  update_id: optionalText,
  update_name: optionalText,
  update_type: optionalText,
  update_datetime: optionalText,
  extend_field_values: wireList(extendFieldValue),
});

const combination = z.looseObject({
  companyid: wireText,
  datetime: wireInteger,
  biz_operatorid: optionalText,
  biz_operator_name: optionalText,
  msg_type: wireInteger,
  userid: wireText,
  merged_userid: wireText,
});

/** The members of a pushed customer by the names of the document's table, and of a combination. */
export const PUSH_MEMBERS = {
  customer: Object.keys(customer.shape),
  combination: Object.keys(combination.shape),
} as const;

/** Gives a pushed customer the member names of the document's table: its examples spell `wx_build_unionId`. */
export const renamePushMembers = renameMembersTo(PUSH_MEMBERS.customer);

const pushedCustomer = z.preprocess(renamePushMembers, customer);

/** Every message push. Additions and updates have the same members; `push/read-push.ts` says how they are told apart. */
export const pushes = {
  addCustomer: definePush({
    title: 'Add Customer',
    summary: 'Sent when a customer is added.',
    content: pushedCustomer,
  }),
  updateCustomer: definePush({
    title: 'Update Customer',
    summary: "Sent when a customer's information or follow-up stage is edited.",
    content: pushedCustomer,
  }),
  combineCustomer: definePush({
    title: 'Combine Customer',
    summary: 'Sent when customers are combined; `merged_userid` is the combined one.',
    content: combination,
  }),
} as const;

/** The customer in a pushed addition or update. */
export type PushedCustomer = z.output<typeof pushedCustomer>;

/** Which two customers were combined. */
export type CustomerCombination = z.output<typeof combination>;

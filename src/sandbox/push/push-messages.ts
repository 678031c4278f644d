import { API_AGENT } from '../handlers/customer-answers.ts';
import { type Customer, isBlacklisted } from '../store/customer.ts';
import { type CustomField, FIELD_TYPES } from '../tenant/custom-fields.ts';
import { nowSeconds, type World } from '../world.ts';

/** A message as the CRM posts it. Source: "Customer CRM message push". */
export interface PushedMessage {
  readonly sys_code: '50';
  readonly type: 'crm';
  readonly content: readonly Readonly<Record<string, unknown>>[];
}

/** What happened to a customer. Both messages look the same but for `update_type`, which the example of an addition has blank. */
export type CustomerEvent = 'add' | 'update';

/** Type codes of custom fields that differ in pushes from those of the definitions. */
const PUSHED_TYPES: Readonly<Record<number, string>> = { [FIELD_TYPES.radio]: '7', [FIELD_TYPES.checkBox]: '8' };

/** The message of an added or edited customer: all members are texts, blank where there is nothing. */
export function customerMessage(customer: Customer, event: CustomerEvent, world: World): PushedMessage {
  const { texts, stage, black } = customer;
  const { tenant } = world;
  const seconds = nowSeconds(world);
  const isBlack = isBlacklisted(customer, seconds);
  return message({
    area_name: texts.area_name ?? '',
    liable_agentid: texts.liable_serviceid ?? '',
    update_id: API_AGENT.id,
    biz_operatorid: '',
    update_datetime: String(customer.updateTime),
    create_type: '1',
    user_emails: texts.email ?? '',
    crm_status: String(customer.status),
    userid: customer.id,
    update_name: API_AGENT.name,
    user_tels: texts.tel ?? '',
    delete_reason: '',
    companyid: tenant.companyId,
    datetime: String(seconds),
    create_id: API_AGENT.id,
    stage_name: stage?.name ?? '',
    black_reason: isBlack ? (black?.reason ?? '') : '',
    qq: texts.qq ?? '',
    update_type: event === 'add' ? '' : '1',
    black_type: isBlack && black && black.type > 0 ? `${black.type}h` : '',
    liable_agent_name: texts.liable_service_name ?? '',
    province_name: texts.provice_name ?? '',
    msg_type: '0',
    group_chat_name: '',
    biz_operator_type: '',
    status: '8',
    unionid: customer.lists?.wx_unionids?.[0] ?? '',
    user_name: texts.uname ?? '',
    remark: texts.remark ?? '',
    is_black: isBlack ? '1' : '0',
    city_name: texts.city_name ?? '',
    liable_department_name: '',
    create_datetime: String(customer.createTime),
    wx_build_unionId: texts.wx_build_unionid ?? '',
    helper_agentid: '',
    user_status: isBlack ? '1' : '0',
    wx: texts.wx ?? '',
    helper_agent_name: '',
    stage_type: stage ? String(stage.type) : '',
    user_label: customer.tags.join(','),
    sex: customer.sex === null ? '' : String(customer.sex),
    bizid_type: '',
    biz_operator_name: '',
    user_nick: texts.nick ?? '',
    extend_field_values: customEntries(customer, tenant.customerFields.fields),
    qywx_friends_name: '',
    bizid: '',
    user_level: texts.vip_level ?? '',
    black_endtime: isBlack && black ? String(black.endTime) : '',
    stageid: stage?.id ?? '',
    create_name: API_AGENT.name,
  });
}

/** The message of two customers that were combined. */
export function combinationMessage(userid: string, mergedUserid: string, world: World): PushedMessage {
  return message({
    companyid: world.tenant.companyId,
    datetime: nowSeconds(world),
    biz_operatorid: API_AGENT.id,
    msg_type: 1,
    biz_operator_name: API_AGENT.name,
    userid,
    merged_userid: mergedUserid,
  });
}

function message(entry: Readonly<Record<string, unknown>>): PushedMessage {
  return { sys_code: '50', type: 'crm', content: [entry] };
}

/** The filled custom fields; `""` if there is none, as in the example. */
function customEntries({ custom }: Customer, fields: readonly CustomField[]): unknown {
  const entries = fields.flatMap(({ id, type, position }) => {
    const value = custom[position];
    return value ? [{ field_value: value, field_type: PUSHED_TYPES[type] ?? String(type), fieldid: id }] : [];
  });
  return entries.length === 0 ? '' : entries;
}

import { agentNodeType, managerFlag } from './agent.ts';
import { isBlack, listedBlackType } from './blacklist.ts';
import type { CodeTable } from './code-table.ts';
import { fieldType, fillFlag } from './custom-field.ts';
import { actorType, crmStatus, gender, userStatus, vipFlag } from './customer.ts';
import { developmentMode, followUserStatus } from './customer-list.ts';
import { contentStatus } from './language.ts';
import { multipleChoice, tagGroupType, tagStatus } from './tag.ts';

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

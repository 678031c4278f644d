import { z } from 'zod';
import { blacklisted, developmentMode, moduleType, searchType } from '../codes/customer-list.ts';
import { defineEndpoint } from '../endpoint.ts';
import { filledText, integerOrDigits, optional, pageNumber, queryCode, required, text } from '../parameters.ts';
import { renameMembersTo } from '../rename-members.ts';
import { itemAnswer, pageAnswer } from '../wire.ts';
import { customerDetail, customerListRow } from './customer-row.ts';

/** A GET, whatever the example's `-X POST` says. `wx_build_unionId` has its capital here and nowhere else. */
export const listCustomers = defineEndpoint({
  name: 'user/list_by_page',
  title: 'Query Customer List',
  summary: 'Lists customers, filtered and in pages.',
  method: 'GET',
  path: '/api/scrm/5/user/list_by_page',
  request: z.strictObject({
    search_type: optional(
      queryCode(searchType),
      'What to search (1: customer nickname, 2: real name, 3: company, 4: phone no., 5: email)',
    ),
    search_value: optional(text(), 'What to search for'),
    wx_build_unionId: optional(text(), 'WeChat unionId of the customer, self-built app'),
    stageid: optional(text(), 'Follow-up stage id'),
    create_start_time: optional(integerOrDigits, 'Created at or after (s)'),
    create_end_time: optional(integerOrDigits, 'Created at or before (s)'),
    user_label: optional(z.array(filledText()), 'Ids of business tags or WeCom tags, joined by ","'),
    isblack: optional(queryCode(blacklisted), 'Blacklisted or not (1: yes, 0: no)'),
    module_type: optional(
      queryCode(moduleType),
      'Which list (1: all customers (default), 2: new, 3: to be assigned, 4: follow-up, 5: customer pool, 6: mine)',
    ),
    external_userid: optional(text(), 'External contact id of WeCom'),
    development_mode: optional(
      queryCode(developmentMode),
      'How WeCom is connected (1: third-party development (default), 2: self-built application)',
    ),
    update_start_time: optional(integerOrDigits, 'Updated at or after (s)'),
    update_end_time: optional(integerOrDigits, 'Updated at or before (s)'),
    liable_serviceid: optional(text(), 'Agent id'),
    page_no: required(pageNumber, 'Page, from 1'),
    page_size: required(pageNumber, 'Entries on a page (15 by default); the server may cap it'),
  }),
  answer: pageAnswer(customerListRow),
  paged: true,
  repeatable: true,
});

const detailMembers = renameMembersTo(Object.keys(customerDetail.shape));

/** The table shows camelCase members, the example snake_case in `item`: both are read, snake_case comes out. */
export const getCustomer = defineEndpoint({
  name: 'user/detail',
  title: 'Query Customer Details',
  summary: 'Gets everything about one customer.',
  method: 'POST',
  path: '/api/scrm/5/user/detail',
  request: z.strictObject({ id: required(filledText(), 'Customer id') }),
  answer: itemAnswer(z.preprocess(detailMembers, customerDetail.nullish())),
  repeatable: true,
});

import { z } from 'zod';
import {
  itemAnswer,
  listAnswer,
  optionalInteger,
  optionalText,
  pageAnswer,
  plainAnswer,
  wireList,
  wireText,
} from '../answer-schemas.ts';
import { multipleChoice } from '../codes.ts';
import { defineEndpoint } from '../endpoint.ts';
import { code, filledText, optional, pageNumber, required, text } from '../parameters.ts';

/** Errors 510007 and 510008: names of tags and tag groups, and param names, cannot exceed 30 characters. */
const MAX_NAME_CHARS = 30;

/** A repeated call returns 510002, so that the group which the first attempt created can be looked up. */
export const saveTagGroup = defineEndpoint({
  name: 'label_group/save',
  title: 'Create Tag Group Info',
  summary: 'Creates a tag group with its tags.',
  method: 'POST',
  path: '/api/scrm/5/label_group/save',
  access: 'write',
  request: z.strictObject({
    name: required(filledText(MAX_NAME_CHARS), 'Tag group name (30 chars max)'),
    color_value: required(text(), 'Colour value of the tag group, such as #345454'),
    is_multiple_choice: required(code(multipleChoice), 'May a customer carry several of its tags? 0: no, 1: yes'),
    label_list: required(z.array(z.strictObject({ name: filledText(MAX_NAME_CHARS) })), 'Tags, each with its name'),
  }),
  answer: itemAnswer(wireText),
  repeatable: true,
});

/** Changes name, colour or choice of a group; its tags stay. */
export const updateTagGroup = defineEndpoint({
  name: 'label_group/update',
  title: 'Edit Tag Group Info',
  summary: 'Edits a tag group.',
  method: 'POST',
  path: '/api/scrm/5/label_group/update',
  access: 'write',
  request: z.strictObject({
    id: required(filledText(), 'Tag group id'),
    name: required(filledText(MAX_NAME_CHARS), 'Tag group name (30 chars max)'),
    color_value: optional(text(), 'Colour value of the tag group'),
    is_multiple_choice: optional(code(multipleChoice), 'May a customer carry several of its tags? 0: no, 1: yes'),
  }),
  answer: plainAnswer,
  repeatable: true,
});

/** Business tag groups only. */
export const listTagGroups = defineEndpoint({
  name: 'label_group/list',
  title: 'Query Tag Group List',
  summary: 'Lists the tag groups.',
  method: 'GET',
  path: '/api/scrm/5/label_group/list',
  access: 'read',
  request: z.strictObject({
    page_no: required(pageNumber, 'Page, from 1'),
    page_size: required(pageNumber, 'Entries on a page (100 by default)'),
  }),
  answer: pageAnswer(
    z.looseObject({
      id: wireText,
      bizid: optionalText,
      type: optionalInteger,
      name: optionalText,
      color_value: optionalText,
      is_multiple_choice: optionalInteger,
      status: optionalInteger,
      create_time: optionalText,
      update_time: optionalText,
      create_time_ms: optionalInteger,
      update_time_ms: optionalInteger,
    }),
  ),
  paged: true,
  repeatable: true,
});

/** The id goes into the query: the path segment of the example is a mistake. */
export const removeTagGroup = defineEndpoint({
  name: 'label_group/remove',
  title: 'Delete Tag Group Info',
  summary: 'Deletes a tag group and all tags in it.',
  method: 'GET',
  path: '/api/scrm/5/label_group/remove',
  access: 'write',
  request: z.strictObject({ id: required(filledText(), 'Tag group id') }),
  answer: plainAnswer,
  repeatable: true,
});

/** Returns no id: list the group's tags to get it. The `groupId` of the example is a mistake. */
export const saveTag = defineEndpoint({
  name: 'label/save',
  title: 'Create Tag Info',
  summary: 'Creates a tag in a tag group.',
  method: 'POST',
  path: '/api/scrm/5/label/save',
  access: 'write',
  request: z.strictObject({
    name: required(filledText(MAX_NAME_CHARS), 'Tag name (30 chars max)'),
    groupid: required(filledText(), 'Tag group id'),
    param_name: optional(text(MAX_NAME_CHARS), 'Tag param name (30 chars max)'),
  }),
  answer: plainAnswer,
  repeatable: true,
});

/** A tag cannot change its group. */
export const updateTag = defineEndpoint({
  name: 'label/update',
  title: 'Edit Tag Info',
  summary: 'Edits a tag.',
  method: 'POST',
  path: '/api/scrm/5/label/update',
  access: 'write',
  request: z.strictObject({
    id: required(filledText(), 'Tag id'),
    name: required(filledText(MAX_NAME_CHARS), 'Tag name (30 chars max)'),
    param_name: optional(text(MAX_NAME_CHARS), 'Tag param name (30 chars max)'),
  }),
  answer: plainAnswer,
  repeatable: true,
});

/** Business tags of one group only. */
export const listTags = defineEndpoint({
  name: 'label/list',
  title: 'Query Tag List',
  summary: 'Lists the tags of a tag group.',
  method: 'GET',
  path: '/api/scrm/5/label/list',
  access: 'read',
  request: z.strictObject({
    groupid: required(filledText(), 'Tag group id'),
    page_no: required(pageNumber, 'Page, from 1'),
    page_size: required(pageNumber, 'Entries on a page (100 by default)'),
  }),
  answer: pageAnswer(
    z.looseObject({
      id: wireText,
      groupid: optionalText,
      bizid: optionalText,
      name: optionalText,
      param_name: optionalText,
      status: optionalInteger,
      create_time: optionalText,
      update_time: optionalText,
      create_time_ms: optionalInteger,
      update_time_ms: optionalInteger,
    }),
  ),
  paged: true,
  repeatable: true,
});

/** The id goes into the query: the path segment of the example is a mistake. */
export const removeTag = defineEndpoint({
  name: 'label/remove',
  title: 'Delete Tag Info',
  summary: 'Deletes a tag.',
  method: 'GET',
  path: '/api/scrm/5/label/remove',
  access: 'write',
  request: z.strictObject({ id: required(filledText(), 'Tag id') }),
  answer: plainAnswer,
  repeatable: true,
});

/** A request is kept to 100 customers; the document names no limit. */
export const listCustomerTags = defineEndpoint({
  name: 'label/userlabels',
  title: 'Query Customer Tags in Batch',
  summary: 'Gets the tags of several customers.',
  method: 'POST',
  path: '/api/scrm/5/label/userlabels',
  access: 'read',
  request: z.strictObject({
    ids: required(z.array(filledText()).min(1).max(100), 'Customer ids, at most 100'),
  }),
  bareBody: 'ids',
  answer: listAnswer(
    z.looseObject({
      userid: wireText,
      label_set: wireList(z.looseObject({ id: wireText, name: optionalText, color_value: optionalText })),
    }),
  ),
  repeatable: true,
});

/** Removes every tag of the customer that is not in the list. */
export const replaceCustomerTags = defineEndpoint({
  name: 'label/update_userlabel',
  title: 'Modify Customer Tag',
  summary: "Replaces the whole set of a customer's tags.",
  method: 'POST',
  path: '/api/scrm/5/label/update_userlabel/{id}',
  access: 'write',
  request: z.strictObject({
    id: required(filledText(), 'Customer id'),
    list: required(
      z.array(z.strictObject({ id: filledText(), name: filledText() })),
      'Tags, each with its id and name',
    ),
  }),
  bareBody: 'list',
  answer: plainAnswer,
  repeatable: true,
});

/** Finds the customer by its id or by its WeCom ids. */
export const tagCustomer = defineEndpoint({
  name: 'label/update_biz_label',
  title: 'Tag the Business',
  summary: 'Adds tags to a customer and removes tags from it.',
  method: 'POST',
  path: '/api/scrm/5/label/update_biz_label',
  access: 'write',
  request: z.strictObject({
    userid: optional(text(), 'Customer id (userid, unionid and external_userid cannot all be blank)'),
    unionid: optional(text(), 'unionid'),
    external_userid: optional(text(), 'External contact userid'),
    add_tag: optional(z.array(filledText()), 'Ids of tags to add (add_tag and remove_tag cannot both be blank)'),
    remove_tag: optional(z.array(filledText()), 'Ids of tags to remove'),
  }),
  answer: plainAnswer,
  repeatable: true,
  atLeastOneOf: [
    ['userid', 'unionid', 'external_userid'],
    ['add_tag', 'remove_tag'],
  ],
});

import { z } from 'zod';
import { multipleChoice } from '../codes/tag.ts';
import { defineEndpoint } from '../endpoint.ts';
import { code, filledText, optional, pageNumber, required, text } from '../parameters.ts';
import { itemAnswer, optionalInteger, optionalText, pageAnswer, plainAnswer, wireText } from '../wire.ts';

/** Error 510007: a name of a tag or a tag group cannot exceed 30 characters. */
const MAX_GROUP_NAME_CHARS = 30;

/** A repeat answers 510002, so that the group which the first try made can be looked up. */
export const saveTagGroup = defineEndpoint({
  name: 'label_group/save',
  title: 'Create Tag Group Info',
  summary: 'Creates a tag group with its tags.',
  method: 'POST',
  path: '/api/scrm/5/label_group/save',
  request: z.strictObject({
    name: required(filledText(MAX_GROUP_NAME_CHARS), 'Tag group name (30 chars max)'),
    color_value: required(text(), 'Colour value of the tag group, such as #345454'),
    is_multiple_choice: required(code(multipleChoice), 'May a customer carry several of its tags? 0: no, 1: yes'),
    label_list: required(
      z.array(z.strictObject({ name: filledText(MAX_GROUP_NAME_CHARS) })),
      'Tags, each with its name',
    ),
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
  request: z.strictObject({
    id: required(filledText(), 'Tag group id'),
    name: required(filledText(MAX_GROUP_NAME_CHARS), 'Tag group name (30 chars max)'),
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
  request: z.strictObject({ id: required(filledText(), 'Tag group id') }),
  answer: plainAnswer,
  repeatable: true,
});

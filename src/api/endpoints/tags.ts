import { z } from 'zod';
import { defineEndpoint } from '../endpoint.ts';
import { filledText, optional, pageNumber, required, text } from '../parameters.ts';
import { optionalInteger, optionalText, pageAnswer, plainAnswer, wireText } from '../wire.ts';

/** Errors 510007 and 510008: names and param names cannot exceed 30 characters. */
const MAX_TAG_NAME_CHARS = 30;

/** Answers no id: list the group's tags to learn it. The `groupId` of the example is a mistake. */
export const saveTag = defineEndpoint({
  name: 'label/save',
  title: 'Create Tag Info',
  summary: 'Creates a tag in a tag group.',
  method: 'POST',
  path: '/api/scrm/5/label/save',
  request: z.strictObject({
    name: required(filledText(MAX_TAG_NAME_CHARS), 'Tag name (30 chars max)'),
    groupid: required(filledText(), 'Tag group id'),
    param_name: optional(text(MAX_TAG_NAME_CHARS), 'Tag param name (30 chars max)'),
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
  request: z.strictObject({
    id: required(filledText(), 'Tag id'),
    name: required(filledText(MAX_TAG_NAME_CHARS), 'Tag name (30 chars max)'),
    param_name: optional(text(MAX_TAG_NAME_CHARS), 'Tag param name (30 chars max)'),
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
  request: z.strictObject({ id: required(filledText(), 'Tag id') }),
  answer: plainAnswer,
  repeatable: true,
});

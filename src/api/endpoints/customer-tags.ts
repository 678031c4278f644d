import { z } from 'zod';
import { defineEndpoint } from '../endpoint.ts';
import { filledText, optional, required, text } from '../parameters.ts';
import { listAnswer, optionalText, plainAnswer, wireList, wireText } from '../wire.ts';

/** A request is kept to 100 customers; the document names no limit. */
export const listCustomerTags = defineEndpoint({
  name: 'label/userlabels',
  title: 'Query Customer Tags in Batch',
  summary: 'Gets the tags that customers carry.',
  method: 'POST',
  path: '/api/scrm/5/label/userlabels',
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

/** What the customer carried before and is not in the list is gone. */
export const replaceCustomerTags = defineEndpoint({
  name: 'label/update_userlabel',
  title: 'Modify Customer Tag',
  summary: "Replaces the whole set of a customer's tags.",
  method: 'POST',
  path: '/api/scrm/5/label/update_userlabel/{id}',
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
  summary: 'Adds tags to a customer and takes tags off it.',
  method: 'POST',
  path: '/api/scrm/5/label/update_biz_label',
  request: z.strictObject({
    userid: optional(text(), 'Customer id (userid, unionid and external_userid cannot all be blank)'),
    unionid: optional(text(), 'unionid'),
    external_userid: optional(text(), 'External contact userid'),
    add_tag: optional(z.array(filledText()), 'Ids of tags to add (add_tag and remove_tag cannot both be blank)'),
    remove_tag: optional(z.array(filledText()), 'Ids of tags to take off'),
  }),
  answer: plainAnswer,
  repeatable: true,
  atLeastOneOf: [
    ['userid', 'unionid', 'external_userid'],
    ['add_tag', 'remove_tag'],
  ],
});

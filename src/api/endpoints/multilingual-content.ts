import { z } from 'zod';
import { richText } from '../codes/language.ts';
import { defineEndpoint } from '../endpoint.ts';
import { code, filledText, optional, required } from '../parameters.ts';
import { itemAnswer, optionalInteger, optionalText, wireList, wireText } from '../wire.ts';

/** Unlike elsewhere, `create_time` and `update_time` are in milliseconds. The table shows the members bare; the example has them in `item`. */
export const getMultilingualContent = defineEndpoint({
  name: 'user/get_multilingual_content_detail',
  title: 'Query multilingual content detail',
  summary: 'Gets the translations of one placeholder.',
  method: 'POST',
  path: '/api/scrm/5/user/get_multilingual_content_detail',
  request: z.strictObject({
    placeholder: required(filledText(), 'Multilingual content placeholder, such as {dc_test}'),
    lang_type: optional(z.array(z.string()), 'Language type codes to return; all when left out'),
    rich_text_flag: optional(code(richText), '1: return rich text, 0: filter rich text (default)'),
  }),
  answer: itemAnswer(
    z
      .looseObject({
        companyid: optionalText,
        catalogid: optionalText,
        placeholderid: optionalText,
        name: optionalText,
        placeholder: optionalText,
        default_value: optionalText,
        update_time: optionalInteger,
        create_time: optionalInteger,
        status: optionalInteger,
        lang_list: wireList(z.looseObject({ lang_type: wireText, lang_value: optionalText })),
      })
      .nullish(),
  ),
  repeatable: true,
});

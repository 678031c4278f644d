import { z } from 'zod';
import { defineEndpoint } from '../endpoint.ts';
import { filledText, optional, required, text } from '../parameters.ts';
import { itemAnswer, wireText } from '../wire.ts';
import { customFieldEntry } from './custom-field-entry.ts';

/** Always creates: there is no identification rule and no query, so sending it twice makes two enterprises. */
export const saveEnterprise = defineEndpoint({
  name: 'enterprise/save',
  title: 'Create Enterprise',
  summary: 'Creates an enterprise.',
  method: 'POST',
  path: '/api/scrm/5/enterprise/save',
  request: z.strictObject({
    enterprise_name: required(filledText(), 'Enterprise name'),
    proviceid: optional(text(), 'Province id'),
    provice_name: optional(text(), 'Province name'),
    cityid: optional(text(), 'City id'),
    city_name: optional(text(), 'City name'),
    areaid: optional(text(), 'District id'),
    area_name: optional(text(), 'District name'),
    enterprise_domains: optional(z.array(z.string()), 'Enterprise domains'),
    extend_fields: optional(z.array(customFieldEntry), 'Custom fields: an array of {fieldid, field_value}'),
  }),
  answer: itemAnswer(wireText),
  repeatable: false,
});

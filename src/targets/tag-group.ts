import { z } from 'zod';
import { endpoints } from '../api/endpoints/index.ts';
import { defineTarget } from './define-target.ts';
import { TAG_GROUP_FIELDS } from './tag-group-fields.ts';

const tagGroupAnswer = z.looseObject({ item: z.string() });

/** Creates tag groups, each with its tags. */
export const tagGroup = defineTarget({
  name: 'tag-group',
  title: 'Tag groups',
  summary: 'Creates tag groups with their tags.',
  endpoint: endpoints.saveTagGroup,
  fields: {
    ...TAG_GROUP_FIELDS,
    label_list: { label: 'Tags', aliases: ['Tag names', 'Labels', '标签', '标签列表'] },
  },
  outcome: (answer) => ({ counter: 'created', action: 'add', id: tagGroupAnswer.parse(answer).item }),
});

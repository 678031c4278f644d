import type { FieldDeclaration } from './target.ts';

/** What creating and editing a tag group have in common. */
export const TAG_GROUP_FIELDS = {
  name: { label: 'Tag group name', aliases: ['Group name', 'Name', 'Group', '标签组名称', '标签组', '名称'] },
  color_value: { label: 'Colour', aliases: ['Color', 'Colour value', 'Color value', '颜色'] },
  is_multiple_choice: {
    label: 'Several tags allowed',
    aliases: ['Multiple choice', 'Multi-select', 'Multiple', '多选', '是否多选'],
    valueNames: { no: 0, yes: 1, false: 0, true: 1, 否: 0, 是: 1 },
  },
} as const satisfies Readonly<Record<string, FieldDeclaration>>;

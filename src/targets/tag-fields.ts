import type { FieldDeclaration } from './target.ts';

/** What creating and editing a tag have in common. */
export const TAG_FIELDS = {
  name: { label: 'Tag name', aliases: ['Name', 'Tag', 'Label', 'New name', '标签名称', '标签', '名称'] },
  param_name: { label: 'Param name', aliases: ['Tag param', 'Parameter', 'Code', '参数名', '标签参数名'] },
} as const satisfies Readonly<Record<string, FieldDeclaration>>;

export { readMe } from './read-me.ts';
export type { CellFormat, TemplateColumn } from './template-column.ts';
export { listedLookups, rowRules, templateColumns } from './template-columns.ts';
export { identifyingHeaders, templateKey, templateMapping } from './template-mapping.ts';
export type { TenantLists } from './tenant-lists.ts';

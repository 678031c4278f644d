import type { TaggingForm } from '../../../schemas/lists.ts';
import { type Condition, whereOf } from '../export/conditions.tsx';

export type TagKey = NonNullable<TaggingForm['by']>;

/** The ways to say which customers. */
export type CustomerWay = 'paste' | 'file' | 'where';

/** What the form says about the customers and the tags. */
export interface TaggingChoice {
  readonly way: CustomerWay;
  readonly list: string;
  readonly upload: { readonly id: string; readonly name: string } | undefined;
  readonly column: string;
  readonly conditions: readonly Condition[];
  readonly by: TagKey;
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly createMissing: boolean;
  readonly group: string;
}

export const EMPTY_CHOICE: TaggingChoice = {
  way: 'paste',
  list: '',
  upload: undefined,
  column: '',
  conditions: [{ id: 0, filter: '', value: '' }],
  by: 'email',
  add: [],
  remove: [],
  createMissing: false,
  group: '',
};

/** The customers in a pasted text: one per line, per cell, or between commas; each once. */
export function pastedValues(text: string): string[] {
  const values = text.split(/[\n\r\t,;，；、]+/).map((value) =>
    value
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .trim(),
  );
  return [...new Set(values.filter((value) => value !== ''))];
}

/** The request that the form stands for; undefined while it names no customers. */
export function taggingFormOf(choice: TaggingChoice): TaggingForm | undefined {
  const customers = customersOf(choice);
  if (customers === undefined) return undefined;
  const { by, add, remove, createMissing, group } = choice;
  return {
    customers,
    by,
    add: [...add],
    remove: [...remove],
    createMissing,
    ...(createMissing && group !== '' && { group }),
  };
}

function customersOf({ way, list, upload, column, conditions }: TaggingChoice): TaggingForm['customers'] | undefined {
  if (way === 'paste') {
    const values = pastedValues(list);
    return values.length === 0 ? undefined : { values };
  }
  if (way === 'file') return upload && column !== '' ? { upload: upload.id, column } : undefined;
  const where = whereOf(conditions);
  return where.length === 0 ? undefined : { where };
}

/** The words by which the column of a key is recognised. */
const COLUMN_WORDS: Readonly<Partial<Record<TagKey, RegExp>>> = {
  email: /e-?mail|邮箱|邮件/i,
  tel: /phone|tel|mobile|电话|手机/i,
  partnerid: /partner|对接/i,
  id: /^(customer ?)?id$|客户 ?id/i,
};

/** The column that most likely identifies the customers. */
export function likelyColumn(header: readonly string[], by: TagKey): string {
  return header.find((name) => COLUMN_WORDS[by]?.test(name)) ?? header[0] ?? '';
}

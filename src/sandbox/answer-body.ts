import type { Language, RetCodeError } from './refusal.ts';
import type { Answer } from './world.ts';
import { SerializedItems } from './written-items.ts';

const SUCCESS_TEXTS = { en: 'Success', zh: '操作成功' } as const;

/** What an answer carries: a text, or the pieces of one. */
export type Body = string | readonly Buffer[];

/** The body of a successful answer. */
export function successBody(answer: Answer, language: Language, stringNumbers: boolean): Body {
  const { items, ...rest } = answer;
  const isWritten = items instanceof SerializedItems;
  const members = isWritten ? rest : answer;
  members['ret_code'] = '000000';
  members['ret_msg'] = SUCCESS_TEXTS[language];
  const text = wireJson(members, stringNumbers);
  if (!isWritten) return text;
  return [Buffer.from('{"items":['), ...items.chunks(), Buffer.from(`],${text.slice(1)}`)];
}

/** The body of a refusal. */
export function errorBody(refusal: RetCodeError, language: Language): string {
  return JSON.stringify({ ret_code: refusal.code, ret_msg: refusal.text(language) });
}

/** JSON as the settings want its numbers. */
export function wireJson(value: unknown, stringNumbers: boolean): string {
  return stringNumbers ? JSON.stringify(value, numberAsString) : JSON.stringify(value);
}

function numberAsString(_name: string, value: unknown): unknown {
  return typeof value === 'number' ? String(value) : value;
}

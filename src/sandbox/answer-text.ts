import type { Language, Refusal } from './refusal.ts';
import type { Answer } from './world.ts';

const success = { en: 'Success', zh: '操作成功' } as const;

/** The body of a successful answer. */
export function successText(answer: Answer, language: Language, stringNumbers: boolean): string {
  answer['ret_code'] = '000000';
  answer['ret_msg'] = success[language];
  return stringNumbers ? JSON.stringify(answer, numberAsString) : JSON.stringify(answer);
}

/** The body of a refusal. */
export function refusalText(refusal: Refusal, language: Language): string {
  return JSON.stringify({ ret_code: refusal.code, ret_msg: refusal.text(language) });
}

function numberAsString(_name: string, value: unknown): unknown {
  return typeof value === 'number' ? String(value) : value;
}

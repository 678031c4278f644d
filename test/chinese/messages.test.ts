import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { API_MESSAGES } from '../../src/api/index.ts';
import { CONTRACT_MESSAGES } from '../../src/app/contract/messages.ts';
import { APP_MESSAGES } from '../../src/app/messages.ts';
import { CHANGE_MESSAGES } from '../../src/change/index.ts';
import { chinese } from '../../src/chinese/index.ts';
import { EXPORT_MESSAGES } from '../../src/export/index.ts';
import { FILE_MESSAGES, ROW_MESSAGES } from '../../src/files/index.ts';
import { IMPORT_MESSAGES } from '../../src/import/index.ts';
import { LEDGER_MESSAGES } from '../../src/ledger/index.ts';
import { FAULT_MESSAGES, VALUE_MESSAGES } from '../../src/mapping/index.ts';
import { MIRROR_MESSAGES } from '../../src/mirror/index.ts';
import { PUSH_MESSAGES } from '../../src/push/index.ts';
import { RESILIENCE_MESSAGES } from '../../src/resilience/index.ts';
import { TAGGING_MESSAGES } from '../../src/tagging/index.ts';
import { type MessageEntry, speak } from '../../src/words/index.ts';

const TABLES: Readonly<Record<string, Readonly<Record<string, MessageEntry>>>> = {
  api: API_MESSAGES,
  app: APP_MESSAGES,
  change: CHANGE_MESSAGES,
  contract: CONTRACT_MESSAGES,
  export: EXPORT_MESSAGES,
  files: FILE_MESSAGES,
  import: IMPORT_MESSAGES,
  ledger: LEDGER_MESSAGES,
  mapping: FAULT_MESSAGES,
  mirror: MIRROR_MESSAGES,
  push: PUSH_MESSAGES,
  resilience: RESILIENCE_MESSAGES,
  rows: ROW_MESSAGES,
  tagging: TAGGING_MESSAGES,
  values: VALUE_MESSAGES,
};

const HAN = /\p{Script=Han}/u;

/** What an entry has, without its wording. */
function shapeOf({ remediation, text }: MessageEntry) {
  return { isRemedied: remediation !== undefined, wordings: Object.keys(text ?? {}).toSorted() };
}

const shapesOf = (table: Readonly<Record<string, MessageEntry>> = {}) =>
  Object.fromEntries(Object.entries(table).map(([code, entry]) => [code, shapeOf(entry)]));

describe('the catalogue of messages in Chinese', () => {
  test('has a table for each module', () => {
    expect(Object.keys(chinese.messages).toSorted()).toEqual(Object.keys(TABLES));
  });

  test.each(Object.entries(TABLES))('has every code of %s, its remediation and wordings', (name, table) => {
    expect(shapesOf(chinese.messages[name])).toEqual(shapesOf(table));
  });
});

describe('where Chinese is spoken', () => {
  beforeAll(() => speak('zh'));
  afterAll(() => speak('en'));

  test.each(Object.entries(TABLES))('every meaning and remediation of %s is Chinese', (_, table) => {
    const texts = Object.values(table).flatMap(({ meaning, remediation }) => [
      meaning,
      ...(remediation ? [remediation] : []),
    ]);
    expect(texts.filter((text) => !HAN.test(text))).toEqual([]);
  });

  test('messages are made in Chinese from the same facts', () => {
    expect(VALUE_MESSAGES['too-long'].text.characters(120, 50)).toBe('有 120 个字符，最多允许 50 个');
    expect(VALUE_MESSAGES['not-found'].text.unknown('agent')).toBe('在 CRM 中找不到对应的客服');
  });
});

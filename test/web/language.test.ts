import { expect, test } from 'vitest';
import { checkedRows, checkState, rowPreview, startedCheck } from '../../src/web/schemas/checks.ts';
import { openPage } from '../support/page-client.ts';
import { until } from '../support/until.ts';

const SHEET = 'Name,Gender\nAnn,Robot\nLi,Male\n';
const CONTENT = {
  version: 1,
  target: 'customer',
  fields: { nick: 'Name', sex: { column: 'Gender', values: { Male: 1 } }, crm_status: { const: 2 } },
};

test('what a request starts has the language of its page, and others at the same time have theirs', async () => {
  await using page = await openPage();
  const upload = await page.upload('people.csv', SHEET);
  const ask = async (language: string, method: string, path: string, body?: unknown) => {
    const answer = await page.request(method, path, body, { 'accept-language': language });
    expect(answer.status, answer.text).toBeLessThan(300);
    return JSON.parse(answer.text) as unknown;
  };
  const messageOf = async (language: string) => {
    const { check } = startedCheck.parse(await ask(language, 'POST', '/api/checks', { upload, content: CONTENT }));
    await until(async () => checkState.parse(await ask('en', 'GET', `/api/checks/${check}`)).state === 'ended');
    const { rows } = checkedRows.parse(await ask('en', 'GET', `/api/checks/${check}/rows?rejected=true`));
    return rows.flatMap(({ problems }) => problems.map(({ message }) => message));
  };
  const row = { upload, content: CONTENT, row: 2 };
  const preview = rowPreview.parse(await ask('zh-CN', 'POST', '/api/preview-row', row));
  expect(preview.problems.map(({ message }) => message).join()).toContain('"Robot" 不是以下之一：Male');
  const [chinese, english] = await Promise.all([messageOf('zh-CN'), messageOf('en')]);
  expect(chinese.join()).toContain('"Robot" 不是以下之一：Male');
  expect(english.join()).toContain('"Robot" is not one of Male');
});

import { describe, expect, it } from 'vitest';
import { endpoints } from '../../src/api/endpoints/index.ts';
import { handlers } from '../../src/sandbox/handlers/index.ts';
import { openSession } from './session.ts';

describe('the sandbox over HTTP', () => {
  it('has a handler for every endpoint, and for nothing else', () => {
    expect(Object.keys(handlers).sort()).toEqual(Object.keys(endpoints).sort());
  });

  it('answers every endpoint of the table at its method and path', async () => {
    await using session = await openSession();
    for (const { method, path } of Object.values(endpoints)) {
      const response = await fetch(session.sandbox.url + path.replace(/\{\w+\}/, 'x'), {
        method,
        headers: { token: session.token, 'content-type': 'application/json' },
        ...(method === 'POST' && { body: '{}' }),
      });
      expect([path, response.status]).toEqual([path, 200]);
      expect(await response.json()).toHaveProperty('ret_code');
    }
  });

  it('answers an unknown path with 404 and JSON', async () => {
    await using session = await openSession();
    const response = await session.send('user/nothing');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ ret_code: '400404' });
    expect((await session.send('user/update/')).status).toBe(404);
  });

  it('answers a wrong method with 405 and names the right one', async () => {
    await using session = await openSession();
    const response = await session.send('user/list_by_page', { method: 'POST', body: '{}' });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET');
    expect((await session.send('user/save')).status).toBe(405);
  });

  it('refuses a body that is not JSON, or has another content type', async () => {
    await using session = await openSession();
    const broken = await session.send('user/save', { method: 'POST', body: '{"nick"' });
    expect(await broken.json()).toMatchObject({ ret_code: '400041' });
    const form = await session.send('user/save', {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(form.status).toBe(415);
    const withCharset = await session.send('user/save', {
      method: 'POST',
      body: '{"nick":"Ann","crm_status":1}',
      headers: { 'content-type': 'application/json; charset=utf-8' },
    });
    expect(await withCharset.json()).toMatchObject({ ret_code: '000000' });
  });

  it('refuses an array instead of an object, and vice versa', async () => {
    await using session = await openSession();
    expect(await session.post('user/save', [])).toMatchObject({ ret_code: '400043' });
    expect(await session.post('label/userlabels', {})).toMatchObject({ ret_code: '400043' });
  });

  it('answers in the language of the header, and in Chinese without one', async () => {
    await using session = await openSession();
    expect((await session.get('user_dynamic/getsource')).ret_msg).toBe('Success');
    const chinese = await session.send('user_dynamic/getsource', { headers: { language: 'zh' } });
    expect(await chinese.json()).toMatchObject({ ret_code: '000000', ret_msg: '操作成功' });
    const refused = await session.send('user/save', { method: 'POST', body: '{}', headers: { language: '' } });
    expect(await refused.json()).toMatchObject({ ret_code: '400001', ret_msg: 'nick:不能为空' });
  });

  it('keeps names in any script unchanged', async () => {
    await using session = await openSession();
    for (const nick of ['王芳', 'محمد', 'Фёдор', '👩‍👩‍👧 family', 'a"b\\c\nd', 'e\u0301']) {
      const { data } = await session.post('user/save', { nick, crm_status: 1 });
      expect((await session.post('user/detail', { id: data.userid })).item['nick']).toBe(nick);
    }
  });

  it('writes numbers as strings of digits if the option is set', async () => {
    await using session = await openSession({ stringNumbers: true, customers: 3 });
    const list = await session.get('user/list_by_page', { page_no: 1, page_size: 2 });
    expect(list).toMatchObject({ page_no: '1', page_count: '2', total_count: '3', page_size: '2' });
    expect(list.items[0]?.['create_time']).toMatch(/^\d+$/);
  });

  it('names an invalid option', async () => {
    await expect(openSession({ maxPageSize: 0 })).rejects.toThrow('maxPageSize is 0; it must be at least 1');
    await expect(openSession({ identifiedBy: ['fax' as 'tel'] })).rejects.toThrow('identified by "fax"');
  });
});

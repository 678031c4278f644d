import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endpoints } from '../../src/api/endpoints/index.ts';
import { customerMapping, lookupsOf, mapOne } from '../support/map-rows.ts';
import { type SandboxTenant, startTenant } from '../support/sandbox-tenant.ts';

let tenant: SandboxTenant;
beforeAll(async () => {
  tenant = await startTenant();
});
afterAll(() => tenant[Symbol.asyncDispose]());

const map = (sections: string, row: Record<string, string>) =>
  mapOne(
    customerMapping(`fields:\n  nick: { const: x }\n  crm_status: { const: 1 }\n${sections}`),
    row,
    lookupsOf({ read: tenant.read }),
  );

describe('follow-up requests', () => {
  test('are in the order tags, stage, follow-up, blacklist, whatever the order in the file', async () => {
    const { payload, followUps: steps } = await map(
      'blacklist:\n  black_type: { const: 24h }\n  black_reason: Complaint\nfollow-up: Last note\nstage: Stage\ntags:\n  add: { column: Tags, split: ";" }\n  remove: { const: [Trial] }\n',
      { Tags: 'Status/Hot; Premium', Stage: 'Intention', 'Last note': 'Call back', Complaint: 'rude' },
    );
    expect(payload).toEqual({ nick: 'x', crm_status: 1 });
    expect(steps).toMatchObject([
      {
        target: 'customer-tagging',
        payload: {
          add_tag: [expect.stringMatching(/^\w{32}$/), expect.stringMatching(/^\w{32}$/)],
          remove_tag: [expect.any(String)],
        },
      },
      { target: 'stage', payload: { stage_name: 'Intention', stage_type: 1 } },
      { target: 'follow-up', payload: { content: 'Call back' } },
      { target: 'blacklist', payload: { black_type: 24, black_reason: 'rude' } },
    ]);
  });

  test('are left out where their cells are blank', async () => {
    expect(
      await map('follow-up: A\nblacklist:\n  black_type: { const: 24h }\n  black_reason: A\n', { A: '' }),
    ).not.toHaveProperty('followUps');
    expect(await map('tags:\n  add: A\n', { A: '' })).not.toHaveProperty('followUps');
  });

  test('are left out where their cells are blank, even if blank cells clear fields', async () => {
    const sections =
      'blank: clear\ntags:\n  add: A\n  remove: A\nstage: A\nfollow-up: A\nblacklist:\n  black_type: A\n  black_reason: A\n';
    const { problems, followUps } = await map(sections, { A: '' });
    expect(problems).toEqual([]);
    expect(followUps).toBeUndefined();
  });

  test('that are the same for every row are sent for every row', async () => {
    const { followUps: steps } = await map('tags:\n  add: { const: Premium }\n  remove: A\n', { A: '' });
    expect(steps).toMatchObject([{ target: 'customer-tagging', payload: { add_tag: [expect.any(String)] } }]);
  });

  test('lack only the id of the customer', async () => {
    const { followUps: steps } = await map(
      'tags:\n  add: A\nstage:\n  stageid: { column: B, lookup: stage }\n  stage_type: { const: won }\n  remark: C\n',
      { A: 'Premium', B: 'Deal closing', C: 'at last' },
    );
    const { data } = await tenant.client.call(endpoints.saveCustomer, {
      nick: 'x',
      email: 'x@example.com',
      crm_status: 1,
    });
    const [tagging, stage] = steps ?? [];
    await expect(
      tenant.client.call(endpoints.tagCustomer, { userid: data.userid, ...tagging?.payload } as never),
    ).resolves.toBeDefined();
    await expect(
      tenant.client.call(endpoints.setStage, { userid: data.userid, ...stage?.payload } as never),
    ).resolves.toBeDefined();
  });
});

describe('a problem of a follow-up request', () => {
  test('is reported in the order of the requests, whichever lookup finishes first', async () => {
    const lookups = lookupsOf({ read: tenant.read });
    const late = {
      ...lookups,
      async resolver(...asked: Parameters<typeof lookups.resolver>) {
        const resolve = await lookups.resolver(...asked);
        const answerLate: typeof resolve = async (...text) => {
          await new Promise(setImmediate);
          return resolve(...text);
        };
        return asked[0] === 'tag' ? answerLate : resolve;
      },
    };
    const mapping = customerMapping(
      'fields:\n  nick: { const: x }\n  crm_status: { const: 1 }\ntags:\n  add: A\nstage:\n  stageid: { column: B, lookup: stage }\n',
    );
    const { problems } = await mapOne(mapping, { A: 'Hotter', B: 'Intension' }, late);
    expect(problems.map(({ field }) => field)).toEqual(['tags.add', 'stage.stageid']);
  });

  test('rejects the row before anything is sent, and names the section', async () => {
    const {
      payload,
      followUps: steps,
      problems,
    } = await map('tags:\n  add: A\nstage: B\n', { A: 'Hot', B: 'Intension' });
    expect(payload).toBeUndefined();
    expect(steps).toBeUndefined();
    expect(problems).toMatchObject([
      { code: 'ambiguous', field: 'tags.add', column: 'A' },
      { code: 'not-found', field: 'stage', column: 'B' },
    ]);
  });

  test('is reported where a part of it is missing', async () => {
    const { problems } = await map('blacklist:\n  black_type: A\n  black_reason: B\n', { A: '24h', B: '' });
    expect(problems).toEqual([
      {
        code: 'required',
        message: 'Reason (black_reason) is required, but it is blank',
        field: 'blacklist.black_reason',
        column: 'B',
      },
    ]);
  });
});

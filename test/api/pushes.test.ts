import { describe, expect, it } from 'vitest';
import { type CustomerCombination, type PushedCustomer, pushes } from '../../src/api/pushes.ts';
import { readPushFixture } from '../support/api-fixtures.ts';

describe.each([
  ['add-customer', pushes.addCustomer],
  ['update-customer', pushes.updateCustomer],
  ['combine-customer', pushes.combineCustomer],
] as const)('push %s', (name, push) => {
  const { section, message } = readPushFixture(name);

  it("reads the document's example", () => {
    expect(push.message.parse(message)).toMatchObject({
      sys_code: '50',
      type: 'crm',
      content: [{ userid: expect.stringMatching(/^\w{32}$/) }],
    });
  });

  it("carries its section's heading", () => {
    expect(push.title).toBe(section);
  });

  it('needs the id of its customer', () => {
    expect(push.message.safeParse({ sys_code: '50', type: 'crm', content: [{}] }).success).toBe(false);
  });
});

describe('a pushed customer', () => {
  const read = (name: string): PushedCustomer | undefined =>
    pushes.updateCustomer.message.parse(readPushFixture(name).message).content[0];

  it('has an empty list of custom fields where the server sends ""', () => {
    expect(read('add-customer')?.extend_field_values).toEqual([]);
    expect(read('update-customer')?.extend_field_values).toHaveLength(2);
  });

  it('has wx_build_unionid where the server sends wx_build_unionId', () => {
    expect(read('add-customer')).toHaveProperty('wx_build_unionid', '');
    expect(read('add-customer')).not.toHaveProperty('wx_build_unionId');
  });

  it('has numbers as text', () => {
    const message = {
      sys_code: 50,
      type: 'crm',
      content: [{ companyid: 'c', userid: 'u', msg_type: 0, datetime: 1, status: 8 }],
    };
    expect(pushes.addCustomer.message.parse(message)).toMatchObject({
      sys_code: '50',
      content: [{ msg_type: '0', datetime: '1' }],
    });
  });
});

describe('a combination', () => {
  it('has the ids of both customers, and its time as a number', () => {
    const [combination]: CustomerCombination[] = pushes.combineCustomer.message.parse(
      readPushFixture('combine-customer').message,
    ).content;
    expect(combination).toMatchObject({
      merged_userid: '6c8e6562d1e448b397e6b7a046673423',
      datetime: 1614222177,
      msg_type: 1,
    });
  });
});

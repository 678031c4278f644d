import { describe, expect, it } from 'vitest';
import { type FaultScript, parseFaults, parseScript } from '../../src/sandbox/index.ts';
import { openSession, type Session, takeToken } from './session.ts';

async function saveStatus(session: Session): Promise<number> {
  const body = '{"nick":"Ann","crm_status":1}';
  return (await session.send('user/save', { method: 'POST', body })).status;
}

describe('a script of faults', () => {
  it('applies to writes, in its order, and to no other calls', async () => {
    await using session = await openSession({ script: ['none', '500', '503'] });
    expect((await session.send('user_dynamic/getsource')).status).toBe(200);
    expect(await saveStatus(session)).toBe(200);
    expect((await session.send('user/list_by_page')).status).toBe(200);
    expect(await saveStatus(session)).toBe(500);
    expect(await saveStatus(session)).toBe(503);
    expect(await saveStatus(session)).toBe(200);
  });

  it('can apply to the calls of one endpoint, or to any call', async () => {
    const script: FaultScript = [
      { on: 'listSources', fault: '500' },
      { on: 'saveEnterprise', fault: '502' },
      { on: 'listSources', fault: '503' },
    ];
    await using session = await openSession({ script });
    expect(await saveStatus(session)).toBe(200);
    const sources = async (): Promise<number> => (await session.send('user_dynamic/getsource')).status;
    expect([await sources(), await sources(), await sources()]).toEqual([500, 503, 200]);
    session.sandbox.setFaults({}, [{ on: 'any', fault: '503' }]);
    expect(await sources()).toBe(503);
    session.sandbox.setFaults({}, [{ on: 'getToken', fault: '999999' }]);
    expect(await sources()).toBe(200);
    expect(await takeToken(session.sandbox)).toBe('');
    expect(await takeToken(session.sandbox)).toMatch(/^[0-9a-f]{32}$/);
  });

  it('precedes random faults, which it can prevent', async () => {
    await using session = await openSession();
    session.sandbox.setFaults({ '503': 1 }, ['none', 'none']);
    expect([await saveStatus(session), await saveStatus(session), await saveStatus(session)]).toEqual([200, 200, 503]);
  });

  it('can be written as text', () => {
    expect(parseScript('none, reset-after*2 ,getToken:500,any:429,')).toEqual([
      { on: 'write', fault: 'none' },
      { on: 'write', fault: 'reset-after' },
      { on: 'write', fault: 'reset-after' },
      { on: 'getToken', fault: '500' },
      { on: 'any', fault: '429' },
    ]);
    expect(() => parseScript('explode')).toThrow('There is no fault "explode". Use one of: 429, 500');
    expect(() => parseScript('saveCostumer:500')).toThrow(
      'There is no endpoint "saveCostumer". Use one of: any, write, getToken',
    );
    expect(() => parseScript('500 503')).toThrow('"500 503" is not a step of a script');
  });
});

describe('random faults', () => {
  it('can be written as text', () => {
    expect(parseFaults('reset-after=0.02, 429=0.05')).toEqual({ 'reset-after': 0.02, '429': 0.05 });
    expect(parseFaults('')).toEqual({});
    expect(() => parseFaults('explode=0.1')).toThrow('There is no fault "explode"');
    expect(() => parseFaults('500')).toThrow('The probability of 500 is ""; it must be from 0 to 1');
    expect(() => parseFaults('500=2')).toThrow('The probability of 500 is "2"');
    expect(() => parseFaults('500=0.6,503=0.6')).toThrow('add up to 1.2');
  });
});

import { request as httpRequest } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { FaultKind } from '../../src/sandbox/index.ts';
import { openSession, type Session } from './session.ts';

const customer = JSON.stringify({ nick: 'Ann', crm_status: 1, partnerid: 'p' });

/** Saves a customer over a bare socket; returns the answer, or how it failed. */
async function save({ sandbox, token }: Session): Promise<{ status?: number; body: string; error?: string }> {
  const headers = { token, language: 'en', 'content-type': 'application/json' };
  return new Promise((resolve) => {
    let body = '';
    const call = httpRequest(`${sandbox.url}/api/scrm/5/user/save`, { method: 'POST', headers }, (response) => {
      const status = response.statusCode ?? 0;
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status, body }));
      response.on('error', (error) => resolve({ status, body, error: (error as NodeJS.ErrnoException).code ?? '' }));
    });
    call.on('error', (error) => resolve({ body, error: (error as NodeJS.ErrnoException).code ?? '' }));
    call.end(customer);
  });
}

describe('faults', () => {
  it.each<[fault: FaultKind, status: number, body: RegExp]>([
    ['429', 429, /^Too Many Requests/],
    ['500', 500, /^Internal Server Error/],
    ['502', 502, /^<html>/],
    ['503', 503, /^Service Unavailable/],
    ['999999', 200, /"ret_code":"999999"/],
    ['html', 200, /^<!DOCTYPE html>/],
    ['expire-token', 200, /"ret_code":"900002"/],
  ])('%s answers instead of processing', async (fault, status, body) => {
    await using session = await openSession({ script: [fault] });
    expect(await save(session)).toEqual({ status, body: expect.stringMatching(body) });
    expect(session.sandbox.snapshot().customerCount()).toBe(0);
    expect(session.sandbox.stats().byFault).toEqual({ [fault]: 1 });
  });

  it('reset-before resets the connection and processes nothing', async () => {
    await using session = await openSession({ script: ['reset-before'] });
    expect(await save(session)).toEqual({ body: '', error: 'ECONNRESET' });
    expect(session.sandbox.snapshot().customerCount()).toBe(0);
    expect(session.sandbox.stats().succeeded.saveCustomer).toBeUndefined();
  });

  it('reset-after resets the connection of a request that was processed', async () => {
    await using session = await openSession({ script: ['reset-after'] });
    expect(await save(session)).toEqual({ body: '', error: 'ECONNRESET' });
    expect(session.sandbox.snapshot().customerCount()).toBe(1);
    expect(session.sandbox.stats().succeeded.saveCustomer).toBe(1);
  });

  it('cut closes the connection in the middle of the answer', async () => {
    await using session = await openSession({ script: ['cut'] });
    const { status, body, error } = await save(session);
    expect([status, error]).toEqual([200, 'ECONNRESET']);
    expect(body).toMatch(/^\{"data":/);
    expect(() => JSON.parse(body)).toThrow();
    expect(session.sandbox.snapshot().customerCount()).toBe(1);
  });

  it.each<[fault: FaultKind, processed: number]>([
    ['hang', 0],
    ['hang-after', 1],
  ])('%s never answers', async (fault, processed) => {
    await using session = await openSession({ script: [fault] });
    const call = save(session);
    await expect.poll(() => session.sandbox.stats().byFault).toEqual({ [fault]: 1 });
    expect(session.sandbox.snapshot().customerCount()).toBe(processed);
    expect(session.sandbox.stats()).toMatchObject({ inFlight: 1 });
    await session.sandbox.close();
    expect((await call).error).toBe('ECONNRESET');
  });

  it('expire-token expires every token', async () => {
    await using session = await openSession({ script: ['expire-token'] });
    await save(session);
    expect((await session.get('user_dynamic/getsource')).ret_code).toBe('900002');
  });

  it('occur with their probability, in an order determined by the seed', async () => {
    const outcomes = async (faultSeed: number): Promise<string[]> => {
      await using session = await openSession({ faultSeed });
      session.sandbox.setFaults({ '500': 0.2, '503': 0.3 });
      const statuses: string[] = [];
      for (let call = 0; call < 200; call++) statuses.push(String((await save(session)).status));
      return statuses;
    };
    const first = await outcomes(1);
    expect(await outcomes(1)).toEqual(first);
    expect(await outcomes(2)).not.toEqual(first);
    const share = (status: string): number => first.filter((one) => one === status).length / first.length;
    expect(Math.abs(share('500') - 0.2)).toBeLessThan(0.1);
    expect(Math.abs(share('503') - 0.3)).toBeLessThan(0.1);
  });

  it('can be changed while the sandbox runs', async () => {
    await using session = await openSession();
    expect((await save(session)).status).toBe(200);
    session.sandbox.setFaults({ '503': 1 });
    expect((await save(session)).status).toBe(503);
    session.sandbox.setFaults({}, ['500']);
    expect((await save(session)).status).toBe(500);
    expect((await save(session)).status).toBe(200);
  });

  it('delay answers by the latency', async () => {
    await using session = await openSession({ latencyMs: 40, jitterMs: 20 });
    const times: number[] = [];
    for (let call = 0; call < 20; call++) {
      const startMs = performance.now();
      await save(session);
      times.push(performance.now() - startMs);
    }
    expect(Math.min(...times)).toBeGreaterThan(38);
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(3);
  });
});

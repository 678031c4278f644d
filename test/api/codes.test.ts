import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as codes from '../../src/api/codes.ts';
import { type CodeTable, crmStatus } from '../../src/api/codes.ts';
import type { Endpoint } from '../../src/api/endpoint.ts';
import { endpoints } from '../../src/api/endpoints/index.ts';
import { ERROR_CODES, lookUpErrorCode } from '../../src/api/errors/error-codes.ts';
import { codeTableOf } from '../../src/api/parameters.ts';

const { PUSH_CODES, ANSWER_CODES, codeName, ...parameterCodes } = codes;
const TABLES: [string, CodeTable][] = [
  ...Object.entries(parameterCodes),
  ...Object.entries(PUSH_CODES),
  ...Object.values(ANSWER_CODES).flatMap((members) => Object.entries(members)),
];

describe.each(TABLES)('code table %s', (_, table) => {
  it('names its codes in kebab-case', () => {
    for (const name of Object.keys(table)) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it('has every code once, all of one type', () => {
    const codes = Object.values(table);
    expect(new Set(codes).size).toBe(codes.length);
    expect(new Set(codes.map((code) => typeof code)).size).toBe(1);
  });

  it('returns the name of a code, as a number or as text', () => {
    for (const [name, code] of Object.entries(table)) {
      expect(codeName(table, code)).toBe(name);
      expect(codeName(table, String(code))).toBe(name);
    }
  });
});

describe('code tables', () => {
  it('have no name for an unknown code', () => {
    expect(codeName(crmStatus, 9)).toBeUndefined();
    expect(codeName(crmStatus, null)).toBeUndefined();
  });

  it('are found for required and optional parameters', () => {
    const { shape } = endpoints.saveCustomer.request;
    expect(codeTableOf(shape.crm_status)).toBe(crmStatus);
    expect(codeTableOf(shape.is_vip)).toEqual({ general: '0', vip: '1' });
    expect(codeTableOf(endpoints.listBlacklist.request.shape.black_type)).toEqual({
      forever: -1,
      '24h': 24,
      '48h': 48,
      '72h': 72,
    });
    expect(codeTableOf(shape.nick)).toBeUndefined();
  });
});

describe('codes in answers', () => {
  const byName = new Map(Object.values(endpoints).map((endpoint) => [endpoint.name, endpoint as Endpoint]));

  it.each(Object.entries(ANSWER_CODES))(
    'of %s belong to members that its example or its table has',
    (name, members) => {
      const schema = z.toJSONSchema(byName.get(name)!.answer, { io: 'output', unrepresentable: 'any' });
      for (const member of Object.keys(members))
        expect(JSON.stringify(schema), member).toContain(`"${member.split('.').at(-1)}":`);
    },
  );
});

describe('error codes', () => {
  it('are those of the document', () => {
    expect(Object.keys(ERROR_CODES).toSorted()).toEqual([
      ...Array.from({ length: 8 }, (_, index) => `51000${index + 1}`),
      ...['700046', '900001', '900002', '900003', '900004', '999999'],
    ]);
  });

  it.each(['900003', '900004', '700046'])('%s stops the run', (code) => {
    expect(lookUpErrorCode(code).disposition).toBe('stop-run');
  });

  it.each(['999999', '900001', '900002'])('%s may be retried', (code) => {
    expect(lookUpErrorCode(code).disposition).toBe('retry');
  });

  it('that are not in the document reject the row, without remediation', () => {
    expect(lookUpErrorCode('510099')).toEqual({ disposition: 'reject-row' });
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ERROR_CODES } from '../../src/api/errors/error-codes.ts';
import { ISSUE_KINDS } from '../../src/files/index.ts';
import { remediationFor } from '../../src/import/remediation.ts';
import { inCheckout } from '../support/run-cli.ts';

const UNKNOWN = remediationFor({ code: 'unknown-code', state: 'failed' });
/** Codes that no row is reported with. */
const NEVER_SHOWN = ['silent'];

/** The codes with which a mapping rejects values. */
function valueErrorCodes(): string[] {
  const folder = inCheckout('src', 'mapping');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  const texts = files.map((path) => readFileSync(join(folder, path), 'utf8'));
  return texts.flatMap((text) => [...text.matchAll(/new ValueError\(\s*'([a-z-]+)'/g)].map(([, code]) => code ?? ''));
}

test('finds the codes with which a mapping rejects values', () => {
  expect(valueErrorCodes().length).toBeGreaterThan(30);
});

test.each([
  ...new Set([...valueErrorCodes().filter((code) => !NEVER_SHOWN.includes(code)), ...Object.keys(ISSUE_KINDS)]),
  ...Object.keys(ERROR_CODES),
  ...['timeout', 'reset', 'refused', 'dns', 'connect-timeout', 'http-429', 'http-500', 'http-404', 'not-json'],
  ...['duplicate-key', 'missing-key', 'ragged-row', 'stray-quote', 'changed-on-server', 'gone'],
])('has a remediation for %s', (code) => {
  expect(remediationFor({ code, state: 'rejected' })).not.toBe(UNKNOWN);
  expect(remediationFor({ code, state: 'rejected' })).toMatch(/[.?…]$/);
});

test('gives each problem of a row its remediation, and none twice', () => {
  expect(remediationFor({ code: 'required; bad-email; required', state: 'rejected' })).toBe(
    `${remediationFor({ code: 'required', state: 'rejected' })} ${remediationFor({ code: 'bad-email', state: 'rejected' })}`,
  );
});

test('says to look up rows in doubt, whatever their code', () => {
  expect(remediationFor({ code: 'reset', state: 'in_doubt' })).toMatch(/^Look the rows up/);
  expect(remediationFor({ code: 'reset', state: 'failed' })).toContain('import the rows again');
});

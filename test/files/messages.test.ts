import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { FILE_MESSAGES, ISSUE_KINDS, ROW_MESSAGES } from '../../src/files/index.ts';

const folder = fileURLToPath(new URL('../../src/files', import.meta.url));
const source = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('messages.ts'))
  .map((path) => readFileSync(join(folder, path), 'utf8'))
  .join('\n');

function codes(pattern: RegExp): string[] {
  return [...new Set([...source.matchAll(pattern)].map(([, code = '']) => code))];
}

const entries = Object.entries({ ...FILE_MESSAGES, ...ROW_MESSAGES });

describe('the catalogue of messages', () => {
  test('has an entry for the code of every file error', () => {
    const thrown = codes(/new FileError\(\s*'([a-z0-9-]+)'/g);
    expect(thrown.length).toBeGreaterThan(20);
    expect(thrown.filter((code) => !(code in FILE_MESSAGES))).toEqual([]);
  });

  test('has an entry for the code of every problem of a row, and for every data-quality issue', () => {
    const found = [...codes(/\bcode: '([a-z-]+)'/g), ...codes(/#problem\('([a-z-]+)'/g), ...Object.keys(ISSUE_KINDS)];
    expect(found.filter((code) => !(code in ROW_MESSAGES))).toEqual([]);
  });

  test.each(entries)('has a meaning and a remediation in whole sentences: %s', (_code, { meaning, remediation }) => {
    expect(meaning).toMatch(/^[A-Z].*\.$/s);
    expect(remediation).toMatch(/^[A-Z]/);
  });
});

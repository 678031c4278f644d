import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { generatedFiles } from '../docs/generated-files.ts';

describe('files that are made from tables', () => {
  test.each(generatedFiles)('$path is not stale; renew it with: npm run docs', ({ path, render }) => {
    expect(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')).toBe(render());
  });
});

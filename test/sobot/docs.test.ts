import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { renderApiReference } from '../../src/sobot/docs.ts';
import { endpoints } from '../../src/sobot/endpoints/index.ts';

const written = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');

it('docs/api.md is what the tables say', () => {
  expect(written === renderApiReference(), 'docs/api.md is stale; renew it with: npm run docs').toBe(true);
});

it('docs/api.md has a row for every call', () => {
  const rows = written.split('\n').filter((line) => line.includes('/api/'));
  for (const { method, path } of Object.values(endpoints)) {
    expect(
      rows.filter((row) => row.includes(`| ${method} \`${path}\` |`)),
      path,
    ).toHaveLength(1);
  }
});

it('every link within docs/api.md leads to a heading', () => {
  const anchors = [...written.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^a-z0-9_ -]/g, '')
      .replaceAll(' ', '-'),
  );
  const links = [...written.matchAll(/\]\(#([^)]+)\)/g)].map(([, link]) => link);
  expect(links.length).toBeGreaterThan(20);
  expect(anchors).toEqual(expect.arrayContaining(links));
});

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { JOB_KEYS } from '../../src/app/schedule/schedule-jobs.ts';
import { inCheckout } from '../support/run-cli.ts';

const pages = [
  inCheckout('README.md'),
  inCheckout('README.zh-CN.md'),
  ...readdirSync(inCheckout('docs')).flatMap((file) => (file.endsWith('.md') ? [inCheckout('docs', file)] : [])),
];

/** The link targets of a page, except in code. */
function linksOf(path: string): string[] {
  const text = withoutCode(readFileSync(path, 'utf8'));
  return [...text.matchAll(/\[[^\]]*\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
}

/** The anchors of a page, as GitHub derives them from its headings. */
function anchorsOf(path: string): Set<string> {
  const seen = new Map<string, number>();
  const headings = [...withoutFences(readFileSync(path, 'utf8')).matchAll(/^#+ (.+)$/gm)].map(
    ([, heading = '']) => heading,
  );
  return new Set(
    headings.map((heading) => {
      const slug = heading
        .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-');
      const count = seen.get(slug) ?? 0;
      seen.set(slug, count + 1);
      return count === 0 ? slug : `${slug}-${count}`;
    }),
  );
}

const withoutFences = (text: string): string => text.replace(/```[\s\S]*?```/g, '');
const withoutCode = (text: string): string => withoutFences(text).replace(/`[^`\n]*`/g, '');

describe('links', () => {
  test.each(pages.map((path) => relative(inCheckout(), path)))('of %s have existing targets', (page) => {
    const path = inCheckout(page);
    const broken = linksOf(path).filter((link) => {
      if (/^https:\/\//.test(link)) return !URL.canParse(link);
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : join(dirname(path), file);
      if (!existsSync(target)) return true;
      return anchor !== undefined && statSync(target).isFile() && !anchorsOf(target).has(anchor);
    });
    expect(broken).toEqual([]);
  });

  test('of docs/README.md, to which the README links, reach every page', () => {
    expect(linksOf(inCheckout('README.md'))).toContain('docs/README.md');
    const index = linksOf(inCheckout('docs/README.md')).map((link) => `docs/${link.split('#')[0]}`);
    const notInIndex = pages
      .map((path) => relative(inCheckout(), path))
      .filter((page) => !/README(?:\.zh-CN)?\.md$/.test(page) && !index.includes(page));
    expect(notInIndex).toEqual([]);
  });
});

const GENERATED_PAGES = ['docs/api.md', 'docs/mapping.md', 'docs/streams.md', 'docs/troubleshooting.md'];

const writtenPages = [inCheckout('CONTRIBUTING.md'), ...pages]
  .map((path) => relative(inCheckout(), path))
  .filter((page) => !GENERATED_PAGES.includes(page));

test.each(writtenPages)('%s has no prose line over 120 characters', (page) => {
  const lines = withoutFences(readFileSync(inCheckout(page), 'utf8')).split('\n');
  expect(lines.filter((line) => line.length > 120 && !line.startsWith('|'))).toEqual([]);
});

test('docs/schedule-exports.md explains every key of a job', () => {
  const page = readFileSync(inCheckout('docs', 'schedule-exports.md'), 'utf8');
  expect(JOB_KEYS.filter((key) => !page.includes(`| \`${key}\` |`))).toEqual([]);
});

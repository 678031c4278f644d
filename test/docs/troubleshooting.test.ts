import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inCheckout } from '../support/run-cli.ts';

const source = readdirSync(inCheckout('src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readFileSync(join(inCheckout('src'), path), 'utf8'))
  .join('\n');

/** The first column of a guide's table. */
function firstCells(page: string, heading: string): string[] {
  const text = readFileSync(inCheckout('docs', page), 'utf8');
  const part = text.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...part.matchAll(/^\| (.*?) \|/gm)].map(([, cell = '']) => cell).slice(1);
}

const messages = firstCells('troubleshooting.md', 'By message');
const codes = firstCells('fix-and-reimport.md', 'Which code means what?').flatMap((cell) =>
  [...cell.matchAll(/`([a-z_-]+)`/g)].map(([, code = '']) => code),
);

describe('the guides explain messages and codes of the program', () => {
  test.each(messages)('"%s"', (words) => {
    // Numbers and names are inserted at run time.
    const stem = words.replace(/ \d+$/, ' ');
    expect(source.includes(stem), stem).toBe(true);
  });

  test.each(codes)('the code %s', (code) => {
    expect(new RegExp(`\\b${code}\\b`).test(source), code).toBe(true);
  });

  test('the tables of the guides are not empty', () => {
    expect(messages.length).toBeGreaterThan(5);
    expect(codes.length).toBeGreaterThan(10);
  });
});

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { inCheckout, newFolder } from '../support/run-cli.ts';

const run = promisify(execFile);

interface PackedFile {
  readonly path: string;
  readonly mode: number;
}

/** The files that `npm pack` would put into the package from the current build. */
async function packedFiles(): Promise<PackedFile[]> {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', newFolder()];
  const { stdout } = await run('npm', args, { cwd: inCheckout() });
  const answer = JSON.parse(stdout) as Record<string, { files: PackedFile[] }> | { files: PackedFile[] }[];
  return Object.values(answer)[0]?.files ?? [];
}

describe('the packed package', () => {
  let files: PackedFile[];
  beforeAll(async () => {
    files = await packedFiles();
  });

  test('holds the command as an executable', () => {
    const command = files.find(({ path }) => path === 'dist/bin/sobot-etl.js');
    expect(command?.mode.toString(8)).toMatch(/755$/);
  });

  test('imports only packages that it declares', () => {
    const { dependencies } = JSON.parse(readFileSync(inCheckout('package.json'), 'utf8'));
    const programs = files.filter(({ path }) => path.startsWith('dist/') && path.endsWith('.js'));
    const needed = programs.flatMap(({ path }) =>
      [...readFileSync(inCheckout(path), 'utf8').matchAll(/^import\s[^;]*?["']([^."'][^"']*)["'];$/gm)].map(
        ([, name = '']) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'),
      ),
    );
    expect(needed).toContain('undici');
    const unnamed = needed.filter((name) => !isBuiltin(name) && !(name in dependencies));
    expect([...new Set(unnamed)]).toEqual([]);
  });

  test('holds no source of its documentation', () => {
    const sources = files.filter(({ path }) => path.startsWith('docs/') && path.endsWith('.ts'));
    expect(sources).toEqual([]);
  });

  test('holds every file that its pages link to', () => {
    const paths = new Set(files.map(({ path }) => path));
    const isThere = (target: string) =>
      paths.has(target) || [...paths].some((path) => path.startsWith(`${target.replace(/\/$/, '')}/`));
    const pages = [...paths].filter((path) => path.endsWith('.md'));
    expect(pages).toContain('README.md');
    const broken = pages.flatMap((page) => {
      const text = readFileSync(inCheckout(page), 'utf8').replace(/```[\s\S]*?```|`[^`\n]*`/g, '');
      return [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)]
        .flatMap(([, link = '']) => (/^https?:/.test(link) ? [] : [normalize(join(dirname(page), link))]))
        .filter((target) => !isThere(target))
        .map((target) => `${page}: ${target}`);
    });
    expect(broken).toEqual([]);
  });
});

describe('a built checkout', () => {
  test('runs its command through npx', async () => {
    // Without this, npx rebuilds the checkout while other tests use it.
    const env = { ...process.env, npm_config_ignore_scripts: 'true' };
    const { stdout } = await run('npx', ['--no-install', 'sobot-etl', '--version'], { cwd: inCheckout(), env });
    const { version } = JSON.parse(readFileSync(inCheckout('package.json'), 'utf8')) as { version: string };
    expect(stdout.trim()).toBe(version);
  });
});

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, normalize, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { installFromCheckout, installWithNpm, type PackedPackage, packPackage } from '../support/packed-package.ts';
import { inCheckout } from '../support/run-cli.ts';

const run = promisify(execFile);
const { version } = JSON.parse(readFileSync(inCheckout('package.json'), 'utf8')) as { version: string };

let packing: Promise<PackedPackage>;
beforeAll(async () => {
  packing = packPackage();
  await packing;
});

describe('the packed package', () => {
  let files: PackedPackage['files'];
  beforeAll(async () => {
    ({ files } = await packing);
  });

  test('holds the command as an executable', () => {
    const command = files.find(({ path }) => path === 'dist/bin/sobot-etl.js');
    expect(command?.mode.toString(8)).toMatch(/755$/);
  });

  test('imports only packages that it declares', () => {
    const { dependencies } = JSON.parse(readFileSync(inCheckout('package.json'), 'utf8'));
    const programs = files.filter(({ path }) => path.startsWith('dist/') && path.endsWith('.js'));
    const needed = programs.flatMap(({ path }) =>
      [...readFileSync(inCheckout(path), 'utf8').matchAll(/(?<=^|;)import\b[^;(`]*?["'`]([^."'`][^"'`]*)["'`];/gm)].map(
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

/** The example of the guide, with the declarations it needs, and the credentials of the environment in place of its own. */
function example(): string {
  const guide = readFileSync(inCheckout('docs/library.md'), 'utf8');
  const code = /```ts\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';
  const [imports = '', ...rest] = code
    .replace("'https://sg.sobot.io'", 'BASE_URL')
    .replace("'your app id'", 'APP_ID')
    .replace("'your app key'", 'APP_KEY')
    .split(';\n');
  return [
    `${imports};`,
    'declare const process: { env: Record<string, string>; stdout: { write(text: string): void } };',
    'declare const console: { log(value: unknown): void };',
    "const { BASE_URL = '', APP_ID = '', APP_KEY = '' } = process.env;",
    rest.join(';\n'),
    'process.stdout.write(JSON.stringify({ imported, fromRows, tagged, exported, names, agents: agents.items.length }));',
  ].join('\n');
}

describe('the package, installed in another project', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await installFromCheckout(await packing);
  });

  test('runs the example of its guide', async () => {
    await using sandbox = await startSandbox();
    writeFileSync(join(folder, 'example.ts'), example());
    const rows = readFileSync(inCheckout('samples/customers.csv'), 'utf8').split('\n').slice(0, 200);
    writeFileSync(join(folder, 'customers.csv'), `${rows.join('\n')}\n`);
    copyFileSync(inCheckout('mappings/customers.yaml'), join(folder, 'customers.yaml'));
    writeFileSync(
      join(folder, 'people.yaml'),
      'version: 1\ntarget: customer\nfields:\n  nick: Name\n  email: Email\n  crm_status: { const: 1 }\n',
    );
    writeFileSync(join(folder, 'tags.csv'), 'Email\nana@example.com\n');
    const { PATH = '' } = process.env;
    const env = { PATH, BASE_URL: sandbox.url, APP_ID: sandbox.appId, APP_KEY: sandbox.appKey };
    const { stdout, stderr } = await run(process.execPath, ['example.ts'], { cwd: folder, env });
    expect(stderr).toBe('');
    const [fit, ...printed] = stdout.split('\n');
    const shown = JSON.parse(printed.pop() ?? '') as Record<
      string,
      { rows: Record<string, number>; complete?: boolean }
    >;
    expect(shown['imported']?.rows['created']).toBeGreaterThan(0);
    expect(Number(fit)).toBeGreaterThan(0);
    expect(printed).toContain('end');
    expect(shown['fromRows']).toMatchObject({ rows: { read: 1, created: 1 } });
    expect(shown['tagged']).toMatchObject({ rows: { read: 1, done: 1 } });
    expect(shown['exported']).toMatchObject({
      complete: true,
      rows: { written: (shown['imported']?.rows['created'] ?? 0) + 1 },
    });
    expect(shown).toMatchObject({ names: ['Status', 'Interest', 'Channel'], agents: expect.any(Number) });
  });

  test('tells with its source maps in which line of the source an error arose', async () => {
    const script =
      "import('sobot-etl').then((library) => library.importFile()).catch((error) => console.log(error.stack))";
    const { stdout } = await run(process.execPath, ['--enable-source-maps', '-e', script], { cwd: folder });
    expect(stdout).toMatch(/[\\/]src[\\/]app[\\/]import[\\/]import-file\.ts:\d+:\d+/);
  });

  test('has types that compile the example', async () => {
    writeFileSync(join(folder, 'example.ts'), example());
    const args = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2024',
      '--lib',
      'es2025,esnext.disposable',
      '--skipLibCheck',
    ];
    const tsc = inCheckout('node_modules/.bin/tsc');
    const result = await run(tsc, [...args, '--types', '', 'example.ts'], { cwd: folder }).catch(
      (error: { stdout: string }) => error,
    );
    expect(result.stdout).toBe('');
  });

  test('exports nothing internal', async () => {
    writeFileSync(join(folder, 'inside.js'), "await import('sobot-etl/dist/cli/main.js');");
    const failure = await run(process.execPath, ['inside.js'], { cwd: folder }).catch(
      (error: { stderr: string }) => error,
    );
    expect(failure.stderr).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });
});

describe('a built checkout', () => {
  test('runs its command through npx', async () => {
    // Without this, npx rebuilds the checkout while other tests use it.
    const env = { ...process.env, npm_config_ignore_scripts: 'true' };
    const { stdout } = await run('npx', ['--no-install', 'sobot-etl', '--version'], { cwd: inCheckout(), env });
    expect(stdout.trim()).toBe(version);
  });
});

/** A command of the package, as a project that has it runs it. */
class Installed {
  readonly #folder: string;
  readonly #env: Record<string, string>;

  constructor(folder: string, env: Record<string, string> = {}) {
    this.#folder = folder;
    const { PATH = '' } = process.env;
    this.#env = { PATH, HOME: folder, SOBOT_ETL_HOME: join(folder, 'home'), ...env };
  }

  async run(...args: string[]): Promise<string> {
    const { stdout } = await run(process.execPath, [this.#command, ...args], { cwd: this.#folder, env: this.#env });
    return stdout;
  }

  /** Starts a command that runs until it is stopped; resolves with its first output. */
  async start(...args: string[]): Promise<{ readonly output: string } & AsyncDisposable> {
    const child = spawn(process.execPath, [this.#command, ...args], {
      cwd: this.#folder,
      env: this.#env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const closed = once(child, 'close');
    const [first] = (await Promise.race([once(child.stdout, 'data'), closed])) as [unknown];
    return {
      output: String(first),
      async [Symbol.asyncDispose]() {
        child.kill('SIGINT');
        await closed;
      },
    };
  }

  get #command(): string {
    return join(this.#folder, 'node_modules', '.bin', 'sobot-etl');
  }
}

const SAMPLE = join('node_modules', 'sobot-etl', 'samples', 'customers.csv');
const MAPPING = join('node_modules', 'sobot-etl', 'mappings', 'customers.yaml');

/** Everything that a new user tries: version, a check, an import into the sandbox, and the page. */
async function tryInstalled(folder: string): Promise<void> {
  const plain = new Installed(folder);
  expect((await plain.run('--version')).trim()).toBe(version);
  await using sandbox = await plain.start('sandbox', '--port', '0');
  const env = Object.fromEntries(
    [...sandbox.output.matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
  const installed = new Installed(folder, env);
  const [checked, imported] = await Promise.all([
    installed.run('check', SAMPLE, '-m', MAPPING, '--limit', '10', '--json'),
    installed.run('import', SAMPLE, '-m', MAPPING, '--limit', '20', '--json'),
    openPage(installed),
  ]);
  expect(JSON.parse(checked)).toMatchObject({ rows: { fit: 10 } });
  expect(JSON.parse(imported)).toMatchObject({ status: 'completed', rows: { created: 20 } });
  const { files } = JSON.parse(imported) as { files: { report: string } };
  expect(existsSync(resolve(folder, files.report))).toBe(true);
}

async function openPage(installed: Installed): Promise<void> {
  await using page = await installed.start('web', '--port', '0', '--no-open', '--json');
  const { url } = JSON.parse(page.output) as { url: string };
  const html = await (await fetch(url)).text();
  const script = /<script[^>]* src="([^"]+)"/.exec(html)?.[1] ?? '';
  expect((await fetch(new URL(script, url))).headers.get('content-type')).toContain('javascript');
}

describe('the command of the package, installed in an empty folder', () => {
  test('checks, imports into its sandbox and serves its page, with the packages that it declares alone', async () => {
    await tryInstalled(await installFromCheckout(await packing));
  });

  test.runIf(process.env['SOAK'])('does so after npm install from the registry', async () => {
    await tryInstalled(await installWithNpm(await packing));
  });
});

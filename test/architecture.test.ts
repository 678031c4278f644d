import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const src = fileURLToPath(new URL('../src', import.meta.url));

/** Which modules of `src/` a module may import, besides itself. The README's table shows the same. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  words: ['chinese'],
  chinese: [],
  threads: [],
  sketches: [],
  api: [],
  files: [],
  ledger: [],
  notify: [],
  resilience: ['api'],
  targets: ['api'],
  streams: ['api'],
  mapping: ['targets', 'api', 'files'],
  import: ['mapping', 'targets', 'resilience', 'ledger', 'files', 'api', 'threads', 'sketches'],
  tagging: ['import', 'mapping', 'targets', 'resilience', 'ledger', 'files', 'api'],
  change: ['import', 'tagging', 'mirror', 'mapping', 'targets', 'resilience', 'ledger', 'files', 'api', 'sketches'],
  export: ['streams', 'mapping', 'resilience', 'ledger', 'files', 'api', 'threads'],
  mirror: ['export', 'streams', 'api', 'resilience', 'ledger'],
  distributed: ['import', 'mapping', 'targets', 'resilience', 'ledger', 'files', 'sketches'],
  push: ['mirror', 'export', 'mapping', 'resilience', 'ledger', 'files', 'api'],
  report: ['import', 'profile', 'targets', 'resilience', 'ledger', 'files'],
  suggest: ['mapping', 'targets', 'files', 'api', 'sketches'],
  profile: ['suggest', 'mapping', 'targets', 'files', 'sketches'],
  template: ['suggest', 'mapping', 'targets', 'files', 'api'],
  sandbox: ['api'],
  app: [
    'import',
    'distributed',
    'tagging',
    'change',
    'report',
    'export',
    'mirror',
    'push',
    'mapping',
    'suggest',
    'profile',
    'template',
    'targets',
    'streams',
    'resilience',
    'ledger',
    'notify',
    'files',
    'api',
    'sketches',
  ],
  web: ['app', 'chinese'],
  cli: [
    'app',
    'web',
    'import',
    'tagging',
    'export',
    'mirror',
    'mapping',
    'suggest',
    'profile',
    'targets',
    'streams',
    'ledger',
    'files',
    'api',
    'sandbox',
  ],
  bin: ['cli', 'app', 'sandbox'],
  // The library.
  'index.ts': ['app', 'import', 'export', 'streams', 'api'],
};

/** What every module may import: shared wording. */
const FREE = ['words'];

/**
 * The public interface of a module is its `index.ts`. These are loaded one by one, so that a command starts with what it needs: the use cases of
 * `app` with their options, the entries of `cli`, the pages of the report, the description of a stream, and the choices of `tag`.
 */
const LOADED_BY_ITSELF =
  /^(?:app\/|cli\/|report\/render-(?:report|profile)\.ts$|chinese\/terms\.ts$|streams\/describe-stream\.ts$|tagging\/tagging-request\.ts$)/;
const isLoadedByItself = (file: string): boolean => LOADED_BY_ITSELF.test(file);

/** The sandbox may import the definitions of `api`, never the client: otherwise both could share one misreading. */
const SANDBOX_MAY_KNOW = /^api\/(endpoint\.ts|endpoints\/|codes\.ts)/;

const moduleOf = (path: string): string => path.split('/')[0] ?? path;

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
const IMPORTS = new Map(files.map((file) => [file, importsOf(file)]));

function importsOf(file: string): string[] {
  const whole = readFileSync(join(src, file), 'utf8');
  // A table of translations has the type of its English table, and imports nothing at run time.
  const text = moduleOf(file) === 'chinese' ? whole.replace(/^import type .*$/gm, '') : whole;
  const found = [...text.matchAll(/(?:\bfrom\s+|\bimport\s*\(?\s*)'(\.{1,2}\/[^']+)'/g)];
  return found.map(([, path]) => relative(src, resolve(src, dirname(file), path ?? '')).replaceAll('\\', '/'));
}

/** What the README's table says that each module may import. */
function tableOfReadme(): Record<string, string[]> {
  const readme = readFileSync(join(src, '..', 'README.md'), 'utf8');
  const table = readme.split('\n| module of `src/` |')[1]?.split('\n\n')[0] ?? '';
  const names = (cell: string) => [...cell.matchAll(/`([\w.]+)`/g)].map(([, name = '']) => name);
  const rows = table.split('\n').slice(2);
  return Object.fromEntries(
    rows.map((row) => row.split(' | ')).map(([module = '', , may = '']) => [names(module)[0] ?? module, names(may)]),
  );
}

describe('the modules of src', () => {
  test('may import what the README says', () => {
    expect(tableOfReadme()).toEqual(MAY_IMPORT);
  });

  test('are all in the table of import directions', () => {
    expect([...new Set(files.map(moduleOf))].filter((module) => !(module in MAY_IMPORT))).toEqual([]);
  });

  test.each([...IMPORTS])('%s imports only modules that it may', (file, targets) => {
    const module = moduleOf(file);
    const may = [...(MAY_IMPORT[module] ?? []), ...FREE];
    const wrong = targets.filter((target) => moduleOf(target) !== module && !may.includes(moduleOf(target)));
    expect(wrong).toEqual([]);
  });

  test.each([...IMPORTS])('%s imports other modules through their index.ts', (file, targets) => {
    const foreign = targets.filter((target) => moduleOf(target) !== moduleOf(file));
    expect(foreign.filter((target) => basename(target) !== 'index.ts' && !isLoadedByItself(target))).toEqual([]);
  });

  test('use the command line only in bin, and the terminal and its questions only in cli', () => {
    const users = [...IMPORTS].filter(([file]) => !['cli', 'bin'].includes(moduleOf(file)));
    expect(users.filter(([, targets]) => targets.some((target) => moduleOf(target) === 'cli'))).toEqual([]);
    const asking = files.filter((file) => moduleOf(file) !== 'cli' && /'(?:yargs|@clack\/prompts)'/.test(code(file)));
    expect(asking).toEqual([]);
  });

  test('the sandbox knows the definitions of the API and nothing of the client', () => {
    const known = [...IMPORTS].filter(([file]) => moduleOf(file) === 'sandbox').flatMap(([, targets]) => targets);
    const wrong = known.filter((target) => moduleOf(target) === 'api' && !SANDBOX_MAY_KNOW.test(target));
    expect(wrong).toEqual([]);
  });

  test('have no import cycles', () => {
    expect(findCycle()).toBeUndefined();
  });

  test('the command line starts with little: what is heavy is loaded by the command that needs it', () => {
    const loaded = new Set<string>();
    const packages = new Set<string>();
    const load = (file: string) => {
      if (loaded.has(file)) return;
      loaded.add(file);
      for (const [, path = ''] of code(file).matchAll(/^(?:import|export)\s+(?!type\b)[^;]*?from '([^']+)';$/gm)) {
        if (path.startsWith('.')) load(relative(src, resolve(src, dirname(file), path)).replaceAll('\\', '/'));
        else if (!path.startsWith('node:')) packages.add(path);
      }
    };
    for (const file of ['cli/main.ts', 'cli/commands/index.ts']) load(file);
    expect([...packages].sort()).toEqual(['fastest-levenshtein', 'yargs']);
    expect(
      [...loaded].filter((file) =>
        /^(api|files|ledger|mapping|import|export|report|resilience|suggest|push)\//.test(file),
      ),
    ).toEqual([]);
  });

  test('touch process only in cli and bin', () => {
    const free = ['cli', 'bin'];
    const wrong = files.filter(
      (file) => !free.includes(moduleOf(file)) && /\bprocess\.(?!nextTick)[a-z]/i.test(code(file)),
    );
    expect(wrong).toEqual([]);
  });
});

function code(file: string): string {
  return readFileSync(join(src, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}

function findCycle(): string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const target of IMPORTS.get(file) ?? []) {
      const cycle = visit(target, [...path, file]);
      if (cycle) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of IMPORTS.keys()) {
    const cycle = visit(file, []);
    if (cycle) return cycle;
  }
  return undefined;
}

import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseAst } from 'rolldown/parseAst';
import { describe, expect, test } from 'vitest';
import { startSandbox } from '../src/sandbox/index.ts';
import { inCheckout, newFolder, runCli, sandboxEnv } from './support/run-cli.ts';

const run = promisify(execFile);
const src = inCheckout('src');

/** Where something that only POSIX has is right, and why. Everywhere else it is an error. */
const MARKED: Readonly<Record<string, string>> = {
  'bin/demo.ts: "/"': 'a path that this checkout has made',
  'bin/keychain.ts: getuid': 'absent on Windows, and only asked on Linux',
  'bin/keychain.ts: /run/user/': 'only on Linux',
  'bin/keychain.ts: SIGKILL': 'ends its own process, also on Windows',
  'app/keychain.ts: SIGKILL': 'ends a process of ours, also on Windows',
  'cli/print/print-jobs.ts: "/"': 'steps of cron expressions',
  'cli/print/print-jobs.ts: /etc/': 'where POSIX systems have their time zone',
  'files/xlsx/plain-row.ts: "/"': 'XML',
  'files/xlsx/workbook.ts: "/"': 'names within a zip archive',
  'files/xlsx/workbook.ts: posix': 'names within a zip archive',
  'ledger/postgres/address.ts: "/"': 'sockets of PostgreSQL, which only POSIX has',
  'notify/post-message.ts: "/"': 'paths of addresses',
  'push/push-address.ts: "/"': 'paths of addresses',
  'sandbox/routes.ts: "/"': 'paths of addresses',
  'web/page-files.ts: posix': 'paths of addresses',
};

/** Members that only POSIX has, or that mean something else on Windows. */
const MEMBERS = [
  'getuid',
  'geteuid',
  'getgid',
  'getegid',
  'setuid',
  'setgid',
  'umask',
  'mkfifo',
  'symlink',
  'symlinkSync',
  'posix',
];
const SIGNALS = ['SIGKILL', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGSTOP', 'SIGCONT', 'SIGPIPE'];
/** Methods that take a path apart if they are given a slash. */
const SPLITTERS = ['split', 'lastIndexOf', 'indexOf', 'startsWith', 'endsWith'];
const SHELLS = ['sh', 'bash', 'zsh', '/bin/sh', 'rm', 'cp', 'mv', 'cat', 'which'];
const STARTERS = ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync'];
const SYSTEM_FOLDER = /^\/(?:dev|tmp|proc|etc|usr|bin|var|run\/user|home)(?:\/|$)/;
const FILE_BELOW = /^[/\\][\w.-]+\.(?:csv|xlsx|jsonl?|html|ya?ml|db|txt|lock)$/;

interface Node {
  readonly type: string;
  readonly [member: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

function* nodesOf(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const each of value) yield* nodesOf(each);
  else if (isNode(value)) {
    yield value;
    for (const [name, member] of Object.entries(value)) if (name !== 'parent') yield* nodesOf(member);
  }
}

const nameOf = (node: unknown): string => (isNode(node) ? String(node['name'] ?? node['value'] ?? '') : '');

/** What a program has that Windows does not: the names by which `MARKED` knows it. */
function posixOnly(code: string): string[] {
  return [...nodesOf(parseAst(code, { lang: 'ts' }))].flatMap((node): string[] => {
    if (node.type === 'MemberExpression') {
      const member = nameOf(node['property']);
      const object = node['object'];
      const isFileUrl =
        member === 'pathname' &&
        isNode(object) &&
        object.type === 'NewExpression' &&
        /import\.meta/.test(code.slice(Number(object['start']), Number(object['end'])));
      return [...(MEMBERS.includes(member) ? [member] : []), ...(isFileUrl ? ['pathname of a file'] : [])];
    }
    if (node.type === 'ImportSpecifier') {
      const name = nameOf(node['imported']);
      return MEMBERS.includes(name) ? [name] : [];
    }
    if (node.type === 'Literal' && typeof node['value'] === 'string') return literalFaults(node['value']);
    if (node.type === 'TemplateElement') {
      const text = (node['value'] as { cooked: string }).cooked;
      return [...literalFaults(text), ...(FILE_BELOW.test(text) ? ['a path put together'] : [])];
    }
    if (node.type !== 'CallExpression') return [];
    const callee = node['callee'] as Node;
    const called = nameOf(callee.type === 'MemberExpression' ? callee['property'] : callee);
    const [first] = node['arguments'] as readonly Node[];
    const text = first?.type === 'Literal' ? first['value'] : undefined;
    if (SPLITTERS.includes(called) && text === '/') return ['"/"'];
    return STARTERS.includes(called) && SHELLS.includes(String(text)) ? [`starts ${text}`] : [];
  });
}

function literalFaults(text: string): string[] {
  if (SIGNALS.includes(text)) return [text];
  const folder = SYSTEM_FOLDER.exec(text)?.[0];
  return folder === undefined ? [] : [folder];
}

describe('the source', () => {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !path.startsWith(join('web', 'client')),
  );
  const found = files.flatMap((file) => {
    const name = file.replaceAll('\\', '/');
    return posixOnly(readFileSync(join(src, file), 'utf8')).map((fault) => `${name}: ${fault}`);
  });

  test('uses nothing that only POSIX has, except where the table says why', () => {
    expect(found.filter((each) => !Object.hasOwn(MARKED, each))).toEqual([]);
    expect(Object.keys(MARKED).filter((each) => !found.includes(each))).toEqual([]);
  });

  test.each([
    ['process.umask(0o077)', 'umask'],
    ["import { posix } from 'node:path';", 'posix'],
    ["path.split('/').at(-1)", '"/"'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: code that is checked.
    ['`${folder}/errors.csv`', 'a path put together'],
    ["spawn('sh', ['-c', line])", 'starts sh'],
    ["child.kill('SIGKILL')", 'SIGKILL'],
    ["open('/dev/null')", '/dev/'],
    ["new URL('x', import.meta.url).pathname", 'pathname of a file'],
  ])('is found to use %s', (code, fault) => {
    expect(posixOnly(code)).toEqual([fault]);
  });
});

test('paths are those of Windows there, and names are ones that it takes', async () => {
  const args = ['--import', './test/support/windows-modules.ts', 'test/support/windows-paths.ts'];
  const { stdout } = await run(process.execPath, args, { cwd: inCheckout() });
  const home = 'C:\\Users\\Ana\\AppData\\Local\\sobot-etl';
  expect(JSON.parse(stdout)).toEqual({
    home,
    homeOfLocalAppData: 'D:\\State\\sobot-etl',
    homeOfFlag: 'E:\\ledger',
    run: ['errors.csv', 'results.csv', 'report.html', 'summary.json'].map(
      (name) => `C:\\runs\\20261123-0412-7f3a\\${name}`,
    ),
    workbook: 'C:\\runs\\x\\errors.xlsx',
    uploads: `${home}\\uploads`,
    filled: ['customers', '-o', 'C:\\out\\kunden-2026-11-23T041207.xlsx'],
    pattern: { folder: 'C:\\out', file: '^kunden-\\d{4}-\\d{2}-\\d{2}T\\d{6}\\.xlsx$' },
    jobFolders: ['nightly', '_aux', 'report_'].map((name) => `${home}\\schedule\\${name}`),
    jobArgs: ['customers', '-o', 'C:\\out\\x-{date}.csv'],
    jobsFolder: 'D:\\jobs',
    listener: `${home}\\listen\\Shop%20_1_`,
    push: 'C:\\pushes\\changes-2026-11-23.csv',
    format: 'xlsx',
    uploaded: [
      'Kunden.xlsx',
      '_CON',
      '_nul.csv',
      '_Com1.backup.csv',
      'a_b_c_.csv',
      'report_',
      'upload.csv',
      'COM10.csv',
    ],
    next: 'sobot-etl import "C:\\My Files\\in.csv" -m C:\\maps\\m.yaml',
  });
});

test('a drive letter is part of a file name, not the scheme of an address or standard output', async () => {
  await using sandbox = await startSandbox();
  const cwd = newFolder();
  const output = 'C:\\agents.csv';
  const { code, stdout, stderr } = await runCli(['export', 'agents', '-o', output], {
    cwd,
    env: sandboxEnv(sandbox, cwd),
  });
  expect(code, stderr).toBe(0);
  expect(stdout).toBe('');
  expect(statSync(join(cwd, output)).size).toBeGreaterThan(0);
});

test('an input that is also an output is found under another spelling of its path', async () => {
  await using sandbox = await startSandbox();
  const cwd = newFolder();
  const env = sandboxEnv(sandbox, cwd);
  writeFileSync(
    join(cwd, 'm.yaml'),
    'version: 1\ntarget: customer\nfields: { nick: Name, crm_status: { const: 1 } }\n',
  );
  mkdirSync(join(cwd, 'run'));
  writeFileSync(join(cwd, 'run', 'errors.csv'), 'Name\nLi Na\n');
  symlinkSync(join(cwd, 'run'), join(cwd, 'RUN'));
  const { code, stderr } = await runCli(['import', 'run/errors.csv', '-m', 'm.yaml', '--out', 'RUN'], { cwd, env });
  expect(code, stderr).toBe(2);
  expect(stderr).toContain('is the input, and this run would write its own errors.csv there');
  expect(readFileSync(join(cwd, 'run', 'errors.csv'), 'utf8')).toBe('Name\nLi Na\n');
});

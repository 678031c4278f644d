import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { inCheckout, newFolder } from './run-cli.ts';

const run = promisify(execFile);

/** The package as `npm pack` makes it from the current build. */
export interface PackedPackage {
  readonly files: readonly { readonly path: string; readonly mode: number }[];
  readonly tarball: string;
}

export async function packPackage(): Promise<PackedPackage> {
  const folder = newFolder();
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const { stdout } = await run('npm', args, { cwd: inCheckout() });
  type Answer = { files: PackedPackage['files']; filename: string };
  const answer = JSON.parse(stdout) as Record<string, Answer> | Answer[];
  const [packed] = Object.values(answer);
  if (packed === undefined) throw new Error(`npm pack says ${stdout}`);
  return { files: packed.files, tarball: join(folder, packed.filename) };
}

/** A new project in which the package is installed with npm, from the registry. */
export async function installWithNpm({ tarball }: PackedPackage): Promise<string> {
  const folder = newProject();
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', tarball], {
    cwd: folder,
  });
  return folder;
}

/**
 * The same without the registry: the unpacked files, and beside them only what npm would install with them. The packages
 * that only development needs are not there.
 */
export async function installFromCheckout({ tarball }: PackedPackage): Promise<string> {
  const folder = newProject();
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', modules]);
  renameSync(join(modules, 'package'), join(modules, 'sobot-etl'));
  const { packages } = JSON.parse(readFileSync(inCheckout('package-lock.json'), 'utf8')) as Lock;
  for (const [path, { dev }] of Object.entries(packages)) {
    if (dev || !/^node_modules\/(@[^/]+\/)?[^/]+$/.test(path)) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    symlinkSync(inCheckout(path), join(folder, path));
  }
  const { bin } = JSON.parse(readFileSync(join(modules, 'sobot-etl', 'package.json'), 'utf8')) as Described;
  for (const [name, path] of Object.entries(bin)) {
    chmodSync(join(modules, 'sobot-etl', path), 0o755);
    symlinkSync(join('..', 'sobot-etl', path), join(modules, '.bin', name));
  }
  return folder;
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean }>>;
}

interface Described {
  readonly bin: Readonly<Record<string, string>>;
}

function newProject(): string {
  const folder = newFolder();
  writeFileSync(join(folder, 'package.json'), '{ "name": "project", "private": true, "type": "module" }');
  return folder;
}

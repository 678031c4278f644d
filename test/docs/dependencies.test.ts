import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inCheckout } from '../support/run-cli.ts';

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** The packages for which a part of the README gives a reason. */
function explained(text: string): string[] {
  return [...text.matchAll(/^\| ([^|]+) \| [^|\s][^|]* \|$/gm)]
    .flatMap(([, names = '']) => names.split(', '))
    .filter((name) => name !== 'package');
}

test('the README gives a reason for exactly the dependencies of package.json', () => {
  const manifest = JSON.parse(readFileSync(inCheckout('package.json'), 'utf8')) as Manifest;
  const { dependencies, optionalDependencies, devDependencies } = manifest;
  const part = readFileSync(inCheckout('README.md'), 'utf8').split('## Dependencies, and why\n')[1] ?? '';
  const [shipped = '', development = ''] = part.split('Only for development:');
  expect(explained(shipped).toSorted()).toEqual(Object.keys({ ...dependencies, ...optionalDependencies }).toSorted());
  expect(explained(development).toSorted()).toEqual(Object.keys(devDependencies).toSorted());
});

import { readFileSync } from 'node:fs';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { commands } from '../../src/cli/commands/index.ts';
import { createParser } from '../../src/cli/main.ts';
import { readAddress } from '../../src/ledger/postgres/address.ts';
import { inCheckout } from '../support/run-cli.ts';

interface Service {
  readonly image: string;
  readonly user?: string;
  readonly env_file: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly network_mode?: string;
  readonly command?: readonly string[];
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly read_only?: boolean;
}

const page = readFileSync(inCheckout('docs', 'team.md'), 'utf8');
const compose = parse(readFileSync(inCheckout('docs', 'team', 'compose.yaml'), 'utf8'), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
};
const { database, ...workers } = compose.services;
const dockerfile = readFileSync(inCheckout('docs', 'team', 'Dockerfile'), 'utf8');

describe('docs/team/compose.yaml', () => {
  test('starts PostgreSQL and two workers, none of them as root', () => {
    expect(database?.user).toBe('postgres');
    expect(Object.keys(workers)).toEqual(['worker-1', 'worker-2']);
    // Of the last stage.
    expect(dockerfile.split(/^FROM /m).at(-1)).toMatch(/^USER node$/m);
    for (const worker of Object.values(workers)) expect(worker).toMatchObject({ read_only: true });
  });

  test('has no secrets: they are in files that the page names and Git ignores', () => {
    const ignored = readFileSync(inCheckout('.gitignore'), 'utf8').split('\n');
    expect(ignored).toContain('*.env');
    expect(readFileSync(inCheckout('docs', 'team', 'Dockerfile.dockerignore'), 'utf8')).toContain('**/*.env\n');
    for (const { env_file: file, environment } of Object.values(compose.services)) {
      expect(page).toContain(`| \`${file}\` | `);
      expect(Object.keys(environment).filter((name) => /PASSWORD|KEY|APP_ID/.test(name))).toEqual([]);
    }
  });

  test('lets the workers reach the database without a network', () => {
    for (const { network_mode, environment } of Object.values(workers)) {
      expect(network_mode).toBe('service:database');
      const { user, database: name, client } = readAddress(environment['SOBOT_ETL_LEDGER'] ?? '', pg.Client);
      expect(client.ssl).toBe(false);
      expect(database?.environment).toMatchObject({ POSTGRES_USER: user, POSTGRES_DB: name });
    }
  });

  test('starts commands that there are, from the built package', async () => {
    const { bin, files } = JSON.parse(readFileSync(inCheckout('package.json'), 'utf8'));
    expect(dockerfile).toContain(`ENTRYPOINT ["${Object.keys(bin)[0]}"]`);
    expect(files).toContain('docs/team');
    for (const { command = [], build } of Object.values(workers)) {
      expect(build).toEqual({ context: '../..', dockerfile: 'docs/team/Dockerfile' });
      const called: string[] = [];
      const silent = commands.map((each) => ({
        ...each,
        handler: () => {
          called.push(each.name);
        },
      }));
      await createParser(command, silent).parseAsync([...command]);
      expect(called).toEqual([command[0]]);
    }
  });
});

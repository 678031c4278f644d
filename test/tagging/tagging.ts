import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endpoints } from '../../src/api/endpoints/index.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { type CliOptions, newFolder, sandboxEnv } from '../support/run-cli.ts';
import type { SandboxTenant } from '../support/sandbox-tenant.ts';

/** A folder with `in.csv` of these lines, and the environment for the sandbox. */
export function tagFolder(
  sandbox: Sandbox,
  lines: readonly string[],
): CliOptions & { readonly env: Record<string, string> } {
  const cwd = newFolder();
  writeFileSync(join(cwd, 'in.csv'), lines.map((line) => `${line}\n`).join(''));
  return { cwd, env: sandboxEnv(sandbox, cwd) };
}

/** The tags that each customer carries, as `Group/Tag`, by the customer's id. */
export async function tagsByCustomer({ sandbox, read }: SandboxTenant): Promise<Map<string, string[]>> {
  const names = new Map<string, string>();
  for (const group of (await read(endpoints.listTagGroups, {})) as { id: string; name: string }[]) {
    const tags = (await read(endpoints.listTags, { groupid: group.id })) as { id: string; name: string }[];
    for (const { id, name } of tags) names.set(id, `${group.name}/${name}`);
  }
  const rows = sandbox.snapshot().customers() as { id: string; biz_label?: string }[];
  return new Map(
    rows.map(({ id, biz_label }) => [
      id,
      (biz_label ?? '')
        .split(',')
        .filter((tag) => tag !== '')
        .map((tag) => names.get(tag) ?? tag)
        .sort(),
    ]),
  );
}

/** The names of all groups, each with its tags. */
export async function allTags({ read }: SandboxTenant): Promise<Record<string, string[]>> {
  const groups = (await read(endpoints.listTagGroups, {})) as { id: string; name: string }[];
  const lists = await Promise.all(
    groups.map(async ({ id, name }) => {
      const tags = (await read(endpoints.listTags, { groupid: id })) as { name: string }[];
      return [name, tags.map((tag) => tag.name)] as const;
    }),
  );
  return Object.fromEntries(lists);
}

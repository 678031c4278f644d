import { type Address, type CliResult, runCli, sandboxEnv } from '../support/run-cli.ts';
import type { Summary } from './until-done.ts';
import { readCsv } from './workspace.ts';

/** How a command ended, with its summary and the files of its run. */
export interface Ended extends CliResult {
  readonly summary: Summary;
  readonly results: readonly Record<string, string>[];
  readonly errors: readonly Record<string, string>[];
}

/** Runs a command that ends with a summary, such as `import in.csv -m map.yaml`, in the folder. */
export async function runToEnd(args: readonly string[], sandbox: Address, folder: string): Promise<Ended> {
  const result = await runCli([...args, '--json'], { cwd: folder, env: sandboxEnv(sandbox, folder) });
  return endOf(result);
}

/** Imports the folder's `in.csv`. */
export function importIn(folder: string, sandbox: Address, flags: readonly string[] = []): Promise<Ended> {
  return runToEnd(['import', 'in.csv', '-m', 'map.yaml', ...flags], sandbox, folder);
}

/** Reads the files that a process left. */
export function endOf(result: CliResult): Ended {
  if (result.stdout === '') throw new Error(`no summary, exit ${result.code}: ${result.stderr}`);
  const summary = JSON.parse(result.stdout) as Summary;
  return { ...result, summary, results: readCsv(summary.files.results), errors: readCsv(summary.files.errors) };
}

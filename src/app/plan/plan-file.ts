import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { counted, shellLine, t } from '../../words/index.ts';
import { UsageError } from '../usage-error.ts';

/** A file and the mapping that it is imported with. */
export interface PlanStep {
  readonly file: string;
  readonly mapping: string;
  /** How to read the file; overrides its mapping and the command's flags. */
  readonly sheet?: string | undefined;
  readonly header?: number | undefined;
  readonly encoding?: string | undefined;
  readonly delimiter?: string | undefined;
}

const planSchema = z.strictObject({
  version: z.literal(1),
  steps: z
    .array(
      z.strictObject({
        file: z.string().min(1),
        mapping: z.string().min(1),
        sheet: z.string().min(1).optional(),
        header: z.int().min(1).optional(),
        encoding: z.string().min(1).optional(),
        delimiter: z.string().min(1).optional(),
      }),
    )
    .min(1),
});

/** Is it a plan, by its name? */
export function isPlan(path: string): boolean {
  return /\.ya?ml$/i.test(path);
}

/** Reads a plan; its relative paths start at its own folder. Errors: `UsageError`. */
export async function readPlan(path: string): Promise<readonly PlanStep[]> {
  let content: unknown;
  try {
    content = parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new UsageError(t`${path} cannot be read as a plan: ${(error as Error).message}`);
  }
  const plan = planSchema.safeParse(content);
  if (!plan.success) {
    throw new UsageError(
      t`${path} is not a valid plan:\n${z.prettifyError(plan.error)}\nA plan looks like this:\n  version: 1\n  steps:\n    - { file: companies.csv, mapping: enterprise.yaml }\n    - { file: people.csv, mapping: customers.yaml }`,
    );
  }
  const near = (name: string) => resolve(dirname(path), name);
  return plan.data.steps.map((step) => ({ ...step, file: near(step.file), mapping: near(step.mapping) }));
}

/** Files and mappings in the order of the command line. Errors: `UsageError` where they do not go together. */
export function pairSteps(files: readonly string[], mappings: readonly string[]): readonly PlanStep[] {
  if (mappings.length === 0)
    throw new UsageError(
      t`No mapping given: name one with -m. To generate one: ${shellLine(['sobot-etl', 'map', files[0] ?? '', '-o', 'mapping.yaml'])}. Or import a plan: sobot-etl import plan.yaml`,
    );
  const whole = files.join(' ');
  if (files.length > 1 && existsSync(whole)) {
    throw new UsageError(t`Did you mean "${whole}"? A name with spaces needs quotes around it`);
  }
  if (mappings.length !== files.length) {
    throw new UsageError(
      t`${counted(files.length, 'file')} but ${counted(mappings.length, 'mapping')}: give each file its own -m, in the same order`,
    );
  }
  if (files.length > 1 && files.includes('-')) throw new UsageError(t`Standard input can only be imported on its own`);
  return files.map((file, index) => ({ file, mapping: mappings[index] ?? '' }));
}

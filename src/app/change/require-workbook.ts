import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isVerifyWorkbook, readPlanEdits } from '../../change/index.ts';
import { t } from '../../words/index.ts';
import { shortPath } from '../import/next-step.ts';
import { UsageError } from '../usage-error.ts';

/** Where a command writes its workbook. */
interface WorkbookPlace {
  readonly path: string;
  /** The name that was given with `-o`. */
  readonly output: string | undefined;
  /** The file that the command reads. */
  readonly input: string;
}

/** Errors: `UsageError` if the workbook of a plan cannot be written there, or would replace a file that is no earlier plan. */
export async function requirePlanWorkbook(place: WorkbookPlace): Promise<void> {
  const { path, output } = place;
  if (!isWorkbookName(path)) throw new UsageError(t`-o takes the name of a workbook, such as plan.xlsx, not ${output}`);
  requirePlace(place);
  if (existsSync(path) && !(await isPlanWorkbook(path)))
    throw new UsageError(
      t`${nameOf(place)}: that file exists and is not the workbook of a plan. Choose another name with -o, or move the file away first`,
    );
}

/** Errors: `UsageError` if the workbook of a verification cannot be written there, or would replace any other file. */
export async function requireVerifyWorkbook(place: WorkbookPlace): Promise<void> {
  const { path, output } = place;
  if (!isWorkbookName(path))
    throw new UsageError(t`-o takes the name of a workbook, such as verify.xlsx, not ${output}`);
  requirePlace(place);
  if (existsSync(path) && !(await isVerifyWorkbook(path)))
    throw new UsageError(
      t`${nameOf(place)}: that file exists and is not the workbook of a verification. Choose another name with -o, or move the file away first`,
    );
}

function isWorkbookName(path: string): boolean {
  return /\.xlsx$/i.test(path);
}

function requirePlace({ path, output, input }: WorkbookPlace): void {
  if (output === undefined) return;
  if (path === resolve(input))
    throw new UsageError(t`-o ${output} is the input file; choose another name for the workbook`);
  if (!existsSync(dirname(path)))
    throw new UsageError(t`-o ${output}: its folder does not exist. Create the folder first, or choose another`);
}

async function isPlanWorkbook(path: string): Promise<boolean> {
  try {
    await readPlanEdits(path);
    return true;
  } catch {
    return false;
  }
}

function nameOf({ path, output }: WorkbookPlace): string {
  return output === undefined ? shortPath(path) : `-o ${output}`;
}

import { execFileSync } from 'node:child_process';

const inCi = process.env['CI'] === 'true';

/** Is something that a test needs there? Where it is missing the test is skipped with a word, but never in CI. */
export function available(what: string, isThere: () => boolean): boolean {
  let found = false;
  try {
    found = isThere();
  } catch {
    found = false;
  }
  if (!found && inCi) throw new Error(`${what} is missing, and in CI these tests must run.`);
  if (!found) process.stderr.write(`Skipped: ${what} is not installed here.\n`);
  return found;
}

/** A Python that has openpyxl (Debian: python3-openpyxl), if there is one. */
export function pythonWithOpenpyxl(): string | undefined {
  let found: string | undefined;
  available('openpyxl (Debian package python3-openpyxl)', () => {
    found = ['python3', '/usr/bin/python3'].find((python) => runs(python, ['-c', 'import openpyxl']));
    return found !== undefined;
  });
  return found;
}

/** LibreOffice (Debian: libreoffice-calc), if it is there. */
export function libreOffice(): string | undefined {
  let found: string | undefined;
  available('LibreOffice (Debian package libreoffice-calc)', () => {
    found = ['soffice', 'libreoffice'].find((program) => runs(program, ['--version']));
    return found !== undefined;
  });
  return found;
}

function runs(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore', timeout: 60_000 });
    return true;
  } catch {
    return false;
  }
}

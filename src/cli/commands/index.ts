import type { Command } from '../define-command.ts';
import { checkCommand } from './check.ts';
import { exportCommand } from './export.ts';
import { importCommand } from './import.ts';
import { loginCommand } from './login.ts';
import { logoutCommand } from './logout.ts';
import { resumeCommand } from './resume.ts';
import { runsCommand } from './runs.ts';
import { sandboxCommand } from './sandbox.ts';
import { whoamiCommand } from './whoami.ts';

/** Every command, in the order that the help shows. */
export const commands: readonly Command[] = [
  importCommand,
  checkCommand,
  resumeCommand,
  runsCommand,
  exportCommand,
  loginCommand,
  logoutCommand,
  whoamiCommand,
  sandboxCommand,
];

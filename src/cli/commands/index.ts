import type { Command } from '../define-command.ts';
import { checkCommand } from './check.ts';
import { importCommand } from './import.ts';
import { resumeCommand } from './resume.ts';
import { sandboxCommand } from './sandbox.ts';

/** Every command, in the order that the help shows. */
export const commands: readonly Command[] = [importCommand, checkCommand, resumeCommand, sandboxCommand];

import type { Command } from '../define-command.ts';
import { applyCommand } from './apply.ts';
import { checkCommand } from './check.ts';
import { completionCommand } from './completion.ts';
import { doctorCommand } from './doctor.ts';
import { exportCommand } from './export.ts';
import { importCommand } from './import.ts';
import { listenCommand } from './listen.ts';
import { loginCommand } from './login.ts';
import { logoutCommand } from './logout.ts';
import { mapCommand } from './map.ts';
import { mirrorCommand } from './mirror.ts';
import { planCommand } from './plan.ts';
import { profileCommand } from './profile.ts';
import { resumeCommand } from './resume.ts';
import { runsCommand } from './runs.ts';
import { sandboxCommand } from './sandbox.ts';
import { scheduleCommand } from './schedule.ts';
import { streamsCommand } from './streams.ts';
import { tagCommand } from './tag.ts';
import { targetsCommand } from './targets.ts';
import { templateCommand } from './template.ts';
import { undoCommand } from './undo.ts';
import { verifyCommand } from './verify.ts';
import { webCommand } from './web.ts';
import { whoamiCommand } from './whoami.ts';
import { workerCommand } from './worker.ts';

/** Every command, in the order that the help shows. */
export const commands: readonly Command[] = [
  importCommand,
  checkCommand,
  planCommand,
  applyCommand,
  verifyCommand,
  undoCommand,
  resumeCommand,
  runsCommand,
  profileCommand,
  mapCommand,
  templateCommand,
  tagCommand,
  exportCommand,
  mirrorCommand,
  listenCommand,
  streamsCommand,
  scheduleCommand,
  workerCommand,
  webCommand,
  targetsCommand,
  loginCommand,
  logoutCommand,
  whoamiCommand,
  doctorCommand,
  sandboxCommand,
  completionCommand,
];

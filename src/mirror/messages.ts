import { defineMessages } from '../words/index.ts';

const REFRESH_FULL = 'Read everything again with: sobot-etl mirror refresh --full';

/** Why the mirror cannot be used. */
export const MIRROR_MESSAGES = defineMessages('mirror', {
  'mirror-foreign': {
    meaning: 'The file of the mirror belongs to another program.',
    remediation: 'Move the file aside, or choose another with --home or SOBOT_ETL_HOME.',
    text: {
      otherProgram: (path: string) =>
        `${path} is the database of another program; move it aside, or choose another with --home or SOBOT_ETL_HOME`,
    },
  },
  'mirror-newer': {
    meaning: 'A newer sobot-etl wrote the mirror.',
    remediation: 'Update sobot-etl, or delete the file of the mirror; the next refresh reads everything again.',
    text: {
      version: (path: string, version: number, supported: number) =>
        `the mirror ${path} was written by a newer sobot-etl (version ${version}; this one supports ${supported}); update sobot-etl, or delete that file: the next refresh reads everything again`,
    },
  },
  'mirror-damaged': {
    meaning: 'The file of the mirror is damaged, or is not a mirror.',
    remediation: 'Delete the file that the message names; the next refresh reads everything again.',
    text: {
      damaged: (path: string, reason: string) =>
        `the mirror ${path} is damaged (${reason}); delete that file: the next refresh reads everything again`,
    },
  },
  'mirror-unusable': {
    meaning: 'The mirror cannot be opened, read or written.',
    remediation: 'Check the disk and the permissions of the file, or choose another with --home or SOBOT_ETL_HOME.',
    text: {
      other: (path: string, reason: string) =>
        `the mirror ${path} cannot be used: ${reason}; check the disk and the permissions, or choose another with --home or SOBOT_ETL_HOME`,
    },
  },
  'mirror-missing': {
    meaning: 'There is no mirror of this tenant yet.',
    remediation: 'Make one with: sobot-etl mirror refresh',
    text: {
      path: (path: string) =>
        `There is no mirror of this tenant yet (${path}). Make one with: sobot-etl mirror refresh`,
    },
  },
  'mirror-incomplete': {
    meaning: 'The mirror does not hold every customer, so that nothing can be compared with it.',
    remediation: REFRESH_FULL,
    text: {
      reason: (reason: string) =>
        `The mirror does not hold every customer, so nothing can be compared with it: ${reason}. Nothing was sent. ${REFRESH_FULL}`,
    },
  },
});

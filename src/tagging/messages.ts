import { defineMessages } from '../words/index.ts';

/** Why `tag` skips a row, and why tags cannot be created. */
export const TAGGING_MESSAGES = defineMessages('tagging', {
  'nothing-to-do': {
    meaning: 'The row names no tag to add or to remove, so it is skipped.',
    remediation: 'Give at least one tag to add or to remove.',
    text: { row: () => 'the row names no tag to add or to remove' },
  },
  'not-listed': {
    meaning: 'The CRM says that a tag or a tag group exists, but lists it nowhere.',
    remediation: 'Look it up in the CRM, or rename it in the file.',
    text: {
      tag: (name: string) => `tag "${name}" exists, but is in no list`,
      group: (name: string) => `tag group "${name}" exists, but is in no list`,
    },
  },
});

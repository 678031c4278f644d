import { defineMessages } from '../words/index.ts';

const RESENT = 'The CRM has to send it again; the message is kept in rejected.jsonl.';

/** Why a message is not accepted, and why the store of pushes cannot be used. */
export const PUSH_MESSAGES = defineMessages('push', {
  'push-not-utf8': {
    meaning: 'A message that was posted to the listener is not UTF-8 text.',
    remediation: RESENT,
    text: { body: () => 'the message is not UTF-8 text' },
  },
  'push-not-json': {
    meaning: 'A message that was posted to the listener is not JSON.',
    remediation: RESENT,
    text: { because: (reason: string) => `the message is not JSON: ${reason}` },
  },
  'push-not-push': {
    meaning: 'A message that was posted to the listener is JSON, but no message push of the CRM.',
    remediation: 'See what it is in rejected.jsonl, and check what else posts to this address.',
    text: {
      notObject: () => 'the message is not an object with "content"',
      noContent: () => '"content" is missing or empty; it must be a list of customers',
      noUserid: (position: number) => `entry ${position} of "content" has no "userid"`,
      tooDeep: () => 'the message is nested too deeply',
    },
  },
  'push-too-large': {
    meaning: 'A message that was posted to the listener is larger than 10 MB.',
    remediation: 'Check what posts to this address: a message push is a few kilobytes.',
    text: { bytes: (limit: number) => `the message is larger than ${limit / 1024 / 1024} MB` },
  },
  'push-not-stored': {
    meaning: 'The listener cannot store pushes, so it answers 503 and the CRM has to send them again.',
    remediation:
      'Free disk space, or check the permissions of the file that the message names; it continues by itself.',
    text: {
      because: (path: string, reason: string) =>
        `Pushes cannot be stored in ${path} (${reason}). They are answered with 503 until that works again.`,
    },
  },
  'push-store-unusable': {
    meaning: 'The store of pushes cannot be opened.',
    remediation: 'Check the disk and the permissions of the file, or choose another with --home or SOBOT_ETL_HOME.',
    text: {
      other: (path: string, reason: string) =>
        `the store of pushes ${path} cannot be used: ${reason}; check the disk and the permissions, or choose another with --home or SOBOT_ETL_HOME`,
    },
  },
  'push-store-foreign': {
    meaning: 'The file of the store belongs to another program, or to a newer sobot-etl.',
    remediation: 'Update sobot-etl, or move the file aside.',
    text: {
      otherProgram: (path: string) =>
        `${path} is the database of another program; move it aside, or choose another with --home or SOBOT_ETL_HOME`,
      newer: (path: string) => `${path} was written by a newer sobot-etl; update sobot-etl, or move that file aside`,
    },
  },
  'push-locked': {
    meaning: 'Another process is listening with the same store.',
    remediation: 'Stop the other listener, or give this one its own store with --profile or --home.',
    text: {
      held: (path: string) =>
        `Another process is listening and stores pushes in ${path}. Stop it, or give this one its own store with --profile or --home`,
    },
  },
  'push-output-foreign': {
    meaning:
      'The output file of the listener was not written by it, holds other columns, or has the pushes of another store.',
    remediation: 'Choose another file with -o, or the store that wrote this one with --profile or --home.',
    text: {
      path: (path: string) => `${path} was not written by sobot-etl listen; choose another file with -o`,
      otherStore: (path: string, seq: number) =>
        `${path} has a push ${seq} that is not in the store of this listener: another one wrote it, with another --profile or --home. Choose another file with -o, or listen with the store that wrote it`,
    },
  },
});

import { counted, defineMessages } from '../words/index.ts';
import { POSTGRES_MESSAGES } from './postgres/messages.ts';

/** What stands in the way of opening the ledger, ahead of the reason. */
const unusable = (path: string, reason: string): string => `the ledger ${path} cannot be used: ${reason}`;

const AUDIT_REMEDIATION =
  'Compare with a backup of the state folder, and find out who could write it: only sobot-etl should.';

const FOLDER_REMEDIATION = 'Choose another folder with --home or SOBOT_ETL_HOME.';

/** Why the ledger cannot be used, or what it does not allow. */
export const LEDGER_MESSAGES = defineMessages('ledger', {
  'ledger-busy': {
    meaning: 'Another program is holding the ledger.',
    remediation: 'Close that program and try again.',
    text: {
      locked: (path: string) =>
        unusable(path, 'another program has been holding it for too long; close that program and try again'),
      conflicts: (location: string, waited: string) =>
        unusable(
          location,
          `its transactions were in conflict with those of other processes for ${waited}; run the command again, or: sobot-etl resume`,
        ),
    },
  },
  'ledger-read-only': {
    meaning: 'The ledger cannot be written.',
    remediation: `Give yourself write permission. ${FOLDER_REMEDIATION}`,
    text: {
      file: (path: string) =>
        unusable(
          path,
          'it is read-only; give yourself write permission, or choose another with --home or SOBOT_ETL_HOME',
        ),
      folder: (path: string) =>
        unusable(path, 'its folder is not writable; choose another with --home or SOBOT_ETL_HOME'),
      disk: (path: string) =>
        unusable(path, 'its folder is on a read-only disk; choose another with --home or SOBOT_ETL_HOME'),
    },
  },
  'ledger-io': {
    meaning: 'The disk failed to read or write the ledger.',
    remediation: `Check the disk. ${FOLDER_REMEDIATION}`,
    text: {
      disk: (path: string) =>
        unusable(
          path,
          'the disk failed to read or write it; check the disk, or choose another with --home or SOBOT_ETL_HOME',
        ),
    },
  },
  'ledger-corrupt': {
    meaning: 'The ledger is damaged, or the file is not a ledger.',
    remediation:
      'Restore a backup, or move the file aside to start a new ledger; the runs in the old one can then no longer be resumed.',
    text: {
      damaged: (path: string) =>
        unusable(
          path,
          'it is damaged; move it aside to start a new one (the runs in it can then no longer be resumed), or restore a backup',
        ),
      server: (location: string, reason: string) =>
        unusable(location, `the server reports damaged data: ${reason}; restore a backup`),
      notALedger: (path: string) =>
        unusable(path, 'it is not a ledger; move that file aside, or choose another with --home or SOBOT_ETL_HOME'),
      failedCheck: (path: string, health: string) => `the ledger ${path} is damaged: ${health}`,
    },
  },
  'ledger-full': {
    meaning: 'The disk of the ledger is full.',
    remediation: 'Free some space, then run: sobot-etl resume',
    text: {
      database: (path: string) => unusable(path, 'the disk is full; free some space, then run: sobot-etl resume'),
      folder: (path: string) => unusable(path, 'the disk is full; free some space and try again'),
      server: (location: string) =>
        unusable(location, 'the disk of the server is full; free some space there, then run: sobot-etl resume'),
    },
  },
  'ledger-unopened': {
    meaning: 'The ledger cannot be opened or created.',
    remediation: `Check that the folder exists and belongs to you. ${FOLDER_REMEDIATION}`,
    text: {
      file: (path: string) =>
        unusable(
          path,
          'it cannot be opened; check that the folder exists and belongs to you, or choose another with --home',
        ),
      noFolder: (path: string) =>
        unusable(path, 'its folder cannot be created there; choose another with --home or SOBOT_ETL_HOME'),
      notAFolder: (path: string) =>
        unusable(path, 'part of its path is a file, not a folder; choose another with --home or SOBOT_ETL_HOME'),
    },
  },
  'ledger-failed': {
    meaning: 'The ledger failed in a way that has no code of its own.',
    remediation: 'Read the reason in the message, then run: sobot-etl resume',
    text: { other: (path: string, reason: string) => unusable(path, reason) },
  },
  'ledger-gone': {
    meaning: 'The ledger was removed or replaced while it was in use.',
    remediation: `Compare results.csv of the run with the CRM, and make sure that nothing cleans up the folder. ${FOLDER_REMEDIATION}`,
    text: {
      removed: (path: string) =>
        `the ledger ${path} was removed or replaced while it was in use, so nothing more can be recorded. What was done until then is in the files of the run. Make sure that nothing cleans up that folder, or choose another with --home`,
    },
  },
  'ledger-foreign': {
    meaning: 'The file belongs to another program.',
    remediation: FOLDER_REMEDIATION,
    text: {
      otherProgram: (path: string) => `${path} is the database of another program; choose another folder with --home`,
      schema: (location: string, schema: string) =>
        unusable(
          location,
          `another program has its tables in the schema ${schema}; choose another database, or rename that schema`,
        ),
    },
  },
  'ledger-newer': {
    meaning: 'A newer sobot-etl wrote the ledger.',
    remediation: 'Update sobot-etl, or choose another with --home or SOBOT_ETL_HOME.',
    text: {
      version: (path: string, version: number, supported: number) =>
        `the ledger ${path} was written by a newer sobot-etl (version ${version}; this one supports ${supported}); update sobot-etl, or choose another with --home or SOBOT_ETL_HOME`,
      database: (location: string, version: number, supported: number) =>
        unusable(
          location,
          `its tables are of a newer sobot-etl (version ${version}; this one supports ${supported}); update sobot-etl on this machine, or choose another database`,
        ),
    },
  },
  ...POSTGRES_MESSAGES,
  'lock-timeout': {
    meaning: 'Another process has held a lock for too long.',
    remediation: 'End that process, then try again.',
    text: {
      held: (path: string, waited: string) =>
        `another process has held the lock ${path} for ${waited}; end that process, then try again`,
    },
  },
  'row-settled-twice': {
    meaning: 'A row that already has its final status cannot get another one: an error in sobot-etl.',
    remediation: 'Compare results.csv with the CRM before you run: sobot-etl resume',
    text: {
      transition: (row: number, from: string | undefined, to: string) =>
        `row ${row} is ${from} and cannot become ${to}`,
    },
  },
  'run-stage': {
    meaning: 'A run cannot change from its present status to the requested one.',
    remediation: 'See the status of the run with: sobot-etl runs show',
    text: { transition: (run: string, from: string, to: string) => `run ${run} is ${from} and cannot become ${to}` },
  },
  'run-unknown': {
    meaning: 'The ledger has no run with this id.',
    remediation: 'List the runs with: sobot-etl runs',
    text: { id: (run: string) => `the ledger has no run ${run}; list the runs with: sobot-etl runs` },
  },
  'audit-event': {
    meaning: 'The audit trail of the runs was altered: an event was changed or removed.',
    remediation: AUDIT_REMEDIATION,
    text: {
      altered: (event: number, run: string) =>
        `event ${event}${run === '' ? '' : ` (run ${run})`} does not follow from what is before it: it, or the event before it, was altered`,
      missing: (first: number, last: number) =>
        first === last ? `event ${first} was removed` : `events ${first} to ${last} were removed`,
    },
  },
  'audit-run': {
    meaning: 'The record of a run was altered after it was written.',
    remediation: AUDIT_REMEDIATION,
    text: {
      altered: (run: string, facts: readonly string[]) =>
        `run ${run} was altered after it was recorded: ${facts.map((fact) => fact.replace('_sha256', '').replaceAll('_', ' ')).join(', ')}`,
    },
  },
  'audit-rows': {
    meaning: 'The outcomes of a run’s rows, or the changes that they made, were altered after the run ended.',
    remediation: AUDIT_REMEDIATION,
    text: { altered: (run: string) => `the rows of run ${run} were altered after it ended` },
  },
  'audit-run-added': {
    meaning: 'The ledger has a run whose start was not recorded.',
    remediation: AUDIT_REMEDIATION,
    text: { run: (run: string) => `run ${run} was added, or its events were removed: its start is not recorded` },
  },
  'audit-run-missing': {
    meaning: 'A run is no longer in the ledger, although sobot-etl has not removed it.',
    remediation: AUDIT_REMEDIATION,
    text: {
      run: (run: string) => `run ${run} is no longer in the ledger, although runs prune has not removed it`,
      old: (runs: number) =>
        `${counted(runs, 'run')} from before the audit trail began ${runs === 1 ? 'is' : 'are'} no longer in the ledger, although runs prune has not removed ${runs === 1 ? 'it' : 'them'}`,
    },
  },
  'audit-head': {
    meaning: 'The hash that was noted earlier is not in the audit trail.',
    remediation:
      'Check that it is the hash of this ledger (--home). If it is, the trail was replaced or cut off: restore the state folder from a backup, and find out who could write it.',
    text: {
      unknown: (head: string) =>
        `the noted hash ${head} is not in this audit trail: it is that of another ledger, or the trail was replaced or cut off`,
    },
  },
});

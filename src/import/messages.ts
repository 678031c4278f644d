import { FINGERPRINT_COLUMN } from '../mapping/index.ts';
import { counted, defineMessages, t } from '../words/index.ts';

/** How a message names an earlier run, which may have been deleted since. */
const runName = (run: string | undefined): string => (run === undefined ? 'an earlier run' : `run ${run}`);

const MERGE_ADVICE =
  "The tenant identifies customers by a value that both have: see unique identification rules in the CRM settings, and the mapping's identifiedBy";

/** Why a run stops, and why a row is skipped, rejected or in doubt. */
export const IMPORT_MESSAGES = defineMessages('import', {
  // The run stops.
  canary: {
    meaning: 'The first rows all failed for the same reason, so the rest were not sent.',
    remediation:
      'Fix the cause. If it was in the file or the mapping, import again; if it was in the CRM, sobot-etl resume sends the other rows.',
    text: {
      firstRowsFailed: (rows: number, reason: string) =>
        `the first ${rows} rows all failed for the same reason, so the others were not sent: ${reason}`,
    },
  },
  'max-errors': {
    meaning: 'More rows did not succeed than --max-errors allows.',
    remediation:
      'To send the remaining rows, with a new allowance: sobot-etl resume. Then correct errors.xlsx and import that file.',
    text: {
      count: (errors: number, allowed: number) =>
        `${counted(errors, 'row')} did not succeed, and --max-errors allows ${allowed}`,
      percent: (errors: number, rows: number, allowed: number) =>
        `${errors} of ${counted(rows, 'row')} did not succeed, and --max-errors allows ${allowed} %`,
    },
  },
  receipt: {
    meaning: 'The row counts of the run and of the ledger differ.',
    remediation: 'Compare results.csv with the CRM, then run: sobot-etl resume',
    text: {
      differs: (difference: string) =>
        `the row count check failed: ${difference}. Compare results.csv with the CRM before you resume`,
      unfinished: (rows: number) =>
        `${counted(rows, 'row was read but has', 'rows were read but have')} no final status`,
      sum: (read: number, sum: number) => `${counted(read, 'row was', 'rows were')} read, but ${sum} are accounted for`,
      counter: (rows: number, counter: string, stored: number) =>
        `${counted(rows, 'row was', 'rows were')} counted as ${counter}, but the ledger has ${stored}`,
      open: (open: number, pending: number) =>
        `the ledger has ${counted(open, 'unfinished row')}, but only ${pending} are counted as pending`,
    },
  },
  'input-changed': {
    meaning: 'The input file changed while it was being read.',
    remediation: 'Import it again with --changed-only.',
    text: {
      whileRead: (path: string, isCheck: boolean) =>
        `${path} changed while it was being read, so rows may have been missed or read twice. ${
          isCheck ? 'Check it again' : 'Import it again with --changed-only'
        }`,
    },
  },
  'helper-ended': {
    meaning: 'A worker thread stopped by itself, so some rows were not checked.',
    remediation: 'Free some memory if little is left, then run the same command again.',
    text: {
      stopped: (path: string, reason: string) =>
        `a worker thread that was reading ${path} stopped (${reason}), so some rows were not checked. Free some memory if little is left, then run the same command again`,
    },
  },
  unexpected: {
    meaning: 'An error that sobot-etl does not know.',
    remediation: 'Read the message. What was sent is in the ledger; continue the run with: sobot-etl resume',
    text: { error: (reason: string) => `unexpected error: ${reason}` },
  },
  'no-folder': {
    meaning: 'The folder for the files of the run cannot be created.',
    remediation: 'Choose another folder with --out.',
    text: { cannotCreate: (reason: string) => `cannot be created: ${reason}. Choose another folder with --out.` },
  },

  // The row is skipped.
  unchanged: {
    meaning:
      'Nothing in the row has changed since it was last sent or exported, or the CRM already has its values or tags.',
    text: {
      sinceSent: () => 'the row has not changed since it was last sent',
      sinceExported: () => 'the row has not been edited since the export',
      onServer: () => 'the record already has these values',
      sameTags: () => 'the tags of the customer would not change',
    },
  },
  'already-imported': {
    meaning: 'An earlier run already created a record for the key of the row.',
    remediation: 'To create another record for the row: --again.',
    text: {
      created: (key: string, id: string, run: string | undefined) =>
        `${runName(run)} already created "${key}" (${id}). To create another one: --again`,
    },
  },

  // The row is rejected.
  'duplicate-key': {
    meaning: 'Another row of the file has the same key.',
    remediation:
      'Keep one of the rows. To import the last one: --on-duplicate last; to send all of them: --on-duplicate all.',
    text: {
      firstCounts: (key: string, row: number) => `the key "${key}" is already in row ${row}; only that row is imported`,
      sentBefore: (key: string, run: string) =>
        `run ${run} has sent the key "${key}" for another row, whose values this row would replace; give it a key of its own, or remove it. To import it all the same: --on-duplicate last`,
      lastCounts: (key: string, row: number) => `row ${row} also has the key "${key}", and is imported instead`,
    },
  },
  'edited-since-import': {
    meaning: 'An earlier run created a record for the key, but the row has other values now.',
    remediation:
      'Change the record in the CRM, or by its id with the target customer-update. To create another one: --again.',
    text: {
      created: (key: string, id: string, run: string | undefined, isCustomer: boolean) =>
        `${runName(run)} already created "${key}" (${id}) from other values than this row has. It is not created twice: ${
          isCustomer
            ? 'change it with the target customer-update and that id'
            : 'the API cannot change it, so change it in the CRM'
        }. To create another one: --again`,
    },
  },
  'key-in-doubt': {
    meaning: 'Another run sent the key, and it is not known whether its record was saved.',
    remediation:
      'Look the record up in the CRM, then resume the run that sent it, or send the row anyway with --again.',
    text: {
      sentByRun: (key: string, run: string) =>
        `run ${run} sent "${key}", and it is not known whether it was saved. Look it up in the CRM. If it is missing: sobot-etl resume ${run} --resend-in-doubt; to send this row anyway: --again`,
    },
  },
  'would-merge': {
    meaning: 'The row has an identifying value of another row, so the CRM would merge the two customers.',
    remediation:
      'Correct the value, or remove it from all rows but one. If both rows are the same customer, give them the same key; to send both anyway: --on-collision send.',
    text: {
      sharedValue: (cell: string, value: string, field: string, owner: string) =>
        `${cell}: ${value} is also the ${field} of ${owner}. The CRM identifies customers by it, so this row would overwrite that customer`,
      owner: (
        row: number,
        earlier: { readonly run: string | undefined; readonly key: string | undefined } | undefined,
      ) =>
        earlier === undefined
          ? `row ${row}`
          : `row ${row} of ${runName(earlier.run)}${earlier.key === undefined ? '' : ` (key "${earlier.key}")`}`,
    },
  },
  'rule-unique': {
    meaning:
      'Another row, or another customer in the CRM, has the value, and a rule of the mapping says that it is unique.',
    remediation:
      'Correct the value, or remove it from all rows but one. If it may repeat, remove unique from the rule.',
    text: {
      value: (text: string) => `"${text}"`,
      row: (row: number) => `is already in row ${row}, and the mapping allows it only once`,
      earlierRow: (row: number, run: string | undefined) =>
        `is already in row ${row} of ${runName(run)}, and the mapping allows it only once`,
      record: (field: string, id: string, name: string) =>
        `is already the ${field} of another customer in the CRM (${name === '' ? id : `${name}, ${id}`}), and the mapping allows it only once`,
      expects: (message: string) => `: ${message}`,
    },
  },
  placeholder: {
    meaning: 'A required field holds a value that identifies nobody.',
    remediation: 'Write the real value, or leave the cell blank.',
    text: {
      required: (value: string, field: string) =>
        `"${value}" is a placeholder, and ${field} is required. Write the real value`,
      word: (field: string) => `it is a placeholder, so it is not sent as ${field}.`,
      shared: (field: string) => `too many rows share it for it to identify a customer, so it is not sent as ${field}.`,
    },
  },
  'enterprise-failed': {
    meaning: 'The enterprise that the row names was not imported.',
    remediation: 'Fix the enterprise and import it; then import these rows again.',
    text: {
      reason: (state: string, row: number, file: string, message: string) =>
        `${state.replace('_', ' ')} in row ${row} of ${file}: ${message}`,
      predicate: (reason: string) => `is an enterprise that was ${reason}`,
    },
  },
  'changed-by-spreadsheet': {
    meaning: 'A cell of a corrected errors file differs in a way that a spreadsheet program may have caused.',
    remediation: 'Correct the cell in errors.xlsx, or send it as it is with --accept-damage.',
    text: {
      cell: (before: string, now: string, column: string, reason: string) =>
        `${before} became ${now} in column "${column}": ${reason}. Correct it in errors.xlsx, where spreadsheet programs change no cell, or send it as it is with --accept-damage`,
      repeatedRow: (row: number) =>
        `row ${row} occurs more than once in this file, so it is not clear which one is meant`,
      eitherWay: () => 'a spreadsheet program may have changed it, or a person',
      garbled: (column: string) =>
        `the text in "${column}" is garbled: the export was opened in the wrong encoding. Open it as UTF-8, or export to XLSX, and edit that`,
    },
  },
  'changed-on-server': {
    meaning: 'The record was changed in the CRM after it was exported.',
    remediation: 'Export the record again and edit that, or overwrite it with --force.',
    text: {
      sinceExport: () =>
        'the record was changed in the CRM after it was exported, so it is not overwritten. Export it again and edit that, or overwrite it with --force',
    },
  },
  gone: {
    meaning: 'The record no longer exists in the CRM.',
    remediation: 'Remove the row. Of an undo: nothing is left to take back.',
    text: { record: () => 'the record no longer exists in the CRM' },
  },
  'no-fingerprint': {
    meaning: 'The column in which the export keeps what it exported is blank or damaged.',
    remediation: `Leave the column ${FINGERPRINT_COLUMN} as the export wrote it.`,
    text: {
      column: (isBlank: boolean) =>
        `${isBlank ? 'is blank' : 'is damaged'}, so it is not known what was edited in this row. Import new customers with the target customer; export a damaged row again`,
    },
  },
  'not-clearable': {
    meaning: 'A cell was emptied, but the API cannot clear its field.',
    remediation: 'Fill the cell in again.',
    text: { column: (column: string) => `"${column}" was emptied, but the API cannot clear it; fill it in again` },
  },

  // The row was sent.
  'merged-with': {
    meaning: 'The CRM merged the row with the customer of another row or key, and overwrote that customer.',
    remediation:
      'Look the customer up in the CRM and restore what was overwritten. Then add the field by which the tenant identifies customers to identifiedBy in the mapping, so that such rows are rejected before they are sent.',
    text: {
      rows: (one: number, other: number, id: string) =>
        `rows ${Math.min(one, other)} and ${Math.max(one, other)} are the same customer in the CRM (${id}), so one of them overwrote the other. ${MERGE_ADVICE}`,
      keys: (
        row: number,
        key: string,
        id: string,
        earlier: { readonly key: string; readonly run: string | undefined },
      ) =>
        `row ${row} (key "${key}") overwrote the customer (${id}) that ${runName(earlier.run)} sent under the key "${earlier.key}". ${MERGE_ADVICE}`,
    },
  },
  'in-doubt': {
    meaning: 'The run ended while the row was being sent, so it is not known whether it was saved.',
    remediation: 'Look the row up in the CRM; if it is missing: sobot-etl resume --resend-in-doubt',
    text: {
      interrupted: () => 'the run ended while this row was being sent',
      interruptedRow: () =>
        'the run ended while this row was being sent: the server may or may not have saved it. Look it up in the CRM; if it is missing: sobot-etl resume --resend-in-doubt',
      interruptedFollowUp: (id: string | undefined, followUp: number) =>
        `the customer is saved (${id}), but it is not known whether its follow-up request ${followUp} was carried out. Look it up in the CRM; if it is missing: sobot-etl resume --resend-in-doubt`,
    },
  },
});

/** What is added to the error of a request when it ends its row. The row keeps the code of that error. */
export const ROW_WORDINGS = {
  afterAttempts: (message: string, attempts: number) => t`${message} (after ${attempts} attempts)`,
  notAllAnswered: (message: string) => t`${message}, but not every attempt was answered`,
  notInCrm: (message: string) => t`${message}. It is not in the CRM`,
  inDoubt: (message: string, why: string | undefined, mayBeRepeated: boolean) =>
    t`${message}. The server may or may not have saved it${why ? `: ${why}` : ''}. ${
      mayBeRepeated
        ? t`It may be sent again: sobot-etl resume --resend-in-doubt`
        : t`Look it up before you send it again`
    }`,
  followUpInDoubt: (id: string | undefined, title: string, message: string) =>
    t`the customer is saved (${id}), but it is not known whether its follow-up request (${title}) was carried out: ${message}`,
  followUpFailed: (id: string | undefined, title: string, message: string) =>
    t`the customer is saved (${id}), but its follow-up request (${title}) failed: ${message}`,
  lookupFailed: (message: string) => t`a lookup failed: ${message}`,
} as const;

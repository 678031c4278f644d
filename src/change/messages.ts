import { defineMessages } from '../words/index.ts';

const PLAN_AGAIN = 'Write the workbook again: sobot-etl plan';

/** Why a plan's workbook cannot be used. */
export const CHANGE_MESSAGES = defineMessages('change', {
  'not-a-plan': {
    meaning: 'The file is not the workbook of a plan.',
    remediation: 'Give the workbook that plan has written, or the id of the plan.',
    text: {
      file: () => 'this is not the workbook of a plan, which is an .xlsx file. Give the one that plan has written',
      noSheet: (sheet: string) =>
        `this is not the workbook of a plan: it has no sheet "${sheet}". Give the one that plan has written`,
      noId: () =>
        'this is not the workbook of a plan: its sheet "Summary" has no line "Plan" with the id of the plan. Give the one that plan has written',
      noColumn: (sheet: string, column: string) =>
        `sheet "${sheet}" has no column "${column}", without which its lines cannot be read. Undo that edit, or write the workbook again`,
    },
  },
  'bad-apply': {
    meaning: 'A cell `_apply` of a plan says neither yes nor no.',
    remediation: 'Write yes or no into the cell; to leave a line out, delete the whole line or write no.',
    text: {
      blank: (place: string) => `${place}: _apply is blank; write yes or no`,
      other: (place: string, found: string) => `${place}: _apply is "${found}"; write yes or no`,
    },
  },
  'bad-plan-line': {
    meaning: 'A line of a plan does not say which row or field it is about, or is there twice.',
    remediation: `Undo that edit, or delete the line. ${PLAN_AGAIN}`,
    text: {
      row: (place: string, found: string) =>
        `${place}: "Row" is "${found}", and must be the number of a row of the file. Undo that edit, or delete the line`,
      field: (place: string) =>
        `${place}: _field is blank, so it is unclear what changes. Undo that edit, or delete the line`,
      repeated: (place: string) => `${place} repeats an earlier line. Delete one of the two`,
    },
  },
  'edited-plan': {
    meaning: 'The workbook of a plan has a line or a value that the plan does not have.',
    remediation: 'Only the column _apply may be edited. To send other values, change the file and plan it again.',
    text: {
      unknown: (place: string) =>
        `${place}: the plan has no such line. Only _apply may be edited; to send other values, change the file and plan it again`,
      edited: (place: string, column: string, planned: string, found: string) =>
        `${place}: "${column}" is "${found}", and the plan has "${planned}". Only _apply may be edited; to send other values, change the file and plan it again`,
    },
  },
  'cannot-match': {
    meaning: 'Customers cannot be found by a field of `identifiedBy`, so it is not known which exist.',
    remediation: 'Use fields by which customers can be found: partnerid, email, tel or nick.',
    text: {
      fields: (fields: readonly string[], known: readonly string[]) =>
        `customers cannot be found by ${fields.join(', ')} (identifiedBy), only by ${known.join(', ')}`,
    },
  },
  'has-all-values': {
    meaning: 'The record has every value of the row already, so nothing is sent.',
    text: { record: () => 'the record has all of these values already' },
  },
  'already-exists': {
    meaning: 'The mode `create` leaves the row out, since the CRM has a customer with one of its identifying values.',
    remediation: 'To change existing customers, too: --mode upsert',
    text: { record: (ids: string) => `the CRM has this customer already (${ids}), and the mode is create` },
  },
  'not-in-crm': {
    meaning: 'The mode `update` leaves the row out, since the CRM has no customer with one of its identifying values.',
    remediation: 'To create missing customers, too: --mode upsert',
    text: { row: () => 'the CRM has no customer with these identifying values, and the mode is update' },
  },
  'ambiguous-customer': {
    meaning: 'Several customers have one of the identifying values of the row, so it is not known which is meant.',
    remediation: 'Merge the customers in the CRM, or give their ids and use the target customer-update.',
    text: {
      records: (ids: readonly string[]) =>
        `${ids.length} customers match: ${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ', …' : ''}. It is not known which one is meant`,
    },
  },
  'same-record': {
    meaning: 'An earlier row of the file is about the same customer, so it would depend on chance which row counts.',
    remediation: 'Join the rows to one, or remove one of them; to send them all: --on-collision send.',
    text: {
      row: (first: number, id: string) =>
        `row ${first} is about the same customer (${id}), and only that row counts. To send both: --on-collision send`,
    },
  },
  'changed-since-plan': {
    meaning: 'Somebody has changed or created the record since the plan was made, so it is not touched.',
    remediation: 'Plan the file again, look at what would change now, and apply that.',
    text: {
      cell: (label: string, before: string, now: string) => `${label} was "${before}" and is now "${now}"`,
      cells: (cells: readonly string[]) => `changed since the plan: ${cells.join('; ')}`,
      created: (ids: readonly string[]) =>
        `the plan would create this customer, but the CRM has it now: ${ids.slice(0, 5).join(', ')}`,
    },
  },
  'plan-outdated': {
    meaning: 'The row maps to other values than when the plan was made, since a list of the CRM has changed.',
    remediation: 'Plan the file again.',
    text: { row: () => 'the row maps to other values than in the plan, since a list of the CRM has changed' },
  },
  'not-in-plan': {
    meaning: 'The plan does not have the row.',
    remediation: 'Plan the whole file.',
    text: { row: () => 'the plan does not have this row' },
  },
  'plan-gone': {
    meaning: 'The plan was removed from the ledger while it was being applied, so the rest of it is unknown.',
    remediation: 'Plan the file again, and apply that: what was sent already is then unchanged.',
    text: {
      run: (plan: string) =>
        `plan ${plan} was removed from the ledger (runs prune) while it was being applied, so the other rows were not sent`,
    },
  },
  'left-out': {
    meaning: 'Every change of the row is marked with no in the column _apply of the plan.',
    text: { row: () => 'left out of the plan by _apply' },
  },
  'changed-since-run': {
    meaning: 'Somebody has changed the cell since the run that is undone, so it is kept.',
    remediation: 'Look at the customer in the CRM and decide.',
    text: {
      cell: (label: string, sent: string, now: string) =>
        `${label} is kept: the run set "${sent}", and it is now "${now}"`,
      other: (label: string, before: string, now: string) => `${label} was "${before}" and is now "${now}"`,
      group: (labels: readonly string[]) =>
        `${labels.join(' and ')} ${labels.length > 1 ? 'are' : 'is'} kept, too, since these fields belong together`,
      tag: (label: string, other: string) =>
        `${label} is not restored: the customer would lose "${other}", which it got since, and can have only one of the two`,
      editor: (name: string) => `the customer was last changed by ${name}`,
    },
  },
  'nothing-to-undo': {
    meaning: 'The record has the values that it had before the run.',
    text: {
      record: () => 'the record has its values from before the run',
      deleted: () => 'the run created this customer, and it no longer exists',
    },
  },
  'cannot-delete': {
    meaning: 'The run created the customer, and the API cannot delete customers: it got the tag Undo/<run> instead.',
    remediation: 'Find the customers with that tag in the CRM and delete them there.',
    text: {
      customer: (tag: string) => `the API cannot delete customers; it gets the tag ${tag} instead`,
      edited: (labels: readonly string[]) => `changed since the run: ${labels.join(', ')}`,
    },
  },
  'cannot-restore': {
    meaning: 'A value from before the run cannot be restored.',
    remediation: 'Look at the customer in the CRM and correct it there.',
    text: {
      unreadable: (label: string) => `${label} cannot be read back`,
      unknown: (label: string) => `${label}: its value from before the run is not known`,
      blank: (label: string, now: string) => `${label} was blank, and the API cannot blank it; it stays "${now}"`,
      noTag: (label: string) =>
        `${label} was removed by the run, and no longer exists, so that it cannot be given back`,
      noAgent: (now: string) =>
        `no agent was in charge, and the API takes none away; it stays "${now}". The target recycle returns the customer to the pool`,
    },
  },
  'no-undo-tag': {
    meaning: 'The tag Undo/<run> was created, but the CRM does not list it.',
    remediation: 'Look it up in the CRM, then resume the run.',
    text: { notListed: (name: string) => `tag "${name}" was created, but is in no list` },
  },
});

import { defineMessages } from '../words/index.ts';

const PLAN_AGAIN = 'Write the workbook again: sobot-etl plan';

/** Why a plan's workbook cannot be used. */
export const CHANGE_MESSAGES = defineMessages({
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
});

export { ChangeError } from './change-error.ts';
export { CHANGE_MESSAGES } from './messages.ts';
export { type PlannedCell, type PlannedRecord, type PlanWorkbookInput, writePlanWorkbook } from './plan-workbook.ts';
export { type ChosenLine, type PlanEdits, readPlanEdits } from './read-plan-edits.ts';
export type { SummaryFact } from './summary-sheet.ts';
export { type VerifiedCell, type VerifyWorkbookInput, writeVerifyWorkbook } from './verify-workbook.ts';

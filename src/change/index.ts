export { AgentsInCharge } from './agents-in-charge.ts';
export { ApplyFilter, type StoredPlan } from './apply-filter.ts';
export { BeforeImageFilter } from './before-image-filter.ts';
export { type CellWords, cellWords, fieldLabel, shownValue } from './cell-words.ts';
export { cellsLeftOut } from './cells-left-out.ts';
export { ChangeError } from './change-error.ts';
export { type ChangedRecord, changesByRecord } from './changes-by-record.ts';
export { RowComparison } from './compare-rows.ts';
export { AMBIGUOUS } from './decision-results.ts';
export { LearntNames } from './learnt-names.ts';
export { matchRecord, type RecordMatching, requireMatchable } from './match-records.ts';
export { mergedValue } from './merge-values.ts';
export { CHANGE_MESSAGES } from './messages.ts';
export { ModeFilter } from './mode-filter.ts';
export { cannotBlank, cellsOfPayload, companionsOfPayload, type UpdateCells, updatePayload } from './payload-cells.ts';
export { PLANNED, type PlanCounts, PlanFilter } from './plan-filter.ts';
export {
  PLAN_LABELS,
  type PlannedCell,
  type PlannedRecord,
  type PlanWorkbookInput,
  writePlanWorkbook,
} from './plan-workbook.ts';
export { CHANGE_POLICY } from './policy.ts';
export { type ChosenLine, type PlanEdits, readPlanEdits } from './read-plan-edits.ts';
export { fieldGroup } from './record-fields.ts';
export { RecordReader } from './record-reader.ts';
export { type RecordAnswers, type RecordValues, recordValues } from './record-values.ts';
export type { RecordToRestore } from './restoration.ts';
export { rowEffects, TRACEABLE_TARGETS } from './row-effects.ts';
export { canonicalValue, differentFields, isBlank, sameValue, type ValueContext } from './same-value.ts';
export type { SummaryFact } from './summary-sheet.ts';
export { type KeptCells, UndoFilter } from './undo-filter.ts';
export { type SentRecord, type VerifiedRecord, verifyRecords } from './verify-records.ts';
export {
  isVerifyWorkbook,
  type VerifiedCell,
  type VerifyWorkbookInput,
  writeVerifyWorkbook,
} from './verify-workbook.ts';

/**
 * sobot-etl as a library: the commands as functions. They read nothing from the environment and write nothing to the
 * terminal.
 */

export { endpoints } from './api/endpoints/index.ts';
export { type ApplyOptions, type ApplySummary, applyPlan } from './app/change/apply-plan.ts';
export type { ChangePlanSummary, VerifySummary } from './app/change/change-summary.ts';
export { type MirrorDiffOptions, type MirrorDiffSummary, mirrorDiff } from './app/change/mirror-diff.ts';
export { type PlanOptions, planFile } from './app/change/plan-file.ts';
export {
  type MirrorRefreshOptions,
  type MirrorRefreshSummary,
  type MirrorView,
  mirrorStatus,
  refreshMirrorOf,
} from './app/change/refresh-tenant-mirror.ts';
export { type UndoOptions, type UndoSummary, undoRun } from './app/change/undo-run.ts';
export { type VerifyOptions, verifyRun } from './app/change/verify-run.ts';
export type { Connection } from './app/connection.ts';
export type { ContractReport, EndpointFindings } from './app/contract/contract-report.ts';
export { contractText } from './app/contract/contract-text.ts';
export { type ContractOptions, inspectContract } from './app/contract/inspect-contract.ts';
export { type CallOptions, createClient, type SobotClient } from './app/create-client.ts';
export * from './app/errors.ts';
export { type ExportOptions, exportStream } from './app/export/export-stream.ts';
export type { InputRow } from './app/import/import-file.ts';
export { checkFile, type ImportOptions, importFile } from './app/import/import-file.ts';
export { type LearnMappingOptions, type LearntMapping, learnMapping } from './app/map/learn-mapping.ts';
export { type FileProfile, type ProfileOptions, profileFile } from './app/profile/profile-file.ts';
export type { EndEvent, ProgressEvent, Reporter, RunEvent } from './app/reporter.ts';
export { type ResumeOptions, resumeRun } from './app/resume-run.ts';
export { type TagOptions, tagCustomers } from './app/tag-customers.ts';
export { makeTemplate, type TemplateOptions, type TemplateSummary } from './app/template/make-template.ts';
export type { ExportSummary } from './export/index.ts';
export type { ImportSummary } from './import/index.ts';
export type { StreamName } from './streams/index.ts';
export { inLanguage, type Language } from './words/index.ts';

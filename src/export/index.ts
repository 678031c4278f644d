export {
  type ColumnChoice,
  type ColumnFile,
  columnFileSchema,
  fileColumns,
  fileWhere,
} from './columns/choose-columns.ts';
export type { MaskChoice, Masks } from './columns/mask-columns.ts';
export { ExportError, nameSuggestion } from './export-error.ts';
export type { ExportSummary } from './export-job.ts';
export { filterKey, makeSelection, readWhere } from './make-selection.ts';
export { EXPORT_MESSAGES, TIME_FORMS } from './messages.ts';
export { datedAheadText, isDatedAhead, nextCursor, readTimes, secondsAhead, startOfChanges } from './next-cursor.ts';
export { readWhole, type WholeRead } from './read-whole.ts';
export type { Selection } from './reading/read-stream.ts';
export { type FinishedExport, startExport } from './run-export.ts';
export { mappingName } from './update-mapping.ts';
export { ambiguousZone, parseTime, type WallClock, wallClock } from './wall-clock.ts';
export { openMergeWriter } from './writing/merge-writer.ts';
export type { OutputFile } from './writing/thread-sink.ts';
export { parseYamlSettings, readText, readYamlSettings } from './yaml-settings.ts';

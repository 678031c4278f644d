import type { ReportSheet } from '../files/index.ts';

/** A line of a workbook's summary. */
export type SummaryFact = readonly [label: string, value: string | number];

/** The sheet "Summary" of a workbook: labels and values. */
export function factsSheet(facts: readonly SummaryFact[]): ReportSheet {
  return {
    name: 'Summary',
    columns: [
      { name: 'Summary', widthChars: 34, tone: 'label' },
      { name: 'Value', widthChars: 60, tone: 'fact', wrap: true },
    ],
    rows: facts,
    tabColour: 'FF1F4E78',
    unfiltered: true,
  };
}

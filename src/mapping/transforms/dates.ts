import { z } from 'zod';
import { compileDateFormat } from './date-format.ts';
import { type DateTransformName, dateReader } from './read-date.ts';
import { defineTransform, type Transform } from './transform.ts';

const format = z.string().superRefine((text, context) => {
  try {
    compileDateFormat(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
  }
});

const formats = z.union([format, z.array(format).min(1)]).optional();

function dateTransform(name: DateTransformName, description: string, examples: Transform['examples']): Transform {
  return defineTransform({
    name,
    description,
    parameter: formats,
    examples,
    make: (given) => dateReader(name, given === undefined ? [] : [given].flat()),
  });
}

export const dateTransforms: readonly Transform[] = [
  dateTransform(
    'date',
    'Reads a date by the given format (or several, tried in order) and writes YYYY-MM-DD. True dates of a workbook and ISO dates need no format; a text that could be two days is refused unless a format is given.',
    [
      { use: { date: 'DD/MM/YYYY' }, in: '03/04/2025', out: '2025-04-03' },
      { use: { date: ['DD.MM.YYYY', 'D MMM YYYY'] }, in: '3 Apr 2025', out: '2025-04-03' },
      { use: 'date', in: '2025/4/3', out: '2025-04-03' },
      { use: 'date', in: '03/04/2025' },
    ],
  ),
  dateTransform('time', 'Reads a time of day and writes HH:mm; seconds are cut.', [
    { use: 'time', in: '2:05 PM', out: '14:05' },
    { use: { time: 'HH.mm' }, in: '14.05', out: '14:05' },
  ]),
  dateTransform(
    'datetime',
    'Reads a date with a time of day and writes YYYY-MM-DD HH:mm:ss, without converting time zones.',
    [{ use: { datetime: 'DD/MM/YYYY HH:mm' }, in: '03/04/2025 14:05', out: '2025-04-03 14:05:00' }],
  ),
];

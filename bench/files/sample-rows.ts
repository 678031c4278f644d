import type { OutColumn, OutValue } from '../../src/files/index.ts';

/** Twenty columns of a customer list. */
export const sampleColumns: readonly OutColumn[] = [
  'Full name',
  'Email',
  'Mobile',
  'Company',
  'Street',
  'City',
  'Province',
  'Country',
  'Source',
  'Level',
  'Owner',
  'Birthday',
  'Credit limit',
  'Notes',
  'Plan',
  'Region',
  'Favourite fruit',
  'Interests',
  'LINE',
  'Partner id',
].map((name) => ({ name, kind: name === 'Birthday' ? 'date' : name === 'Credit limit' ? 'number' : 'text' }));

/** Batches of rows, deterministic by row number; one street in ten needs quotes in CSV. */
export function* sampleRows(count: number): Generator<OutValue[][]> {
  for (let from = 0; from < count; from += 1000) {
    yield Array.from({ length: Math.min(1000, count - from) }, (_none, index) => sampleRow(from + index));
  }
}

function sampleRow(at: number): OutValue[] {
  return [
    `Customer ${at} Example`,
    `customer${at}@example.com`,
    `0${13_800_000_000 + at}`,
    `Company ${at % 5000} Ltd`,
    at % 10 === 0 ? `${at % 999} Long Street, Building ${at % 7}` : `${at % 999} Long Street`,
    'Shanghai',
    'Shanghai',
    'China',
    'Web form',
    `VIP${(at % 3) + 1}`,
    'Li Na',
    { kind: 'date', text: `19${70 + (at % 30)}-0${1 + (at % 9)}-1${at % 10}` },
    (at % 100_000) * 1.5,
    'some note text here',
    'Free',
    'APAC',
    'Apple',
    'Reading',
    `line${at}`,
    `P-${String(at).padStart(10, '0')}`,
  ];
}

/** A value as exceljs expects it. */
export function exceljsValue(value: OutValue): string | number | boolean | Date | null {
  return typeof value === 'object' && value !== null ? new Date(`${value.text}T00:00:00Z`) : value;
}

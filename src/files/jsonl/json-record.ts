import type { Cell, RowProblem } from '../row.ts';

/** A line of JSONL: its members as cells, or why it is none. */
export type JsonRecord = { readonly members: ReadonlyMap<string, Cell> } | { readonly problem: RowProblem };

/** Digits or exponents that a double may not hold exactly. */
const mayLoseDigits = /\d{16}|\d[eE]/;

/** Reads one line. Numbers keep every digit that the file has. */
export function readJsonRecord(line: string): JsonRecord {
  let value: unknown;
  try {
    value = mayLoseDigits.test(line) ? JSON.parse(line, keepDigits) : JSON.parse(line);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { members: new Map(Object.entries(value).map(([name, member]) => [name, jsonCell(member)])) };
    }
  } catch (error) {
    const message = `the line is not JSON (${(error as Error).message}). Each line must be one object, such as {"name": "Ann"}.`;
    return { problem: { code: 'invalid-json', message } };
  }
  const what = value === null ? 'null' : Array.isArray(value) ? 'an array' : `a ${typeof value}`;
  return {
    problem: {
      code: 'invalid-json',
      message: `the line is ${what}; each line must be one object, such as {"name": "Ann"}.`,
    },
  };
}

/** Part of the language since ES2026; the type library does not know it yet. */
const rawJson = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON;

/** A number's digits, where they would be lost. */
class ExactNumber {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  toJSON(): unknown {
    return rawJson(this.source);
  }
}

/** Whole numbers that a double rounds, and numbers beyond its range, stay as they were written. */
function keepDigits(_name: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value;
  const isExact = Number.isFinite(value) && (Number.isSafeInteger(value) || !/^-?\d+$/.test(context.source));
  return isExact ? value : new ExactNumber(context.source);
}

function jsonCell(member: unknown): Cell {
  if (typeof member === 'string') return member;
  if (member === null || member === undefined) return '';
  if (typeof member === 'number') return { kind: 'number', text: String(member), value: member };
  if (typeof member === 'boolean') return { kind: 'boolean', text: String(member), value: member };
  if (member instanceof ExactNumber) return member.source;
  return Array.isArray(member) ? listText(member) : JSON.stringify(member);
}

/** A list of plain values as people write it in a cell; anything else as JSON. */
function listText(list: readonly unknown[]): string {
  const texts = list.map((item) =>
    typeof item === 'object' && item !== null && !(item instanceof ExactNumber) ? undefined : itemText(item),
  );
  return texts.every((text) => text !== undefined && text !== '' && !text.includes(','))
    ? texts.join(',')
    : JSON.stringify(list);
}

function itemText(item: unknown): string {
  const cell = jsonCell(item);
  return typeof cell === 'string' ? cell : cell.text;
}

import { t } from '../../words/index.ts';
import { FileError } from '../file-error.ts';
import { FILE_MESSAGES } from '../messages.ts';
import type { Cell, Row, RowProblem, Table } from '../row.ts';
import { ROW_MESSAGES } from '../row-messages.ts';
import type { ByteSource } from '../source/byte-source.ts';
import type { SourceOptions } from '../source-options.ts';
import { decodeText, type TextStream } from '../text/decode-text.ts';
import { MAX_RECORD_CHARS } from '../text/lines.ts';
import type { ScannedText } from '../text/scan-text.ts';

/** The columns are the members of the objects in this part of the file. */
const OPENING_CHARS = 4 * 1024 * 1024;

/** Opens JSONL (one JSON object per line): its columns are read, its rows stream. */
export async function openJsonl(source: ByteSource, options: SourceOptions, scanned?: ScannedText): Promise<Table> {
  const { path } = source;
  const text = decodeText(source, scanned?.encoding ?? options.encoding, scanned?.isDetected);
  const lines = new Lines(path, text);
  const opening: { readonly number: number; readonly line: string }[] = [];
  let chars = 0;
  let failure: unknown;
  try {
    while (chars < OPENING_CHARS) {
      const batch = await lines.next();
      if (batch === undefined) break;
      opening.push(...batch);
      for (const { line } of batch) chars += line.length + 1;
    }
  } catch (error) {
    failure = error;
  }
  const [first] = opening;
  if (first === undefined) throw failure ?? new FileError('empty', path, FILE_MESSAGES.empty.text.jsonl());
  if (/^\s*\[/.test(first.line)) {
    throw new FileError('json-array', path, FILE_MESSAGES['json-array'].text.content(), { line: first.number });
  }
  const header = columns(opening.map(({ line }) => line));
  if (header.length === 0)
    throw new FileError('no-header', path, FILE_MESSAGES['no-header'].text.noMembers(), { line: first.number });

  async function* batches(): AsyncGenerator<readonly Row[], void, undefined> {
    for (let at = 0; at < opening.length; at += 1000)
      yield opening.slice(at, at + 1000).map((each) => row(each.number, each.line, header));
    opening.length = 0;
    if (failure !== undefined) throw failure;
    for (let batch = await lines.next(); batch !== undefined; batch = await lines.next()) {
      if (batch.length > 0) yield batch.map((each) => row(each.number, each.line, header));
    }
  }

  return {
    path,
    format: 'jsonl',
    header,
    headerRow: 0,
    get detected() {
      return { encoding: text.encoding };
    },
    notices: [],
    batches,
    close: () => source.close(),
  };
}

function columns(lines: readonly string[]): string[] {
  const names = new Set<string>();
  for (const line of lines) {
    const record = readJsonRecord(line);
    if ('members' in record) for (const name of record.members.keys()) names.add(name);
  }
  return [...names];
}

function row(number: number, line: string, header: readonly string[]): Row {
  const record = readJsonRecord(line);
  if ('problem' in record)
    return { number, cells: header.map((_name, at): Cell => (at === 0 ? line : '')), problems: [record.problem] };
  const { members } = record;
  let found = 0;
  const cells = header.map((name): Cell => {
    const cell = members.get(name);
    if (cell !== undefined) found++;
    return cell ?? '';
  });
  if (found === members.size) return { number, cells };
  const unknown = [...members.keys()].filter((name) => !header.includes(name)).map((name) => `"${name}"`);
  const message = ROW_MESSAGES['unknown-member'].text.late(unknown);
  return { number, cells, problems: [{ code: 'unknown-member', message }] };
}

/** Lines that are not blank, with their numbers, as the text streams. */
class Lines {
  readonly #path: string;
  readonly #pieces: AsyncGenerator<string, void, undefined>;
  #carry = '';
  #number = 0;
  #ended = false;

  constructor(path: string, text: TextStream) {
    this.#path = path;
    this.#pieces = text.pieces();
  }

  /** The next few lines; undefined at the end. */
  async next(): Promise<{ number: number; line: string }[] | undefined> {
    if (this.#ended) return undefined;
    const piece = await this.#pieces.next().catch((error: unknown) => {
      throw error instanceof FileError && error.code === 'undecodable' ? error.at(this.#number + 1) : error;
    });
    this.#ended = piece.done ?? false;
    const parts = (this.#carry + (piece.done ? '' : piece.value)).split('\n');
    this.#carry = this.#ended ? '' : (parts.pop() as string);
    if (this.#carry.length > MAX_RECORD_CHARS) {
      throw new FileError('row-too-long', this.#path, FILE_MESSAGES['row-too-long'].text.jsonl(), {
        line: this.#number + parts.length + 1,
      });
    }
    const lines: { number: number; line: string }[] = [];
    for (const line of parts) {
      this.#number++;
      if (line.trim() !== '')
        lines.push({ number: this.#number, line: line.endsWith('\r') ? line.slice(0, -1) : line });
    }
    return lines;
  }
}

/** A line of JSONL: its members as cells, or why it is not a record. */
type JsonRecord = { readonly members: ReadonlyMap<string, Cell> } | { readonly problem: RowProblem };

/** Digits or exponents that a double may not hold exactly. */
const INEXACT_NUMBER = /\d{16}|\d[eE]/;

/** Reads one line. Numbers keep all digits of the file. */
function readJsonRecord(line: string): JsonRecord {
  let value: unknown;
  try {
    value = INEXACT_NUMBER.test(line) ? JSON.parse(line, keepDigits) : JSON.parse(line);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { members: new Map(Object.entries(value).map(([name, member]) => [name, jsonCell(member)])) };
    }
  } catch (error) {
    const message = ROW_MESSAGES['invalid-json'].text.notJson((error as Error).message);
    return { problem: { code: 'invalid-json', message } };
  }
  const what = value === null ? 'null' : Array.isArray(value) ? t`an array` : `a ${typeof value}`;
  return {
    problem: {
      code: 'invalid-json',
      message: ROW_MESSAGES['invalid-json'].text.notObject(what),
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

/** A reviver that keeps whole numbers that a double rounds, and numbers beyond its range, as they were written. */
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

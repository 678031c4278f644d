import { applyEdits, type TextEdit } from './edit-mapping-text.ts';

const CONTEXT_LINES = 2;

/** Lines that become other lines: those from `first` to before `end`, counted from 0. */
interface Block {
  readonly first: number;
  readonly end: number;
  readonly now: readonly string[];
}

/** The edits of a text as a unified diff, with two lines of context; the edits are in order and do not overlap. */
export function unifiedDiff(path: string, text: string, edits: readonly TextEdit[]): string {
  const lines = text.split('\n');
  const shownLines = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  let shift = 0;
  const hunks = hunksOf(blocksOf(lines, edits)).flatMap((blocks) => {
    const first = Math.max(0, (blocks[0]?.first ?? 0) - CONTEXT_LINES);
    const end = Math.min(shownLines, (blocks.at(-1)?.end ?? 0) + CONTEXT_LINES);
    const body: string[] = [];
    let at = first;
    for (const block of blocks) {
      body.push(...lines.slice(at, block.first).map((line) => ` ${line}`));
      body.push(...lines.slice(block.first, block.end).map((line) => `-${line}`));
      body.push(...block.now.map((line) => `+${line}`));
      at = block.end;
    }
    body.push(...lines.slice(at, end).map((line) => ` ${line}`));
    const added = blocks.reduce((sum, block) => sum + block.now.length - (block.end - block.first), 0);
    const title = `@@ -${first + 1},${end - first} +${first + 1 + shift},${end - first + added} @@`;
    shift += added;
    return [title, ...body];
  });
  return [`--- ${path}`, `+++ ${path}`, ...hunks].map((line) => line.replace(/\r$/, '')).join('\n');
}

/** The changed lines, without those with which the old and the new ones both begin: where lines are added, none is removed. */
function blocksOf(lines: readonly string[], edits: readonly TextEdit[]): Block[] {
  const starts = [0];
  for (const line of lines) starts.push((starts.at(-1) ?? 0) + line.length + 1);
  const lineOf = (offset: number) => starts.findLastIndex((start) => start <= offset);
  const ranges: { first: number; end: number; edits: TextEdit[] }[] = [];
  for (const edit of edits) {
    const [first, end] = [lineOf(edit.start), lineOf(edit.end) + 1];
    const before = ranges.at(-1);
    if (before && first <= before.end) {
      before.end = Math.max(before.end, end);
      before.edits.push(edit);
    } else ranges.push({ first, end, edits: [edit] });
  }
  return ranges.map(({ first, end, edits: own }) => {
    const offset = starts[first] ?? 0;
    const old = lines.slice(first, end);
    const moved = own.map((edit) => ({ ...edit, start: edit.start - offset, end: edit.end - offset }));
    const now = applyEdits(old.join('\n'), moved).split('\n');
    const differs = now.findIndex((line, index) => line !== old[index]);
    const kept = Math.min(differs < 0 ? now.length : differs, old.length);
    return { first: first + kept, end, now: now.slice(kept) };
  });
}

/** Blocks whose contexts would touch are shown together. */
function hunksOf(blocks: readonly Block[]): Block[][] {
  const hunks: Block[][] = [];
  for (const block of blocks) {
    const before = hunks.at(-1)?.at(-1);
    if (before && block.first - before.end <= 2 * CONTEXT_LINES) hunks.at(-1)?.push(block);
    else hunks.push([block]);
  }
  return hunks;
}

import { describe, expect, test } from 'vitest';
import { ChunkBuilder } from '../../src/distributed/chunk-builder.ts';
import type { NewChunk } from '../../src/distributed/chunk-store.ts';
import type { HandedRow } from '../../src/import/index.ts';
import fc from '../support/property.ts';

function row(number: number): HandedRow {
  const pending = {
    row: { number, cells: [] },
    payload: { id: `c${number}` },
    followUps: [],
    hash: '',
    hasIntent: false,
  };
  return { pending, facts: {} };
}

const builder = (isCompared = false, first = 1) => new ChunkBuilder({ first, isCompared, nameHash: () => undefined });

/** Adds a row for each key and returns the chunks, the last one flushed. */
function chunksOf(built: ChunkBuilder, keys: readonly (string | undefined)[]): NewChunk[] {
  const chunks = keys.flatMap((key, index) => built.add([row(index + 2)], key) ?? []);
  return [...chunks, ...[built.flush()].filter((chunk) => chunk !== undefined)];
}

describe('the size of chunks', () => {
  test('begins small, so that all workers begin at once, and grows to 200 rows', () => {
    const sizes = chunksOf(
      builder(),
      Array.from({ length: 6000 }, () => undefined),
    ).map(({ rows }) => rows.length);
    expect(sizes.slice(0, 3)).toEqual([22, 24, 27]);
    expect(Math.max(...sizes)).toBe(200);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(6000);
  });

  test('is 20 rows if rows are compared before they are handed out', () => {
    const sizes = chunksOf(
      builder(true),
      Array.from({ length: 50 }, () => undefined),
    ).map(({ rows }) => rows.length);
    expect(sizes).toEqual([20, 20, 10]);
  });

  test('does not divide the rows of one request', () => {
    const built = builder();
    const many = Array.from({ length: 300 }, (_, index) => row(index + 2));
    const chunk = built.add(many, undefined);
    expect(chunk?.rows).toHaveLength(300);
    expect(new Set(chunk?.rows.map(({ unit }) => unit))).toEqual(new Set([1]));
  });
});

describe('rows of one record', () => {
  test('need no predecessor within a chunk', () => {
    const [chunk] = chunksOf(builder(), ['a', 'b', 'a']);
    expect(chunk?.predecessors).toEqual([]);
    expect(chunk?.rows.map(({ orderKey }) => orderKey === chunk.rows[0]?.orderKey)).toEqual([true, false, true]);
  });

  test('follow the last open chunk with an earlier one, and only that', () => {
    const built = builder();
    built.add([row(2)], 'a');
    expect(built.flush()?.predecessors).toEqual([]);
    built.add([row(3)], 'a');
    built.add([row(4)], 'b');
    expect(built.flush()?.predecessors).toEqual([1]);
    built.add([row(5)], 'b');
    built.add([row(6)], 'a');
    expect(built.flush()?.predecessors).toEqual([2]);
  });

  test('do not follow a chunk that is done', () => {
    const built = builder();
    built.add([row(2)], 'a');
    built.flush();
    built.keepOpen(new Set(), 1);
    built.add([row(3)], 'a');
    expect(built.flush()?.predecessors).toEqual([]);
  });

  test('follow a chunk that is not in the database yet', () => {
    const built = builder();
    built.add([row(2)], 'a');
    built.flush();
    built.keepOpen(new Set(), 0);
    built.add([row(3)], 'a');
    expect(built.flush()?.predecessors).toEqual([1]);
  });

  test('follow chunks that an earlier process has handed out', () => {
    const built = builder(false, 8);
    built.resume(7, [ChunkBuilder.orderHash('a')]);
    built.add([row(2)], 'a');
    expect(built.flush()).toMatchObject({ chunk: 8, predecessors: [7] });
  });

  test('are always ordered: in one chunk, or by a path of predecessors', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'd', undefined), { maxLength: 200 }), (keys) => {
        const chunks = chunksOf(builder(true), keys);
        const before = new Map(chunks.map(({ chunk, predecessors }) => [chunk, predecessors]));
        const follows = (later: number, earlier: number): boolean =>
          later === earlier || (before.get(later) ?? []).some((each) => follows(each, earlier));
        const chunkOf = (number: number) =>
          chunks.find(({ rows }) => rows.some((each) => each.row === number))?.chunk ?? 0;
        for (const key of ['a', 'b', 'c', 'd']) {
          const numbers = keys.flatMap((each, index) => (each === key ? [chunkOf(index + 2)] : []));
          for (let at = 1; at < numbers.length; at += 1) {
            expect(follows(numbers[at] as number, numbers[at - 1] as number)).toBe(true);
          }
        }
      }),
    );
  });
});

/**
 * Finds the one-to-one assignment of rows to columns with the greatest sum of scores (the Hungarian method). A score of 0
 * means that the two do not go together. Answers for each row its column, or -1.
 */
export function maxWeightMatching(scores: readonly (readonly number[])[]): number[] {
  const rows = scores.length;
  const width = Math.max(rows, scores[0]?.length ?? 0);
  const cost = (row: number, column: number): number => -(scores[row]?.[column] ?? 0);
  const rowPrices = new Float64Array(rows + 1);
  const columnPrices = new Float64Array(width + 1);
  const rowOf = new Int32Array(width + 1);

  for (let row = 1; row <= rows; row += 1) {
    const cheapest = new Float64Array(width + 1).fill(Number.POSITIVE_INFINITY);
    const before = new Int32Array(width + 1);
    const visited = new Uint8Array(width + 1);
    let column = 0;
    rowOf[0] = row;
    do {
      visited[column] = 1;
      const current = rowOf[column] ?? 0;
      let step = Number.POSITIVE_INFINITY;
      let next = 0;
      for (let other = 1; other <= width; other += 1) {
        if (visited[other]) continue;
        const reduced = cost(current - 1, other - 1) - (rowPrices[current] ?? 0) - (columnPrices[other] ?? 0);
        if (reduced < (cheapest[other] ?? 0)) {
          cheapest[other] = reduced;
          before[other] = column;
        }
        if ((cheapest[other] ?? 0) < step) {
          step = cheapest[other] ?? 0;
          next = other;
        }
      }
      for (let other = 0; other <= width; other += 1) {
        if (visited[other]) {
          const owner = rowOf[other] ?? 0;
          rowPrices[owner] = (rowPrices[owner] ?? 0) + step;
          columnPrices[other] = (columnPrices[other] ?? 0) - step;
        } else cheapest[other] = (cheapest[other] ?? 0) - step;
      }
      column = next;
    } while (rowOf[column] !== 0);
    while (column !== 0) {
      const previous = before[column] ?? 0;
      rowOf[column] = rowOf[previous] ?? 0;
      column = previous;
    }
  }

  const assigned = new Array<number>(rows).fill(-1);
  for (let column = 1; column <= width; column += 1) {
    const row = (rowOf[column] ?? 0) - 1;
    if (row >= 0 && (scores[row]?.[column - 1] ?? 0) > 0) assigned[row] = column - 1;
  }
  return assigned;
}

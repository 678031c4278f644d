/** Bits of a hash that choose its register; 65,536 registers take 64 kB. */
const REGISTER_BITS = 16;
const REGISTERS = 2 ** REGISTER_BITS;
/** Bits of a hash in which leading zeros are counted. */
const RANK_BITS = 32;

/** The standard error of an estimate, as a share of it: 0.4 %. */
export const ESTIMATE_ERROR = 1.04 / Math.sqrt(REGISTERS);

/**
 * Estimates how many distinct hashes were added, in 64 kB whatever their number. HyperLogLog: Flajolet et al. 2007; estimated as in
 * Ertl, "New cardinality estimation algorithms for HyperLogLog sketches", 2017, algorithm 6, which has no bias for small numbers.
 */
export class DistinctEstimate {
  readonly #registers = new Uint8Array(REGISTERS);

  /** Adds a 64-bit hash, given by its halves. */
  add(high: number, low: number): void {
    const register = high >>> (32 - REGISTER_BITS);
    const rank = Math.clz32((high << REGISTER_BITS) | (low >>> (32 - REGISTER_BITS))) + 1;
    if (rank > (this.#registers[register] as number)) this.#registers[register] = rank;
  }

  /** The estimated number of distinct hashes. */
  get count(): number {
    const ranks = new Uint32Array(RANK_BITS + 2);
    for (const rank of this.#registers) ranks[rank] = (ranks[rank] as number) + 1;
    const share = (rank: number): number => (ranks[rank] as number) / REGISTERS;
    let sum = REGISTERS * tau(1 - share(RANK_BITS + 1));
    for (let rank = RANK_BITS; rank >= 1; rank -= 1) sum = 0.5 * (sum + (ranks[rank] as number));
    sum += REGISTERS * sigma(share(0));
    return Math.round(REGISTERS ** 2 / (2 * Math.LN2 * sum));
  }
}

function sigma(share: number): number {
  if (share === 1) return Number.POSITIVE_INFINITY;
  let [power, weight, sum] = [share, 1, share];
  for (let before = -1; sum !== before; weight *= 2) {
    power *= power;
    before = sum;
    sum += power * weight;
  }
  return sum;
}

function tau(share: number): number {
  if (share === 0 || share === 1) return 0;
  let [root, weight, sum] = [share, 1, 1 - share];
  for (let before = -1; sum !== before; ) {
    root = Math.sqrt(root);
    before = sum;
    weight *= 0.5;
    sum -= (1 - root) ** 2 * weight;
  }
  return sum / 3;
}

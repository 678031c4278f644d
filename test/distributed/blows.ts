import { seededRandom } from '../../src/sandbox/seeded-values.ts';

/** How long the processes of the test hold what they have taken: milliseconds. */
export const LEASE_MS = 2000;

/** Something that happens to one of the processes, or to the database, at a random moment. */
export interface Blow {
  readonly kind: 'kill' | 'stop' | 'restart';
  /** The moment: so many records have been sent to the sandbox, and then some time has passed. */
  readonly sent: number;
  readonly ms: number;
  /** Which of the processes, from 0 to 1. */
  readonly victim: number;
  /** How long it stays stopped, or the database down. */
  readonly lastsMs: number;
}

/** `kills` kills and among them the others, while the first `sent` records are sent. One kill in five follows the one before at once. */
export function blows(
  seed: string,
  { kills, stops, restarts, sent }: { kills: number; stops: number; restarts: number; sent: number },
): Blow[] {
  const random = seededRandom(seed);
  const total = kills + stops + restarts;
  const kinds = Array.from({ length: total }, (): Blow['kind'] => 'kill');
  // The others are spread evenly, neither first nor last.
  for (let index = 0; index < stops + restarts; index += 1) {
    const place = Math.floor(((index + 0.3 + random() * 0.4) * total) / (stops + restarts));
    kinds[place] = index % 2 === 0 && index / 2 < stops ? 'stop' : 'restart';
  }
  return kinds.map((kind, index) => ({
    kind,
    sent: random() < 0.2 ? 0 : ((index + random()) * sent) / total,
    ms: random() * 300,
    victim: random(),
    lastsMs: kind === 'stop' ? LEASE_MS * (1.1 + random()) : random() * 1500,
  }));
}

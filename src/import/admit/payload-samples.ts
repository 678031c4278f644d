import type { Payload } from '../../targets/target.ts';

/** Payloads that a check keeps for its report. */
const MAX_SAMPLES = 20;

/** The first payloads of a check, as they would be sent. */
export class PayloadSamples {
  readonly payloads: Payload[] = [];

  /** How many are wanted still. */
  get missing(): number {
    return MAX_SAMPLES - this.payloads.length;
  }

  add(payload: Payload): void {
    if (this.missing > 0) this.payloads.push(payload);
  }

  /** Replaces each by what `clean` makes of it. */
  replace(clean: (payload: Payload) => Payload): void {
    this.payloads.splice(0, this.payloads.length, ...this.payloads.map(clean));
  }
}

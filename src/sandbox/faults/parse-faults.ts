import { type FaultKind, type FaultRates, faultKinds, isFaultKind } from './fault-kinds.ts';

/**
 * Reads how often faults come: `reset-after=0.02,429=0.05`. Throws a RangeError that names what is wrong.
 * @example parseFaults('429=0.05') // { '429': 0.05 }
 */
export function parseFaults(text: string): FaultRates {
  const rates: Partial<Record<FaultKind, number>> = {};
  for (const part of text.split(',')) {
    if (part.trim() === '') continue;
    const [kind = '', rate = ''] = part.split('=').map((side) => side.trim());
    rates[faultKind(kind)] = probability(kind, rate);
  }
  checkRates(rates);
  return rates;
}

/** Throws a RangeError unless the rates are probabilities that can hold together. */
export function checkRates(rates: FaultRates): void {
  let sum = 0;
  for (const [kind, rate] of Object.entries(rates)) {
    faultKind(kind);
    sum += probability(kind, rate);
  }
  if (sum > 1 + 1e-9) throw new RangeError(`The probabilities of all faults add up to ${sum}, which is more than 1`);
}

/** The fault that a text names. Throws a RangeError that lists all. */
export function faultKind(text: string): FaultKind {
  if (isFaultKind(text)) return text;
  throw new RangeError(`"${text}" is no fault; there are: ${Object.keys(faultKinds).join(', ')}`);
}

function probability(kind: string, rate: unknown): number {
  const number = typeof rate === 'string' && rate !== '' ? Number(rate) : rate;
  if (typeof number === 'number' && number >= 0 && number <= 1) return number;
  throw new RangeError(`The probability of ${kind} is "${String(rate)}", but must be from 0 to 1`);
}

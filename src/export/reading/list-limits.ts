import type { Page } from './page.ts';

/** So many lists that are shorter than they are counted, whatever is done, show that the server counts too many. */
const MOST_MISCOUNTED = 3;
const LEAST_ROUND = 100;
const VERY_ROUND = 1000;
/** A page that is so short is hardly ever a full one, so that to ask for the next of each of many lists would be waste. */
const FEW = 10;
/** So many short lists have had no second page: then the counts of short lists are believed. */
const ENOUGH_CONFIRMED = 3;

/**
 * What reading has learnt of a server's lists: how full its pages get, how far its counts and its pages go. A count or a
 * depth is no limit of the server's as long as something larger has been seen.
 */
export class ListLimits {
  /** The most rows that a page has had: one with fewer is the last, from a server that fills its pages. */
  fullest = 0;
  #mostCounted = 0;
  #deepest = 0;
  #miscounted = 0;
  #shortLists = 0;
  readonly #countsSeen = new Set<number>();
  readonly #caps = new Set<number>();
  /** The first page that the server refuses, however often it is asked. */
  refusedFrom = Number.POSITIVE_INFINITY;
  refusal = '';
  /** Counts were found wrong, so lists are cut until they come on one page. */
  isDistrusted = false;

  /** A page came; `number` counts from 1. */
  saw({ rows, total }: Page, number: number): void {
    this.fullest = Math.max(this.fullest, rows.length);
    if (rows.length > 0) this.#deepest = Math.max(this.#deepest, (number - 1) * this.fullest + rows.length);
    this.#mostCounted = Math.max(this.#mostCounted, total ?? 0);
    if (number === 1 && (total ?? 0) < rows.length) this.isDistrusted = true;
  }

  /** Pages from this one on are refused. */
  refuse(number: number, why: string): void {
    if (number < this.refusedFrom) this.refusal = why;
    this.refusedFrom = Math.min(this.refusedFrom, number);
  }

  /**
   * May a list that ended at so many rows have been cut off there? Asked of each list once: a count that several long lists
   * share is a limit.
   */
  mayBeCutOff(rows: number): boolean {
    if (rows < this.fullest || rows === 0) return false;
    const isShared = this.#countsSeen.has(rows);
    this.#countsSeen.add(rows);
    return isShared || rows % LEAST_ROUND === 0 || isPowerOfTwo(rows) || this.#isLargest(rows);
  }

  /** Is so many surely, or very likely, all that the server ever tells of a list? */
  isCap(rows: number): boolean {
    if (this.#caps.has(rows)) return true;
    const isVeryRound = rows > 0 && (rows % VERY_ROUND === 0 || (rows > VERY_ROUND && isPowerOfTwo(rows)));
    return isVeryRound && this.#isLargest(rows);
  }

  /** The parts of a list that ended at so many rows have more. */
  foundCap(rows: number): void {
    this.#caps.add(rows);
  }

  /** Is a list that came as a first page of so many rows, all that were counted, sure to be whole? */
  isShortList(rows: number): boolean {
    return rows < FEW && this.#shortLists >= ENOUGH_CONFIRMED;
  }

  /** The second page was asked for of a list whose first one had so many rows, all that were counted. */
  sawSecondPage(firstRows: number, hasRows: boolean): void {
    if (firstRows < FEW) this.#shortLists += hasRows ? Number.NEGATIVE_INFINITY : 1;
  }

  /** A list stayed shorter than it was counted. */
  stayedShort(): void {
    this.#miscounted += 1;
  }

  /** To read a list again because it is shorter than counted has been of no use. */
  get countsTooMany(): boolean {
    return this.#miscounted >= MOST_MISCOUNTED;
  }

  /** Has nothing larger been seen, so that it may be the largest that there is? */
  #isLargest(rows: number): boolean {
    return rows >= this.#mostCounted || rows >= this.#deepest;
  }
}

function isPowerOfTwo(rows: number): boolean {
  return rows > LEAST_ROUND && (rows & (rows - 1)) === 0;
}

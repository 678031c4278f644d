const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const FINE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

/** `12,345` */
export function wholeText(value: number): string {
  return WHOLE.format(value);
}

/** `12,345`, or `3.4` where that is small. */
export function rateText(value: number): string {
  return (value >= 100 ? WHOLE : FINE).format(value);
}

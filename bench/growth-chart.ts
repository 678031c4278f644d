const WIDTH = 860;
const HEIGHT = 260;
const LEFT = 80;
const RIGHT = 80;
const TOP = 36;
const BOTTOM = 36;

interface Curve {
  readonly name: string;
  readonly colour: string;
  readonly values: readonly number[];
}

/** Draws two curves over the number of rows as SVG, each with an axis of its own: the first on the left, the second on the right. */
export function growthChart(rows: readonly number[], curves: readonly [Curve, Curve]): string {
  const last = rows.at(-1) ?? 1;
  const x = (count: number) => Math.round(LEFT + (count / last) * (WIDTH - LEFT - RIGHT));
  const base = HEIGHT - BOTTOM;
  const drawn = curves.map(({ name, colour, values }, index) => {
    const top = roundUp(Math.max(...values));
    const y = (value: number) => Math.round(base - (value / top) * (base - TOP));
    const edge = index === 0 ? LEFT - 8 : WIDTH - RIGHT + 8;
    const anchor = index === 0 ? 'end' : 'start';
    const points = values.map((value, place) => `${x(rows[place] ?? 0)},${y(value)}`).join(' ');
    const ticks = [0, top / 2, top].map(
      (tick) =>
        `<text x="${edge}" y="${y(tick) + 4}" text-anchor="${anchor}" fill="${colour}">${tick.toLocaleString('en')}</text>`,
    );
    const title = `<text x="${index === 0 ? LEFT : WIDTH - RIGHT}" y="20" text-anchor="${index === 0 ? 'start' : 'end'}" fill="${colour}">${name}</text>`;
    return `${title}${ticks.join('')}<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="2"/>`;
  });
  const millions = rows
    .filter((count) => rows.length <= 12 || count % 1_000_000 === 0)
    .map(
      (count) =>
        `<text x="${x(count)}" y="${HEIGHT - 12}" text-anchor="middle" fill="#667">${(count / 1e6).toLocaleString('en')} M</text>`,
    );
  const frame = `<path d="M${LEFT} ${TOP}V${base}H${WIDTH - RIGHT}V${TOP}" fill="none" stroke="#ccd"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="13"><rect width="100%" height="100%" fill="#fff"/>${frame}${drawn.join('')}${millions.join('')}</svg>\n`;
}

/** The next number with one or two significant digits that is easy to halve. */
function roundUp(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return (([1, 1.6, 2, 3, 4, 6, 8, 10].find((each) => each * unit >= value) ?? 10) * unit) as number;
}

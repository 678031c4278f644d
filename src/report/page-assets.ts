const LIGHT = `
--back: #f4f6f9; --card: #ffffff; --text: #1a2330; --muted: #566273; --edge: #d8dee8; --soft: #eef1f6;
--one: #1c62c4; --two: #8a4bb8; --good: #17784a; --warn: #8f5400; --bad: #b3261e;
--good-back: #e5f4ec; --warn-back: #fdf1dc; --bad-back: #fde8e6;
`;
const DARK = `
--back: #0f141b; --card: #18202b; --text: #e7ecf3; --muted: #9eabbd; --edge: #2e3a4a; --soft: #212b38;
--one: #78aefc; --two: #c79bf0; --good: #62d196; --warn: #f1b960; --bad: #ff9189;
--good-back: #14301f; --warn-back: #352811; --bad-back: #3a1a18;
`;

/** The style of the page: light, dark and printed. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; ${LIGHT} }
@media (prefers-color-scheme: dark) { :root { ${DARK} } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei", sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .35rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 0 0 .75rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .5rem; }
p { margin: .25rem 0 .75rem; }
a { color: var(--one); }
section { background: var(--card); border: 1px solid var(--edge); border-radius: 12px; padding: 1.1rem 1.25rem; margin-top: 1rem; }
:focus-visible { outline: 2px solid var(--one); outline-offset: 2px; }
.brand { color: var(--muted); font-weight: 600; letter-spacing: .02em; margin: 0 0 .5rem; }
.facts { color: var(--muted); overflow-wrap: anywhere; }
.facts b { color: var(--text); font-weight: 600; }
.outcome { border: 1px solid var(--edge); border-left: 6px solid; border-radius: 12px; padding: .9rem 1.25rem .4rem; background: var(--card); overflow-wrap: anywhere; }
.outcome.good { border-left-color: var(--good); background: var(--good-back); }
.outcome.warn { border-left-color: var(--warn); background: var(--warn-back); }
.outcome.bad { border-left-color: var(--bad); background: var(--bad-back); }
.status { font-size: 1.25rem; font-weight: 700; margin: 0 0 .15rem; }
.good .status { color: var(--good); } .warn .status { color: var(--warn); } .bad .status { color: var(--bad); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(7.6rem, 1fr)); gap: .75rem; margin: 1rem 0 0; }
.cards div { background: var(--card); border: 1px solid var(--edge); border-radius: 12px; padding: .7rem .9rem; display: flex; flex-direction: column-reverse; }
.cards dt { color: var(--muted); font-size: .82rem; }
.cards dd { margin: 0; font-size: 1.4rem; font-weight: 650; font-variant-numeric: tabular-nums; }
.cards .good dd { color: var(--good); } .cards .bad dd { color: var(--bad); } .cards .warn dd { color: var(--warn); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
.narrow { width: auto; }
th, td { border-bottom: 1px solid var(--edge); padding: .45rem .7rem; text-align: left; vertical-align: top; }
thead th { color: var(--muted); font-size: .82rem; font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 500; }
tbody tr:last-child > * { border-bottom: 0; }
tfoot > tr > * { border-top: 2px solid var(--edge); border-bottom: 0; font-weight: 700; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.zero { color: var(--muted); }
.cell { unicode-bidi: isolate; overflow-wrap: anywhere; white-space: pre-wrap; }
.code { color: var(--muted); font: .8em ui-monospace, Consolas, monospace; background: var(--soft); border-radius: 4px; padding: .1em .35em; display: inline-block; max-width: 100%; overflow-wrap: anywhere; }
.badge { display: inline-block; border-radius: 999px; padding: 0 .6em; font-size: .82rem; font-weight: 600; white-space: nowrap; background: var(--bad-back); color: var(--bad); }
.badge.in_doubt { background: var(--warn-back); color: var(--warn); }
.narrow tbody th { white-space: nowrap; }
.causes td:nth-child(2) .cell, .errors td:nth-child(4) .cell { overflow-wrap: break-word; }
.causes td:nth-child(2), .errors td:nth-child(3), .errors td:nth-child(4) { min-width: 7.5rem; overflow-wrap: break-word; }
.causes td:nth-child(3) { min-width: 16rem; } .causes td:nth-child(4) { min-width: 14rem; }
.errors td:nth-child(5) { min-width: 20rem; }
.aside { color: var(--muted); }
.changes .before { color: var(--bad); background: var(--bad-back); } .changes .after { color: var(--good); background: var(--good-back); }
.changes .before, .changes .after { border-radius: 4px; padding: .05em .35em; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
.changes .before .aside, .changes .after .aside { font-style: italic; }
.changes td:nth-child(3) .cell { overflow-wrap: break-word; } .changes td:nth-child(2), .changes td:nth-child(4), .changes td:nth-child(5) { min-width: 12.5rem; }
.row { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .15rem 1rem; margin: .5rem 0; }
.row dt { color: var(--muted); max-width: 16rem; } .row dd { margin: 0; min-width: 0; }
details > summary { cursor: pointer; color: var(--one); width: fit-content; }
td details { font-size: .9rem; margin-top: .2rem; }
pre { background: var(--soft); border-radius: 8px; padding: .8rem 1rem; overflow: auto; max-height: 36rem; font: .86rem/1.45 ui-monospace, Consolas, "Noto Sans Mono", monospace; margin: .5rem 0; }
.command { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--card); border: 1px solid var(--edge); }
.filter { display: flex; flex-wrap: wrap; gap: .6rem 1rem; align-items: end; margin: 0 0 .75rem; }
.filter label { color: var(--muted); font-size: .82rem; display: grid; gap: .15rem; }
.filter input, .filter select, .filter button { font: inherit; font-size: .95rem; color: var(--text); background: var(--card); border: 1px solid var(--muted); border-radius: 8px; padding: .35rem .6rem; max-width: 22rem; }
.filter input { min-width: 17rem; }
.filter button { cursor: pointer; }
.filter output { margin-left: auto; color: var(--muted); font-variant-numeric: tabular-nums; }
.chart { margin: 0 0 1rem; }
.chart svg[role] { width: 100%; height: auto; display: block; }
.chart figcaption { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .25rem 1rem; margin-bottom: .35rem; }
.chart-title { font-weight: 600; }
.legend { display: flex; flex-wrap: wrap; gap: .1rem 1rem; color: var(--muted); font-size: .85rem; }
.swatch { width: .75em; height: .75em; margin-right: .45em; }
.share { display: block; width: 100%; height: 14px; border-radius: 7px; margin-bottom: .8rem; }
td .share { height: 5px; min-width: 4rem; margin: .3rem 0 0; }
.grid { stroke: var(--edge); } .axis { fill: var(--muted); font-size: 12px; }
.moment { stroke: var(--muted); stroke-dasharray: 4 3; } .mark { fill: var(--warn); }
.line-one, .line-two, .line-bad { fill: none; stroke-width: 2; stroke-linejoin: round; }
.line-one { stroke: var(--one); } .line-two { stroke: var(--two); } .line-bad { stroke: var(--bad); }
.area-one { fill: var(--one); opacity: .14; } .area-two { fill: var(--two); opacity: .14; } .area-bad { fill: var(--bad); opacity: .14; }
.fill-one { fill: var(--one); } .fill-two { fill: var(--two); } .fill-bad { fill: var(--bad); } .fill-good { fill: var(--good); }
.fill-warn, .fill-pause { fill: var(--warn); } .fill-muted { fill: var(--muted); } .fill-none { fill: var(--soft); }
@media (max-width: 44rem) {
  section, .outcome { padding-left: .9rem; padding-right: .9rem; }
  .stacked, .stacked tbody, .stacked tr, .stacked th, .stacked td { display: block; }
  .stacked thead { display: none; }
  .stacked tr { border-bottom: 1px solid var(--edge); padding: .5rem 0; }
  .stacked tbody tr > * { border: 0; min-width: 0 !important; padding: .15rem 0; text-align: left; white-space: normal; display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: .5rem; overflow-wrap: anywhere; }
  .stacked tbody tr > *::before { content: attr(data-label); color: var(--muted); font-size: .82rem; font-weight: 400; }
  .stacked .badge { justify-self: start; }
  .filter input { min-width: 0; width: 100%; } .filter label { flex: 1 1 100%; } .filter select { max-width: 100%; }
  .row { grid-template-columns: minmax(0, 7rem) minmax(0, 1fr); } .row dt { overflow-wrap: anywhere; }
  .axis { font-size: 17px; }
}
[hidden] { display: none !important; }
@media print {
  :root { ${LIGHT} --back: #ffffff; }
  :root { font-size: 12px; } body { font-size: 11px; } main { max-width: none; padding: 0; }
  section, .outcome, .cards div { border-radius: 0; break-inside: auto; }
  .cards div, .chart, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .filter { display: none; } .scroll { overflow: visible; } pre { max-height: none; white-space: pre-wrap; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;

/**
 * Search and filters for the rows that did not succeed. The filter is in the address (`#q=…&status=…&cause=…`), so that causes can
 * link to their rows. It only compares texts of the page; no part of a cell becomes markup.
 */
export const PAGE_SCRIPT = `
'use strict';
(() => {
  const form = document.getElementById('filter');
  if (form) {
    const search = document.getElementById('search');
    const status = document.getElementById('status');
    const cause = document.getElementById('cause');
    const found = document.getElementById('found');
    const rows = [...document.querySelectorAll('#rows tbody tr')].map((line) => ({
      line, status: line.dataset.status, cause: line.dataset.cause, text: line.textContent.toLowerCase(),
    }));
    const show = () => {
      const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
      let count = 0;
      for (const row of rows) {
        const isShown = (!status.value || row.status === status.value) && (!cause.value || row.cause === cause.value)
          && words.every((word) => row.text.includes(word));
        row.line.hidden = !isShown;
        if (isShown) count += 1;
      }
      const { all, some } = found.dataset;
      found.textContent = count === rows.length ? all : some.replace('{count}', count).replace('{all}', all);
    };
    const read = () => {
      const wanted = new URLSearchParams(location.hash.slice(1));
      if (!location.hash.includes('=')) return;
      search.value = wanted.get('q') || '';
      status.value = wanted.get('status') || '';
      cause.value = wanted.get('cause') || '';
      if (status.selectedIndex < 0) status.value = '';
      if (cause.selectedIndex < 0) cause.value = '';
      show();
      document.getElementById('errors').scrollIntoView();
    };
    form.addEventListener('input', show);
    form.addEventListener('reset', () => setTimeout(show));
    form.addEventListener('submit', (event) => event.preventDefault());
    addEventListener('hashchange', read);
    read();
    show();
  }
  let unfolded = [];
  addEventListener('beforeprint', () => {
    unfolded = [...document.querySelectorAll('section > details:not([open])')];
    for (const each of unfolded) each.open = true;
  });
  addEventListener('afterprint', () => {
    for (const each of unfolded) each.open = false;
  });
})();
`;

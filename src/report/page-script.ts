/**
 * Search and filters of the rows that did not succeed. What is shown stands in the address (`#q=…&status=…&cause=…`), so
 * that causes link to their rows. It only compares texts that stand in the page; nothing of a cell becomes markup.
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
      const all = rows.length + (rows.length === 1 ? ' row' : ' rows');
      found.textContent = count === rows.length ? all : count + ' of ' + all;
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

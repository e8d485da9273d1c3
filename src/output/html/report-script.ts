/** Filters and search, nothing else: the report reads the same without it. It takes nothing from the page but text, and puts nothing in. */
export const REPORT_SCRIPT = `
(() => {
  document.documentElement.classList.add('scripted');
  const text = document.getElementById('search');
  const severity = document.getElementById('severity');
  const server = document.getElementById('server');
  const count = document.getElementById('shown');
  if (!text || !severity || !server || !count) return;
  const order = ['informational', 'low', 'medium', 'high', 'critical'];
  const items = Array.from(document.querySelectorAll('[data-severity]'));
  let texts = null;
  const plain = (value) => value.toLowerCase().replaceAll('[.]', '.').replaceAll('hxxp', 'http');
  const apply = () => {
    texts ??= items.map((item) => plain(item.textContent || ''));
    const words = plain(text.value).split(/\\s+/).filter(Boolean);
    const least = order.indexOf(severity.value);
    let shown = 0;
    items.forEach((item, at) => {
      const fits =
        order.indexOf(item.dataset.severity) >= least &&
        (server.value === '' || item.dataset.host === server.value) &&
        words.every((word) => texts[at].includes(word));
      item.hidden = !fits;
      if (fits) shown += 1;
    });
    count.textContent = shown + ' of ' + items.length;
  };
  let waiting = 0;
  text.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(apply, 120); });
  severity.addEventListener('change', apply);
  server.addEventListener('change', apply);
  const open = () => {
    const goal = location.hash && document.getElementById(location.hash.slice(1));
    if (!goal) return;
    for (let at = goal; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.setAttribute('open', '');
    goal.scrollIntoView();
  };
  open();
  addEventListener('hashchange', open);
})();
`;

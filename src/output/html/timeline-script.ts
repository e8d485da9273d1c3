/** The timeline: a part of the picture shown larger, and facts by time, kind and text. Without it the picture and the table are whole. */
export const TIMELINE_SCRIPT = `
(() => {
  const picture = document.getElementById('picture');
  const rows = Array.from(document.querySelectorAll('#facts [data-time]'));
  const [search, kind, count] = ['fact-search', 'fact-kind', 'facts-shown'].map((id) => document.getElementById(id));
  const plain = (value) => value.toLowerCase().replaceAll('[.]', '.').replaceAll('hxxp', 'http');
  const all = picture ? [Number(picture.dataset.from), Number(picture.dataset.to)] : [0, 0];
  let range = all;
  let texts = null;
  const isWhole = () => range[0] === all[0] && range[1] === all[1];
  const facts = () => {
    if (!search || !kind || !count) return;
    const words = plain(search.value).split(/\\s+/).filter(Boolean);
    const asked = words.length > 0 || kind.value !== '' || !isWhole();
    if (words.length > 0) texts ??= rows.map((row) => plain(row.textContent || ''));
    let shown = 0;
    rows.forEach((row, at) => {
      const time = Number(row.dataset.time);
      const fits =
        (isWhole() || (time >= range[0] && time <= range[1])) &&
        (kind.value === '' || row.dataset.kind === kind.value) &&
        words.every((word) => texts[at].includes(word));
      row.hidden = !fits;
      if (fits) shown += 1;
    });
    count.textContent = asked ? shown + ' of ' + rows.length : '';
    if (words.length > 0 || kind.value !== '') document.getElementById('facts').open = true;
  };
  let waiting = 0;
  search?.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(facts, 120); });
  kind?.addEventListener('change', facts);
  if (!picture) return;
  const plot = picture.querySelector('.plot');
  const [left, top, width, height] = plot.getAttribute('viewBox').split(' ').map(Number);
  const [from, to] = ['from', 'to'].map((id) => document.getElementById(id));
  const ticks = Array.from(picture.querySelectorAll('.part'));
  const minute = (time) => new Date(time).toISOString().slice(0, 16);
  const show = (first, last) => {
    const [a, b] = [Math.max(all[0], Math.min(first, last)), Math.min(all[1], Math.max(first, last))];
    if (!(b - a >= 60000)) return;
    range = [a, b];
    const scale = width / (all[1] - all[0]);
    plot.setAttribute('viewBox', [left + (a - all[0]) * scale, top, (b - a) * scale, height].join(' '));
    picture.classList.toggle('zoomed', !isWhole());
    ticks.forEach((tick, at) => { tick.textContent = minute(a + ((b - a) * at) / (ticks.length - 1)).replace('T', ' '); });
    [from.value, to.value] = [minute(a), minute(b)];
    facts();
  };
  const typed = () => show(Date.parse(from.value + 'Z'), Date.parse(to.value + 'Z'));
  const by = (factor) => () => {
    const middle = (range[0] + range[1]) / 2;
    const half = ((range[1] - range[0]) / 2) * factor;
    show(middle - half, middle + half);
  };
  from.addEventListener('change', typed);
  to.addEventListener('change', typed);
  document.getElementById('closer').addEventListener('click', by(0.5));
  document.getElementById('wider').addEventListener('click', by(2));
  document.getElementById('whole').addEventListener('click', () => show(all[0], all[1]));
  let start = null;
  const timeAt = (event) => {
    const box = plot.getBoundingClientRect();
    return range[0] + ((event.clientX - box.left) / box.width) * (range[1] - range[0]);
  };
  plot.addEventListener('pointerdown', (event) => { start = timeAt(event); event.preventDefault(); });
  addEventListener('pointerup', (event) => {
    if (start === null) return;
    const end = timeAt(event);
    if (Math.abs(end - start) > (range[1] - range[0]) / 100) show(start, end);
    start = null;
  });
  show(all[0], all[1]);
})();
`;

/**
 * Runs `work` on items, up to `window` of them at a time, and gives the results in the order of the items. An item is taken from
 * `items` only when there is room for it, so neither items nor results pile up.
 */
export async function* inOrder<Item, Result>(
  items: Iterable<Item>,
  window: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const running: Promise<Result>[] = [];
  let first = 0;
  for (const item of items) {
    running.push(work(item));
    if (running.length - first < window) continue;
    const next = running[first];
    first += 1;
    if (first > window) {
      running.splice(0, first);
      first = 0;
    }
    if (next !== undefined) yield await next;
  }
  for (const next of running.slice(first)) yield await next;
}

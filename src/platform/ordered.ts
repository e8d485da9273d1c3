/**
 * Runs `work` on items, up to `window` of them at a time, and gives the results in the order of the items. An item is taken from
 * `items` only when there is room for it, so neither items nor results pile up.
 */
export async function* inOrder<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  window: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const running: Promise<Result>[] = [];
  for await (const item of items) {
    const begun = work(item);
    // Where one fails before its turn, another may have ended all of this: then nobody waits for it.
    begun.catch(() => {});
    running.push(begun);
    const next = running.length < window ? undefined : running.shift();
    if (next !== undefined) yield await next;
  }
  // A result that was given out is not held on to: the next ones may be as large.
  for (let next = running.shift(); next !== undefined; next = running.shift()) yield await next;
}

/** One page in the root of a site that the server hands out as it is, as probes of balancers ask for: it runs nothing. */
const PROBED = /^[^/]{1,100}\/[^/*?]{1,80}\.(?:html?|txt)$/i;

/** Whether a `<location>` is for such a page alone, so that nobody misses the log of it. */
export function isProbedPage(location: string | null): boolean {
  return location !== null && PROBED.test(location);
}

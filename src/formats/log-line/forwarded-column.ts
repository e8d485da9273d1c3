/** Headers in which proxies and balancers tell whom they speak for, the likeliest first; lower case, without `cs(…)`. */
const HEADERS = [
  'x-forwarded-for',
  'forwarded',
  'forwarded-for',
  'x-original-forwarded-for',
  'originalip',
  'original-ip',
  'x-original-ip',
  'x-originating-ip',
  'x-client-ip',
  'client-ip',
  'clientip',
  'x-real-ip',
  'real-ip',
  'true-client-ip',
  'cf-connecting-ip',
  'x-cluster-client-ip',
  'fastly-client-ip',
  'incap-client-ip',
  'x-azure-clientip',
  'x-azure-socketip',
  'x-envoy-external-address',
  'x-sucuri-clientip',
  'x-remote-ip',
  'x-remote-addr',
  'x-source-ip',
  'x-arr-clientip',
  'x-proxyuser-ip',
  'wl-proxy-client-ip',
  'xff',
];

/** Names that administrators give a column of their own for such a header. */
const NAMED_SO =
  /forwarded|xff|(?:client|real|orig(?:in(?:al|ating)?)?|remote|source|true|connecting|visitor|end-?user)[-_. ]*(?:src)?[-_. ]*(?:ip|addr)/;

/** Columns that IIS has itself. */
const OWN = /^(?:[cs]-ip|[cs]-port|s-computername|s-sitename|cs-host|cs\((?:host|user-agent|referer|cookie)\))$/;

/**
 * Index of the column that tells for whom a proxy asked, -1 where none does. Names are as logged.
 * @param told columns that hold such a header by the configuration; they come before those that are only called so
 */
export function forwardedColumn(columns: readonly string[], told: readonly string[] = []): number {
  const names = columns.map((column) => column.toLowerCase());
  const wanted = new Set(told.map((name) => name.toLowerCase()));
  const first = names.findIndex((name) => wanted.has(name));
  if (first >= 0) return first;
  const headers = names.map((name) => /^[cs]s?\((.+)\)$/.exec(name)?.[1] ?? name);
  for (const header of HEADERS) {
    const at = headers.indexOf(header);
    if (at >= 0) return at;
  }
  return names.findIndex((name) => !OWN.test(name) && NAMED_SO.test(name));
}

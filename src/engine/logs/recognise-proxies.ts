import type { LoggedSender } from '../../collection/reading/jobs.js';
import type { CoverageNote } from '../../model/coverage.js';
import { groupBy } from '../../platform/group-by.js';
import { compareText } from '../../platform/order.js';
import { isLoopback, isPublicAddress } from '../../server/client-address.js';
import { hopsOf } from './client-names.js';

/** Who asked, by one record. */
export interface SampledSender {
  readonly address: string;
  /** Name of the column that tells for whom it asked, null where none does. */
  readonly forwarded: string | null;
}

/** So many records, and such a share of them, make one address that of a proxy; fewer will do where it tells for whom it asks. */
const RECORDS = 100;
const FORWARDED_RECORDS = 20;
const SHARE = 0.9;

export function senderOf({ client, server, column, forwarded }: LoggedSender): SampledSender {
  const itself = client === server || isLoopback(client);
  return { address: itself ? '' : client, forwarded: hopsOf(forwarded).length > 0 ? column : null };
}

export interface RecognisedProxy {
  readonly host: string | null;
  readonly address: string;
  /** The column that tells its clients; null: they are not logged. */
  readonly column: string | null;
}

/**
 * Addresses of proxies and balancers by the traffic of each host: those that nobody on the Internet has and that nearly all requests of
 * others than the server itself come from. Several where they tell for whom they ask, else one. `isOwn`: those that are known already.
 */
export function recogniseProxies(
  logs: readonly { readonly host: string | null; readonly senders: readonly SampledSender[] }[],
  isOwn: (address: string) => boolean,
): RecognisedProxy[] {
  return [...groupBy(logs, ({ host }) => host ?? '').values()].flatMap((ofHost) => {
    const host = ofHost[0]?.host ?? null;
    const senders = ofHost.flatMap((log) => log.senders).filter(({ address }) => address !== '');
    const busiest = [...groupBy(senders, ({ address }) => address)]
      .map(([address, requests]) => ({ host, address, requests: requests.length, ...forwardingOf(requests) }))
      .sort((a, b) => b.requests - a.requests || compareText(a.address, b.address));
    const isInside = (address: string) => !isPublicAddress(address) && !isOwn(address);
    const carries = (some: readonly { readonly requests: number }[], records: number) => {
      const sum = some.reduce((before, { requests }) => before + requests, 0);
      return sum >= records && sum >= senders.length * SHARE;
    };
    const telling = busiest.filter(
      ({ address, requests, forwarded }) => isInside(address) && forwarded >= requests * SHARE,
    );
    const [first] = busiest;
    const proxies = carries(telling, FORWARDED_RECORDS)
      ? telling
      : first !== undefined && isInside(first.address) && carries([first], RECORDS)
        ? [first]
        : [];
    return proxies.map(({ address, column }) => ({ host, address, column }));
  });
}

/** In how many requests an address told for whom it asked, and in which column. */
function forwardingOf(requests: readonly SampledSender[]): { forwarded: number; column: string | null } {
  const columns = requests.flatMap(({ forwarded }) => forwarded ?? []);
  return { forwarded: columns.length, column: columns[0] ?? null };
}

/** What a proxy means for what the logs can answer. */
export function proxyNote({ host, address, column }: RecognisedProxy): CoverageNote {
  const message =
    column === null
      ? `Nearly all requests come from ${address}, which looks like a proxy or balancer: who asked is not in these logs. Collect its own logs, let IIS log X-Forwarded-For, and give its address with --own`
      : `Nearly all requests come from ${address}, which was taken for a proxy or balancer: clients are those that it names in ${column}. Give its address with --own`;
  return { code: 'clients-behind-proxy', message, host, incomplete: false };
}

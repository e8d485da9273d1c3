import type { LoggedSender } from '../../../collection/reading/jobs.js';
import type { CoverageNote } from '../../../model/coverage.js';
import { groupBy } from '../../../platform/group-by.js';
import { compareText } from '../../../platform/order.js';
import { isLoopback, isPublicAddress } from '../../../server/client-address.js';
import { hopsOf } from './client-names.js';

/** Who asked, by one record. */
export interface SampledSender {
  readonly address: string;
  /** Name of the column that tells for whom it asked, null where none does. */
  readonly forwarded: string | null;
  /** Addresses that the column tells, in its order. */
  readonly hops: readonly string[];
}

/** So many records, and such a share of them, make one address that of a proxy; fewer will do where it tells for whom it asks. */
const RECORDS = 100;
const FORWARDED_RECORDS = 20;
const SHARE = 0.9;
/** Clients that one address asks for: no visitor does, and what it asks without telling for whom are its own probes. */
const SEVERAL_CLIENTS = 3;

export function senderOf({ client, server, column, forwarded }: LoggedSender): SampledSender {
  const itself = client === server || isLoopback(client);
  const hops = hopsOf(forwarded);
  return { address: itself ? '' : client, forwarded: hops.length > 0 ? column : null, hops };
}

export interface RecognisedProxy {
  readonly host: string | null;
  readonly address: string;
  /** The column that tells its clients; null: they are not logged. */
  readonly column: string | null;
  /** Another proxy tells of it. */
  readonly isBehind?: true;
  /** Few requests tell: whoever asked could have written what they name. */
  readonly isOfFew?: true;
}

/**
 * Addresses of proxies and balancers by the traffic of each host: those that nobody on the Internet has and that nearly all requests of
 * others than the server itself come from. Several where they tell for whom they ask, else one. Few requests do where all of them come
 * from such, and for several clients. `isOwn`: those that are known already.
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
      ({ address, requests, forwarded, clients }) =>
        isInside(address) && (forwarded >= requests * SHARE || clients.length >= SEVERAL_CLIENTS),
    );
    const [first] = busiest;
    const areMany = carries(telling, FORWARDED_RECORDS);
    const clients = new Set(telling.flatMap((one) => one.clients));
    const areAll = busiest.length > 0 && telling.length === busiest.length && clients.size >= SEVERAL_CLIENTS;
    const proxies =
      areMany || areAll
        ? telling
        : first !== undefined && isInside(first.address) && carries([first], RECORDS)
          ? [first]
          : [];
    const few = areAll && !areMany ? ({ isOfFew: true } as const) : {};
    const found = proxies.map(({ address, column }) => ({ host, address, column, ...few }));
    const known = new Set(found.map(({ address }) => address));
    const isKnown = (address: string) => known.has(address) || isOwn(address);
    const through = senders.filter(({ address, hops }) => hops.length > 0 && isKnown(address));
    const before = proxiesBefore(through, isKnown, isInside, areAll);
    return [
      ...found,
      ...before.map((address) => ({ host, address, column: through[0]?.forwarded ?? null, isBehind: true as const })),
    ];
  });
}

/** Proxies one behind the other, as of a filter before a balancer. */
const MAXIMUM_CHAIN = 4;

/**
 * Proxies that speak through proxies: addresses that nobody on the Internet has, which those that are known tell of last in nearly all
 * requests, with somebody else before them.
 */
function proxiesBefore(
  through: readonly SampledSender[],
  isKnown: (address: string) => boolean,
  isInside: (address: string) => boolean,
  areAll: boolean,
): string[] {
  const found = new Set<string>();
  for (let length = 0; length < MAXIMUM_CHAIN; length++) {
    const nearest = through.flatMap(({ hops }) => {
      const at = hops.findLastIndex((hop) => !isKnown(hop) && !found.has(hop));
      const hop = hops[at];
      return at > 0 && hop !== undefined && isInside(hop) ? [{ hop, before: hops[at - 1] }] : [];
    });
    // Of few requests, all have to be told of by it, for several.
    const several = new Set(nearest.map(({ before }) => before)).size >= SEVERAL_CLIENTS;
    const enough = areAll && several && nearest.length === through.length ? SEVERAL_CLIENTS : FORWARDED_RECORDS;
    if (nearest.length < enough || nearest.length < through.length * SHARE) break;
    const busy = [...groupBy(nearest, ({ hop }) => hop)].filter(([, times]) => times.length >= enough);
    if (busy.length === 0) break;
    for (const [hop] of busy) found.add(hop);
  }
  return [...found].sort(compareText);
}

/** In how many requests an address told for whom it asked, for whom, and in which column. */
function forwardingOf(requests: readonly SampledSender[]) {
  const columns = requests.flatMap(({ forwarded }) => forwarded ?? []);
  const clients = [...new Set(requests.flatMap(({ hops }) => (hops.length > 0 ? hops.join(' ') : [])))];
  return { forwarded: columns.length, column: columns[0] ?? null, clients };
}

/** What a proxy means for what the logs can answer. */
export function proxyNote({ host, address, column, isBehind, isOfFew }: RecognisedProxy): CoverageNote {
  const message = isOfFew
    ? `All of the few requests come from ${address}, which was taken for a proxy or balancer: clients are those that it names in ${column}. If it is none, it asked itself, and wrote what stands there. Give its address with --own`
    : column === null
      ? `Nearly all requests come from ${address}, which looks like a proxy or balancer: who asked is not in these logs. Collect its own logs, let IIS log X-Forwarded-For, and give its address with --own`
      : `Nearly all requests come ${isBehind ? 'through' : 'from'} ${address}, which was taken for a proxy or balancer: clients are those that it names in ${column}. Give its address with --own`;
  return { code: 'clients-behind-proxy', message, host, incomplete: false };
}

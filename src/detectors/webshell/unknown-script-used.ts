import { type Detection, type DetectorContext, defineDetector } from '../../model/detector.js';
import type { Severity } from '../../model/finding.js';
import { clientsInWords, recordsOf, type UriLifeLine, uriLifeLine } from '../../model/life-line.js';
import { compareSeverity, shiftSeverity } from '../../model/severity.js';
import { groupBy } from '../../platform/group-by.js';
import { compareText } from '../../platform/order.js';
import { isLoopback } from '../../server/client-address.js';
import { isProbeAgent, isScannerAgent, isToolAgent } from '../../server/request-agents.js';
import { inStaticFolder, isWebService, pathOfStem, scriptOf } from '../../server/request-stem.js';
import { hasExchange } from '../../server/server-roles.js';
import { filesAnswering } from '../../server/requested-files.js';

/** How much use alone can weigh: whoever writes a program for a page of their own uses it as an intruder would. */
const MOST_FOR_USE = 4;
/** Sum from which a severity is given. An own application's page stays below the first two. */
const SEVERITIES: readonly (readonly [from: number, severity: Severity])[] = [
  [7, 'high'],
  [5, 'medium'],
  [3, 'low'],
];
/** Scripts that one client got answers from in a day: so many are a site that answers anything, not shells. */
const MANY_SCRIPTS = 30;
/** A scanner asks for each once or twice; a shell is used. */
const PROBES = 3;
const DAY = 86_400_000;
/** Unknown scripts that a site answered all alike: a page of errors, or a route for whatever is asked. */
const ALIKE_SCRIPTS = 8;
/** Share by which the sizes of such answers differ: some repeat what was asked for. */
const ALIKE = 0.1;
/** Scripts that a client asked for, none of which ever answered: it tries names. */
const TRIED_NAMES = 10;
/** Shells have few users; a page of many is one that whoever made the list of the product's pages did not know. */
const MANY_CLIENTS = 20;
const FOR_MANY_CLIENTS = -3;

interface Trait {
  readonly kind: 'place' | 'history' | 'use';
  readonly points: number;
  readonly text: string;
}

interface Suspect {
  readonly line: UriLifeLine;
  readonly traits: readonly Trait[];
  readonly points: number;
  readonly ghost: boolean;
  /** In a folder of Exchange, which has its own answer for what is not there. */
  readonly inProduct: boolean;
}

type Message = 'answered' | 'ghost' | 'everything' | 'catch-all';

export default defineDetector<UriLifeLine, Message>({
  id: 'webshell.unknown-script-used',
  title: 'Use of a script that the product does not ship',
  description:
    'A script that neither Exchange nor IIS ships answered requests. Where it lies, when it appeared and how it is used are weighed together: one of them alone says little.',
  severity: 'low',
  confidence: 'weak',
  outcome: 'success',
  attack: ['T1505.003'],
  references: ['ACC-01', 'ACC-02', 'TIM-01', 'TIM-03'],
  falsePositives: [
    'Pages of other products: sign-in, archiving, signatures, mobile device management',
    'Pages of one’s own that few people use',
  ],
  nextSteps: [
    'Ask whose page it is; collect the file, or its compiled page if it is gone',
    'List everything that its clients did before',
  ],
  consumes: uriLifeLine,
  messages: {
    answered: '{url} answered {requests} requests from {from}: {traits}',
    ghost: '{url} answered {requests} requests from {from} though no such file is there: {traits}',
    'catch-all':
      '{scripts} unknown scripts were each asked for once or twice and answered alike: the site answers whatever is asked',
    everything:
      '{client} got answers from {scripts} unknown scripts that it asked for once or twice: the site answers whatever is asked',
  },
  *conclude(inputs, context) {
    const lines = inputs.map(({ input }) => input);
    const scanners = scannersIn(lines);
    const all = lines.map((line) => suspectOf(line, context, scanners)).filter((suspect) => suspect !== null);
    const alike = [...groupBy(all, ({ line }) => line.site).values()].map(answeredAlike);
    for (const ofSite of alike) if (ofSite.length > 0) yield catchAll(ofSite);
    const answeredAnyway = new Set(alike.flat());
    const suspects = all.filter((suspect) => !answeredAnyway.has(suspect));
    const byClient = groupBy(suspects, ({ line }) => soleClient(line));
    for (const [client, ofClient] of byClient) {
      const storm = client === null ? [] : ofClient.filter(({ line }) => isProbe(line));
      if (client !== null && storm.length >= MANY_SCRIPTS) yield everything(client, storm);
      for (const suspect of ofClient) {
        if (storm.length < MANY_SCRIPTS || !storm.includes(suspect)) yield* found(suspect);
      }
    }
  },
});

/** Clients that try names of scripts: most of what they asked for was never there. */
function scannersIn(lines: readonly UriLifeLine[]): ReadonlySet<string> {
  const tried = new Map<string, number>();
  for (const { executable, firstSuccess, clients } of lines) {
    if (!executable || firstSuccess !== null) continue;
    for (const client of clients.values) tried.set(client, (tried.get(client) ?? 0) + 1);
  }
  return new Set([...tried].flatMap(([client, names]) => (names >= TRIED_NAMES ? [client] : [])));
}

/** Of one site, the scripts that were only tried, where it answered nearly all of them alike; else none. */
function answeredAlike(suspects: readonly Suspect[]): readonly Suspect[] {
  const tried = suspects
    .filter(({ line, inProduct }) => !inProduct && isTried(line))
    .map((suspect) => ({ suspect, size: (suspect.line.bytesSent ?? Number.NaN) / suspect.line.requests }))
    .filter(({ size }) => !Number.isNaN(size))
    .sort((a, b) => a.size - b.size);
  const usual = tried[Math.floor(tried.length / 2)]?.size ?? 0;
  const alike = tried.filter(({ size }) => Math.abs(size - usual) <= usual * ALIKE);
  return alike.length >= ALIKE_SCRIPTS && alike.length >= tried.length * (1 - ALIKE)
    ? alike.map(({ suspect }) => suspect)
    : [];
}

/** Each of its clients asked once or twice, and none came by a link. */
function isTried({ requests, clients, withReferer }: UriLifeLine): boolean {
  return !clients.capped && withReferer === 0 && requests <= PROBES * clients.values.length;
}

function suspectOf(line: UriLifeLine, context: DetectorContext, scanners: ReadonlySet<string>): Suspect | null {
  const { server } = context;
  const script = scriptOf(line.stem) ?? (line.executable ? pathOfStem(line.stem).toLowerCase() : null);
  if (script === null || line.firstSuccess === null) return null;
  const place = server.knownGood.productUrl(script);
  if (place === 'page' || place === 'virtual' || isWebDeploy(script, line)) return null;
  // Reported with the file that answers them.
  const files = server.urlMap.filesOf(script, line.site, line);
  if (filesAnswering(server, line).some((file) => server.flaggedFiles.has(file))) return null;
  const monitored = line.userAgents.values.length > 0 && line.userAgents.values.every(isProbeAgent);
  const { values, capped } = line.clients;
  if (monitored || (!capped && values.length > 0 && values.every(isLoopback))) return null;
  const ghost =
    // Such addresses are those of handlers, and never had files.
    !script.endsWith('.axd') &&
    server.urlMap.source === 'configuration' &&
    files.length > 0 &&
    files.every((file) => server.files.presence(file) === 'absent');
  const inProduct = place === 'unknown' && hasExchange(server);
  // Whoever tries names gets the answers of a shell, too, and does not use it.
  const users = line.clients.values.filter((client) => !scanners.has(client));
  const isScanned = users.length * 2 < line.clients.values.length;
  const traits = [
    ...placeTraits(script, place, ghost),
    ...historyTraits(line, context.patchedOn),
    ...useTraits(line),
    ...(isScanned ? usedAmongProbes(line, users) : []),
  ];
  const sum = (kind: Trait['kind']) =>
    traits.filter((trait) => trait.kind === kind).reduce((total, { points }) => total + points, 0);
  const popular = !isScanned && (line.clients.capped || line.clients.values.length > MANY_CLIENTS);
  const use = popular ? FOR_MANY_CLIENTS : Math.min(sum('use'), MOST_FOR_USE);
  return { line, traits, points: sum('place') + sum('history') + use, ghost, inProduct };
}

/** What the management service of IIS answers on its own port, with an account of its own. */
function isWebDeploy(script: string, { ports, userNames }: UriLifeLine): boolean {
  const isOwnPort = ports.values.length > 0 && ports.values.every((port) => port === '8172');
  return script === '/msdeploy.axd' && isOwnPort && userNames.values.length > 0;
}

function* placeTraits(script: string, place: 'unknown' | 'foreign', ghost: boolean): Iterable<Trait> {
  if (place === 'unknown')
    yield { kind: 'place', points: 4, text: 'in a folder of the product that has no such script' };
  if (inStaticFolder(script)) yield { kind: 'place', points: 2, text: 'in a folder for static files' };
  if (ghost) yield { kind: 'place', points: 2, text: 'no such file where its folder was collected' };
}

function* historyTraits(line: UriLifeLine, patchedOn: string | null): Iterable<Trait> {
  if (line.lastMissBeforeSuccess !== null)
    yield {
      kind: 'history',
      points: 2,
      text: `appeared between ${line.lastMissBeforeSuccess} and ${line.firstSuccess}`,
    };
  if (line.firstMissAfterSuccess !== null)
    yield { kind: 'history', points: 1, text: `gone at ${line.firstMissAfterSuccess}` };
  if (patchedOn !== null && Date.parse(line.first) >= Date.parse(patchedOn))
    yield { kind: 'history', points: 1, text: 'first asked for after the patch' };
}

function* useTraits(line: UriLifeLine): Iterable<Trait> {
  const { clients, userAgents, requests } = line;
  const client = soleClient(line);
  if (client !== null && requests >= 5) yield { kind: 'use', points: 2, text: `used by ${client} alone` };
  else if (!clients.capped && clients.values.length <= 5 && !userAgents.capped && userAgents.values.length <= 5)
    yield { kind: 'use', points: 1, text: 'used by few clients' };
  if (isWebService(line.stem)) return;
  const posts = line.methods['POST'] ?? 0;
  if (posts >= 3 && posts === requests) yield { kind: 'use', points: 2, text: 'only ever sent POST requests' };
  if (requests >= 3 && line.withReferer === 0) yield { kind: 'use', points: 1, text: 'never reached by a link' };
  if (userAgents.values.length === 0) yield { kind: 'use', points: 1, text: 'no user agent' };
  else if (userAgents.values.some(isToolAgent))
    yield { kind: 'use', points: 1, text: 'used by a program or under an old browser’s name' };
  if (line.rhythm !== null && line.rhythm.requests >= 20 && line.rhythm.strayRatio <= 0.1)
    yield { kind: 'use', points: 1, text: `asked for every ${line.rhythm.medianSeconds} seconds` };
  if (posts > 0 && (line.maximumBytesReceived ?? 0) >= 10_000)
    yield { kind: 'use', points: 1, text: `was sent ${line.maximumBytesReceived} bytes at once` };
  if ((line.maximumBytesSent ?? 0) >= 10_000_000)
    yield { kind: 'use', points: 1, text: `sent ${line.maximumBytesSent} bytes at once` };
  if ((line.maximumTimeTaken ?? 0) >= 60_000)
    yield { kind: 'use', points: 1, text: 'took more than a minute to answer' };
}

/** Scanners ask for a page; whoever sends it forms uses it. */
function* usedAmongProbes(line: UriLifeLine, users: readonly string[]): Iterable<Trait> {
  const posts = line.methods['POST'] ?? 0;
  if (posts < 5 || posts === line.requests || line.withReferer > 0 || isWebService(line.stem)) return;
  const by = users.length === 1 && !line.clients.capped ? `by ${users[0]} alone` : 'by few';
  yield { kind: 'use', points: 2, text: `sent POST requests ${by}, while scanners only asked for it` };
}

function* found({ line, traits, points, ghost }: Suspect): Iterable<Detection<Message>> {
  const full = SEVERITIES.find(([from]) => points >= from)?.[1];
  if (full === undefined) return;
  // Scanners ask for every name that a web shell ever had.
  const scanned = line.userAgents.values.length > 0 && line.userAgents.values.every(isScannerAgent);
  // Not left out: behind a proxy that forwards no address, everybody is one's own.
  const own = line.requests <= line.ownRequests;
  const severity = shiftSeverity(scanned ? 'low' : full, own ? -1 : 0);
  const kinds = new Set(traits.map(({ kind }) => kind));
  const client = soleClient(line);
  yield {
    message: ghost ? 'ghost' : 'answered',
    data: {
      url: line.stem,
      requests: line.requests,
      clients: line.clients.values.slice(0, 10),
      from: clientsInWords(line),
      traits: [...traits.map(({ text }) => text), ...(own ? ['only one’s own addresses asked'] : [])],
      ...(client === null ? {} : { client }),
    },
    at: recordsOf(line),
    identity: [line.site, line.stem],
    url: line.stem,
    severity,
    confidence: compareSeverity(severity, 'low') <= 0 ? 'weak' : kinds.size === 3 ? 'strong' : 'moderate',
    outcome: severity === 'high' ? 'compromise' : 'success',
    firstSeen: line.firstSuccess,
    lastSeen: line.lastSuccess ?? line.last,
    count: line.requests,
  };
}

function everything(client: string, storm: readonly Suspect[]): Detection<Message> {
  const starts = storm.map(({ line }) => line.first).sort(compareText);
  const ends = storm.map(({ line }) => line.last).sort(compareText);
  return {
    message: 'everything',
    data: { client, scripts: storm.length, urls: storm.slice(0, 10).map(({ line }) => line.stem) },
    at: storm.slice(0, 6).flatMap(({ line }) => recordsOf(line).slice(0, 1)),
    identity: ['everything', client],
    severity: 'low',
    outcome: 'attempt',
    firstSeen: starts[0] ?? null,
    lastSeen: ends.at(-1) ?? null,
    count: storm.length,
  };
}

function catchAll(alike: readonly Suspect[]): Detection<Message> {
  const lines = alike.map(({ line }) => line);
  const [first] = lines;
  const clients = [...new Set(lines.flatMap((line) => line.clients.values))].sort(compareText);
  return {
    message: 'catch-all',
    data: { scripts: lines.length, clients, urls: lines.slice(0, 10).map(({ stem }) => stem) },
    at: lines.slice(0, 6).flatMap((line) => recordsOf(line).slice(0, 1)),
    identity: ['catch-all', first?.site ?? ''],
    severity: 'low',
    outcome: 'attempt',
    firstSeen: lines.map((line) => line.first).sort(compareText)[0] ?? null,
    lastSeen:
      lines
        .map((line) => line.last)
        .sort(compareText)
        .at(-1) ?? null,
    count: lines.length,
  };
}

function isProbe({ requests, first, last }: UriLifeLine): boolean {
  return requests <= PROBES && Date.parse(last) - Date.parse(first) < DAY;
}

function soleClient({ clients }: UriLifeLine): string | null {
  return clients.capped || clients.values.length !== 1 ? null : (clients.values[0] ?? null);
}

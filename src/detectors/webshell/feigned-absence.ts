import { type Detection, type DetectorContext, defineDetector } from '../../model/detector.js';
import type { Severity } from '../../model/finding.js';
import { clientsInWords, recordsOf, type UriLifeLine, uriLifeLine } from '../../model/life-line.js';
import { shiftSeverity } from '../../model/severity.js';
import { groupBy } from '../../platform/group-by.js';
import { compareText } from '../../platform/order.js';
import { scriptOf } from '../../server/request-stem.js';
import { filesAnswering } from '../../server/requested-files.js';

/** Pages that are there to say that something is not. */
const ERROR_PAGE = /(?:404|410|error|notfound|not[-_]found|missing|gone|oops)[^/]*$|\/errors?\//;
/** Scripts of one kind and site that are missed so: an application answers for whatever has no file, and one of them says nothing. */
const MANY_SCRIPTS = 8;
/** As many are enough where IIS itself never said of a script of that kind that it is not there. */
const SCRIPTS_ALONE = 3;
/** Of so many users at least one would have complained. */
const MANY_CLIENTS = 20;
/** Whoever sends forms to what is not there does it once. */
const FEW_POSTS = 3;

/** Where ASP.NET keeps what it compiled, with a trace for each page: `feed.ashx.cdcab7d2.compiled`. */
const COMPILED_BELOW = 'C:\\Windows\\Microsoft.NET';
const TRACE = /\\([^\\]+)\.[0-9a-f]{6,8}\.compiled$/;

type Message = 'contradiction' | 'compiled' | 'feigned' | 'application';

interface Feigned {
  readonly line: UriLifeLine;
  /** Windows path of the collected file that answers, else of the trace of its compilation; undefined where none was collected. */
  readonly file: string | undefined;
  readonly compiled: boolean;
  /** Every answer was that it is not there. */
  readonly always: boolean;
  readonly posts: number;
}

export default defineDetector<UriLifeLine, Message>({
  id: 'webshell.feigned-absence',
  title: 'Script that pretends to be absent',
  description:
    'A script was answered 404 or 410 by itself: IIS gives a missing file a Windows error, and there was none. Web shells do so to everybody who does not send their secret.',
  severity: 'medium',
  confidence: 'moderate',
  outcome: 'success',
  attack: ['T1505.003', 'T1036'],
  references: ['WEB-15', 'TIM-01'],
  falsePositives: [
    'Handlers that hand out pictures or documents by number, and have none of that number',
    'Applications that answer for addresses without a file',
  ],
  nextSteps: [
    'Collect the script and what ASP.NET made of it',
    'List everything that its clients did before and afterwards',
  ],
  consumes: uriLifeLine,
  messages: {
    contradiction: '{file} is there, but answered {misses} of {requests} requests to {url} from {from} that it is not',
    compiled:
      '{url} was compiled ({file}), but answered {misses} of {requests} requests from {from} that it is not there',
    feigned:
      '{url} itself answered {misses} of {requests} requests from {from} that it is not there: {posts} with a form',
    application: '{scripts} scripts of {kind} are answered 404 by an application, not by IIS',
  },
  *conclude(inputs, context) {
    const traces = tracesOf(context);
    const all = inputs.map(({ input }) => feignedOf(input, traces, context)).filter((feigned) => feigned !== null);
    const missedByIis = new Set(inputs.filter(({ input }) => hasOrdinaryMiss(input)).map(({ input }) => kindOf(input)));
    for (const [kind, ofKind] of groupBy(all, ({ line }) => kindOf(line))) {
      const without = ofKind.filter(({ file }) => file === undefined);
      const checked = missedByIis.has(kind);
      const routed = without.length >= (checked ? MANY_SCRIPTS : SCRIPTS_ALONE);
      if (routed) yield application(kind, without);
      for (const feigned of ofKind) if (feigned.file !== undefined || !routed) yield* found(feigned, checked);
    }
  },
});

/** Whether IIS itself answered that the script is not there. */
function hasOrdinaryMiss({ statuses, feignedMisses }: UriLifeLine): boolean {
  return missesOf(statuses) > feignedMisses;
}

function missesOf(statuses: UriLifeLine['statuses']): number {
  return statuses.reduce((sum, [status, count]) => sum + (status === '404' || status === '410' ? count : 0), 0);
}

/** Site and ending: IIS looks whether a file is there, or leaves that to a handler, for all of an ending. */
function kindOf({ site, stem }: UriLifeLine): string {
  return `site ${site}, ${/\.[^./]*$/.exec(scriptOf(stem) ?? stem)?.[0] ?? 'no ending'}`;
}

/** Paths of the traces of compiled pages, by the page's name. */
function tracesOf({ server }: DetectorContext): Map<string, string> {
  const traces = new Map<string, string>();
  for (const { windowsPath } of server.files.under(COMPILED_BELOW)) {
    const name = TRACE.exec(windowsPath?.toLowerCase() ?? '')?.[1];
    if (windowsPath && name) traces.set(name, windowsPath);
  }
  return traces;
}

function feignedOf(
  line: UriLifeLine,
  traces: ReadonlyMap<string, string>,
  { server }: DetectorContext,
): Feigned | null {
  if (line.feignedMisses === 0) return null;
  const script = scriptOf(line.stem);
  if (script === null || ERROR_PAGE.test(script)) return null;
  const place = server.knownGood.productUrl(script);
  if (place === 'page' || place === 'virtual') return null;
  const files = filesAnswering(server, line);
  // Reported with the file that answers them.
  if (files.some((path) => server.flaggedFiles.has(path))) return null;
  const file = files.find((path) => scriptOf(path.replaceAll('\\', '/')) !== null && server.files.get(path));
  const posts = (line.methods['POST'] ?? 0) + (line.methods['PUT'] ?? 0);
  const always = missesOf(line.statuses) === line.requests;
  const trace = file === undefined ? traces.get(script.slice(script.lastIndexOf('/') + 1)) : undefined;
  const found = file === undefined ? trace : (server.files.get(file)?.windowsPath ?? file);
  return { line, file: found, compiled: trace !== undefined, always, posts };
}

function* found({ line, file, compiled, always, posts }: Feigned, checked: boolean): Iterable<Detection<Message>> {
  const many = line.clients.capped || line.clients.values.length > MANY_CLIENTS;
  // What answers others is a handler that did not have what it was asked for.
  if (!always && (many || (posts < FEW_POSTS && !isAskedForNothing(line)))) return;
  const { values } = line.clients;
  const own = line.ownRequests >= line.requests;
  yield {
    message: file === undefined ? 'feigned' : compiled ? 'compiled' : 'contradiction',
    data: {
      url: line.stem,
      requests: line.requests,
      misses: line.feignedMisses,
      posts,
      from: clientsInWords(line),
      clients: values.slice(0, 10),
      ...(file === undefined ? {} : { file }),
      ...(values.length === 1 && !line.clients.capped ? { client: values[0] ?? null } : {}),
    },
    at: recordsOf(line),
    identity: [line.site, line.stem],
    url: line.stem,
    severity: shiftSeverity(
      severityOf(always, file !== undefined, checked && posts >= FEW_POSTS),
      many || own ? -1 : 0,
    ),
    confidence: always && file !== undefined ? 'strong' : posts >= FEW_POSTS ? 'moderate' : 'weak',
    firstSeen: line.first,
    lastSeen: line.last,
    count: line.feignedMisses,
  };
}

/** Nothing in the address says what was asked for: whether it answers depends on who asks, or on a header. */
function isAskedForNothing({ examples, withQuery }: UriLifeLine): boolean {
  return withQuery === 0 && examples.some(({ fields }) => 'cs-uri-query' in fields);
}

function severityOf(always: boolean, there: boolean, used: boolean): Severity {
  return always && (there || used) ? 'high' : 'medium';
}

function application(kind: string, lines: readonly Feigned[]): Detection<Message> {
  const starts = lines.map(({ line }) => line.first).sort(compareText);
  const ends = lines.map(({ line }) => line.last).sort(compareText);
  return {
    message: 'application',
    data: { kind, scripts: lines.length, urls: lines.slice(0, 10).map(({ line }) => line.stem) },
    at: lines.slice(0, 3).flatMap(({ line }) => recordsOf(line).slice(0, 1)),
    identity: ['application', kind],
    severity: 'informational',
    confidence: 'weak',
    outcome: 'attempt',
    firstSeen: starts[0] ?? null,
    lastSeen: ends.at(-1) ?? null,
    count: lines.reduce((sum, { line }) => sum + line.feignedMisses, 0),
  };
}

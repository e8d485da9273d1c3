import { webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import { analyseBehaviour } from '../../signatures/behaviour/analyse-behaviour.js';
import { reportCalls } from '../../signatures/behaviour/sinks/report-calls.js';
import type { SinkCall } from '../../signatures/behaviour/sinks/sink-call.js';
import { knownText, textOf, type Value } from '../../signatures/behaviour/values/value.js';

export default defineDetector({
  id: 'webshell.socket-relay',
  title: 'Socket relay to hosts that the request names',
  description:
    'A page that opens connections to addresses of the request and passes data both ways is a tunnel into the network behind the server.',
  severity: 'critical',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1090', 'T1572'],
  references: ['WEB-06', 'ACC-04'],
  falsePositives: ['Pages that test whether a mail or database server answers'],
  nextSteps: [
    'Find long series of requests to this page in the IIS logs',
    'Look for connections of w3wp.exe into the network',
  ],
  consumes: webContent,
  messages: {
    relay: '{source} goes out through {sink}, to a connection that the page holds',
    connect: '{source} decides where {sink} connects',
    local: '{source} goes into a request that {sink} sends to a service of the server itself',
    forward: '{source}, which no link or form sends, decides what {sink} asks for',
    sniff: '{sink} listens to all traffic of the network card',
  },
  *inspect(content, context) {
    const { calls, names } = analyseBehaviour(content);
    const connects =
      calls.some(({ kind }) => kind === 'connect') || names.has('new:socket') || names.has('new:tcpclient');
    const sends = calls.some(
      ({ kind, main }) => kind === 'send' && main.taint !== null && main.taint.origin !== 'socket',
    );
    yield* reportCalls(content, context, ({ kind, name, main, target }) => {
      if (kind === 'sniff') return { message: 'sniff', severity: 'high' };
      if (main.taint === null || main.taint.origin === 'socket') return null;
      if (kind === 'http') {
        if (isForwarded(target ?? main)) return { message: 'forward', severity: 'high' };
        if (!name.endsWith('.open')) return null;
        return /\b(?:127\.0\.0\.1|localhost):?/i.test(knownText(main))
          ? { message: 'local', severity: 'medium' }
          : null;
      }
      if (kind === 'send' && connects)
        return { message: 'relay', ...(asksDirectory(calls) ? { severity: 'low' } : {}) };
      return kind === 'connect' ? { message: 'connect', severity: sends ? 'critical' : 'medium' } : null;
    });
  },
});

/** Services that anybody asks in words, by their ports: daytime, finger, whois, dictionaries. */
const DIRECTORIES = /\s(?:13|43|79|2628)\s*$/;

/** Whether all that a page connects to is a directory elsewhere that it names itself, such as whois. */
function asksDirectory(calls: readonly SinkCall[]): boolean {
  const connections = calls.filter(({ kind }) => kind === 'connect');
  return (
    connections.length > 0 &&
    connections.every(({ main, args }) => {
      const host = textOf(args[0]) ?? '';
      const place = args.map((arg) => textOf(arg) ?? '?').join(' ');
      const isLocal = /^(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|0\.|\[?::)/i.test(
        host,
      );
      return main.taint === null && DIRECTORIES.test(place) && /^[\w-]+(?:\.[\w-]+)+$/.test(host) && !isLocal;
    })
  );
}

const HEADER = /\brequest\b.{0,40}\bheaders\b|\bservervariables\b.{0,6}\bhttp_/i;
/** Headers by which a request says where it came to: pages ask their own server so. */
const OWN_HOST = /\b(?:x[-_])?(?:forwarded|original)?[-_]?host\b|\bhttp_(?:x_(?:forwarded|original)_)?host\b/i;
/** Nothing of the page's own where the host stands. */
const OPEN_HOST = /^\s*(?:https?:\/\/)?$|^\s*https?:\/\/(?::\d{1,5})?[/?]/i;

/** Whether a header of the request names the host that is asked. */
function isForwarded({ taint, ...address }: Value): boolean {
  if (taint === null || !HEADER.test(taint.source.what) || OWN_HOST.test(taint.source.what)) return false;
  return !taint.mixed || OPEN_HOST.test(knownText({ taint, ...address }));
}

import { isClassicAsp, webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import { destinationOf } from '../../server/configuration/destination.js';
import { analyseAssembly, doesLittleElse } from '../../signatures/behaviour/analyse-assembly.js';
import { analyseBehaviour, type Behaviour } from '../../signatures/behaviour/analyse-behaviour.js';
import { type CallVerdict, reportCalls } from '../../signatures/behaviour/sinks/report-calls.js';
import { isSentence } from '../../signatures/behaviour/pages/script-files.js';
import type { SinkCall } from '../../signatures/behaviour/sinks/sink-call.js';
import { knownText } from '../../signatures/behaviour/values/value.js';

type Message = 'relayed' | 'cloaked' | 'chosen';

export default defineDetector({
  id: 'webshell.relayed-content',
  title: 'Relay of content from another server',
  description:
    'A page that tells a foreign server who asks for what, and shows the answer as its own, lends the name of this server to others: search engines are given pages for sale, visitors are sent on. Where the request names the host, the page is a way into the network behind the server.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1090'],
  references: ['WEB-06', 'ACC-04'],
  falsePositives: ['Proxy pages of an application for scripts of its own', 'Mirrors that an administrator set up'],
  nextSteps: [
    'Ask what the foreign server is',
    'Look for requests to this page with many different addresses, and for search engines among its visitors',
  ],
  consumes: webContent,
  messages: {
    relayed: '{source} goes to another server, whose answer {sink} shows',
    cloaked: 'What another server sends is shown by {sink}, in a page that tells search engines from visitors',
    chosen: '{source} decides which host is asked; {sink} shows what it answers',
  },
  *inspect(content, context) {
    const assembly = content.isCompiledPage ? null : analyseAssembly(content);
    // In a whole application, which data reaches which call is less sure.
    if (assembly !== null && !doesLittleElse(assembly)) return;
    const behaviour = assembly ?? analyseBehaviour(content);
    const isEncoded = content.document?.blocks.some((block) => block.encoded) ?? false;
    const asked = behaviour.calls
      .filter(
        ({ kind, name, target, args }) => kind === 'http' && !/\.send$/i.test(name) && (target || args.length === 0),
      )
      .map(({ target }) => ({ address: knownText(target ?? undefined), isGiven: !target || target.taint !== null }));
    const foreign = asked.some(({ address }) => FIXED_HOST.test(address) && !isOwnHost(address));
    const open = asked.some(({ address, isGiven }) => isGiven && OPEN_HOST.test(address));
    // A library of an application asks services for its scripts; one that does so for search engines alone is no such one.
    if (assembly !== null && !(foreign && tellsSearchEngines(behaviour))) return;
    const judge = ({ kind, main }: SinkCall): CallVerdict<Message> | null => {
      const { taint } = main;
      if (kind !== 'respond' || taint === null) return null;
      // A part of the query that is decoded is one of its fields.
      if (taint.fetched && TELLS_ALL.test(taint.source.what) && (foreign || !taint.decoded))
        return foreign ? { message: 'relayed', severity: tellsSearchEngines(behaviour) ? 'high' : 'medium' } : null;
      if (foreign && tellsSearchEngines(behaviour)) return { message: 'cloaked' };
      // What stands in the address behind the page is said by whoever asks, as a field is.
      const isBehind = taint.origin === 'address' && /path_?info/i.test(taint.source.what);
      const named = isBehind || taint.origin === 'request' || taint.origin === 'parameter';
      // What another server answered is told in words of the page's own, for everybody to read.
      if (isClassicAsp(content) && !isEncoded && isSentence(knownText(main))) return null;
      if (!taint.fetched || !open) return null;
      // A page that looks what another server gives has a text box for its address, too.
      if (named) return { message: 'chosen' };
      return taint.origin === 'control' ? { message: 'chosen', severity: 'medium' } : null;
    };
    yield* reportCalls<Message>(content, context, judge, behaviour);
  },
});

const FIXED_HOST = /^\s*https?:\/\/[\w-]+(?:[.:]|$|\/)/i;
/** Nothing of the page's own where the host stands. */
const OPEN_HOST = /^\s*(?:(?:https?)?:\/\/(?::\d{0,5})?(?:[/?].*)?|[?&].*)?$/i;
/** Those who render an application's own scripts for search engines. */
const RENDERER = /^\s*https?:\/\/service\.prerender\.(?:io|cloud)(?:[:/]|$)/i;
/** Where the host ends, too: what the request says cannot go on with it. */
const WHOLE_HOST = /^\s*https?:[\\/]{2}[^\\/?#]{1,300}[\\/?#]/i;
const NO_NAMES: ReadonlySet<string> = new Set();

/** Whether a page asks the server itself, or one of its own network. */
function isOwnHost(address: string): boolean {
  if (RENDERER.test(address)) return true;
  return WHOLE_HOST.test(address) && /^(?:loopback|internal)$/.test(destinationOf(address, NO_NAMES) ?? '');
}

/** What a request says as a whole, rather than one of its fields. */
const TELLS_ALL =
  /\b(?:http_host|server_name|query_string|http_user_agent|http_referer|http_url|unencoded_url|rawurl|useragent|urlreferrer)\b|\bquerystring(?:\.tostring\(\))?$|\brequest\.url\b/i;

function tellsSearchEngines({ names }: Behaviour): boolean {
  return names.has('search engines') && names.has('who asks');
}

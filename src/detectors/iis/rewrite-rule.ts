import { configurationFile, sectionsNamed } from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { attribute, childrenNamed, descendant, walk, type XmlElement } from '../../formats/xml/xml-document.js';
import { defineDetector } from '../../model/detector.js';
import type { Severity } from '../../model/finding.js';

const SECTIONS = [
  'system.webServer/rewrite/rules',
  'system.webServer/rewrite/globalRules',
  'system.webServer/rewrite/outboundRules',
];

/** A URL that leads to another machine. What starts with a variable of the request, or this server's own names, stays here. */
const ELSEWHERE =
  /^(?:https?:)?\/\/(?!(?:\{HTTP_HOST\}|\{SERVER_NAME\}|\{SERVER_ADDR\}|localhost|127\.0\.0\.1)(?:[:/]|$))/i;

/** Pages that run. */
const PAGE = /\.(?:aspx|ashx|asmx|asp|php|soap|cshtml)(?:$|[?#])/i;

/** Headers by which an intruder's request, or a search engine, is told from everybody else's. */
const SECRET_CONDITION = /\{HTTP_(?!HOST|COOKIE\}|X_FORWARDED|X_ORIGINAL|CONTENT|ACCEPT)(\w+)\}/i;
const CRAWLER = /googlebot|bingbot|baidu|yandex|sogou|spider|slurp|google\\?\.|yahoo\\?\./i;

/** Rules that Microsoft's mitigations have put there. Only their name says so; what they do decides. */
const MITIGATION =
  /^(?:EEMS |EOMT |X-AnonResource-Backend Abort|X-BEResource Abort|PowerShell - inbound|RequestBlockingRule\d)/i;

interface Oddity {
  readonly message: 'proxy' | 'away' | 'page' | 'cloaked' | 'injected' | 'disabled' | 'weakened';
  readonly severity: Severity;
  readonly target: string;
}

export default defineDetector({
  id: 'iis.rewrite-rule',
  title: 'Rewrite rule that leads requests astray',
  description:
    'A rewrite rule can send requests to another machine, to a hidden page, or put script into the logon page, for some visitors only. Normal are rules that abort requests, as the mitigations of Microsoft do, and moves within the site.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505.004', 'T1090'],
  references: ['IIS-10'],
  falsePositives: [
    'Redirects of an administrator to another name of the same service, reverse proxies set up on purpose',
  ],
  nextSteps: [
    'Ask who set the rule up',
    'Look for requests that match it in the IIS logs',
    'Compare with inetpub\\history',
  ],
  consumes: configurationFile,
  messages: {
    proxy: 'Rule {name} passes requests on to {target}',
    away: 'Rule {name} sends visitors to {target}',
    page: 'Rule {name} gives requests to the page {target}',
    cloaked: 'Rule {name} acts on some visitors only, by {target}',
    injected: 'Rule {name} changes what pages say: {target}',
    disabled: 'Mitigation {name} is switched off',
    weakened: 'Mitigation {name} no longer blocks: its action is {target}',
    'http-redirect': 'Requests are sent to {target}',
    'error-page': 'Errors run {target}',
    provider: 'Rewrite provider {name} runs {target}',
    'proxy-on': 'The server passes requests on to other machines (Application Request Routing)',
  },
  *inspect(file, context) {
    const at = (element: XmlElement) => elementEvidence(element, context.artifact);
    for (const section of SECTIONS.flatMap((name) => sectionsNamed(file, name))) {
      for (const rule of childrenNamed(section.element, 'rule')) {
        const name = attribute(rule, 'name') ?? '';
        for (const { message, severity, target } of judge(rule, name, section.name.endsWith('outboundRules'))) {
          yield {
            message,
            severity,
            data: { name, target, location: section.location ?? '' },
            at: [at(rule), ...childrenNamed(rule, 'action').map(at)],
            identity: [section.location ?? '', name.toLowerCase(), message],
          };
        }
      }
    }
    for (const section of sectionsNamed(file, 'system.webServer/rewrite/providers')) {
      for (const element of childrenNamed(section.element, 'provider')) {
        const name = attribute(element, 'name') ?? '';
        yield {
          message: 'provider',
          data: { name, target: attribute(element, 'type') ?? '' },
          at: at(element),
          identity: ['provider', name.toLowerCase()],
        };
      }
    }
    for (const { element } of sectionsNamed(file, 'system.webServer/proxy')) {
      if (attribute(element, 'enabled')?.toLowerCase() !== 'true') continue;
      yield { message: 'proxy-on', severity: 'medium', at: at(element), identity: ['proxy'] };
    }
    for (const { element, location } of sectionsNamed(file, 'system.webServer/httpRedirect')) {
      const target = attribute(element, 'destination') ?? '';
      if (attribute(element, 'enabled')?.toLowerCase() !== 'true' || !ELSEWHERE.test(target)) continue;
      // Administrators send the root of the site to its own full name.
      yield {
        message: 'http-redirect',
        severity: 'low',
        data: { target },
        at: at(element),
        identity: ['redirect', location ?? '', target],
      };
    }
    for (const { element, location } of sectionsNamed(file, 'system.webServer/httpErrors')) {
      for (const error of childrenNamed(element, 'error')) {
        const target = attribute(error, 'path') ?? '';
        const mode = attribute(error, 'responseMode') ?? 'File';
        const runs =
          mode === 'ExecuteURL' && PAGE.test(target) && !/^\/(?:owa|ecp)\/auth\/error(?:fe|2)?\.aspx/i.test(target);
        if (!runs && !(mode === 'Redirect' && ELSEWHERE.test(target))) continue;
        yield {
          message: 'error-page',
          data: { target },
          at: at(error),
          identity: ['error', location ?? '', attribute(error, 'statusCode') ?? '', target],
        };
      }
    }
  },
});

function* judge(rule: XmlElement, name: string, outbound: boolean): Generator<Oddity> {
  const action = descendant(rule, 'action');
  const type = (action && attribute(action, 'type')) ?? 'None';
  const target = (action && (attribute(action, 'url') ?? attribute(action, 'value'))) ?? '';
  if (MITIGATION.test(name)) {
    const blocks =
      type === 'AbortRequest' || type === 'CustomResponse' || (outbound && !/<\s*script|javascript:/i.test(target));
    if (!blocks) yield { message: 'weakened', severity: 'high', target: `${type} ${target}`.trim() };
    else if (attribute(rule, 'enabled')?.toLowerCase() === 'false')
      yield { message: 'disabled', severity: 'medium', target };
    if (blocks) return;
  }
  if (outbound) {
    if (/<\s*script|javascript:|<\s*iframe|<\s*img/i.test(target))
      yield { message: 'injected', severity: 'critical', target };
    return;
  }
  if (type === 'Rewrite' && ELSEWHERE.test(target)) yield { message: 'proxy', severity: 'critical', target };
  else if (type === 'Redirect' && ELSEWHERE.test(target)) yield { message: 'away', severity: 'medium', target };
  else if (type === 'Rewrite' && PAGE.test(target)) yield { message: 'page', severity: 'high', target };
  if (type !== 'Rewrite' && type !== 'Redirect') return;
  for (const condition of walk(rule)) {
    const input = attribute(condition, 'input') ?? '';
    const pattern = attribute(condition, 'pattern') ?? '';
    const header = SECRET_CONDITION.exec(input)?.[1];
    if (header === undefined) continue;
    const crawler = CRAWLER.test(pattern);
    yield {
      message: 'cloaked',
      severity: crawler || ELSEWHERE.test(target) ? 'high' : 'medium',
      target: `${input} ${pattern}`.trim(),
    };
    return;
  }
}

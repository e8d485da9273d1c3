import {
  type ConfigurationFile,
  type ConfigurationSection,
  configurationFile,
  sectionsNamed,
} from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { attribute, childrenNamed, descendant, walk, type XmlElement } from '../../formats/xml/xml-document.js';
import type { Artifact } from '../../model/artifact.js';
import { defineDetector } from '../../model/detector.js';
import { isOfExchange, reachOf } from '../../server/configuration/file-role.js';
import {
  type Destination,
  destinationOf,
  hostOf,
  isInternal,
  isMicrosoftCloud,
} from '../../server/configuration/destination.js';
import { CONTEXT, grave, REVIEW, UNUSUAL, type Weight } from '../../server/configuration/weight.js';
import { PAGELESS_FOLDER } from '../../server/web-place.js';

const SECTIONS = [
  'system.webServer/rewrite/rules',
  'system.webServer/rewrite/globalRules',
  'system.webServer/rewrite/outboundRules',
];

/** Patterns of rules that take every URL. */
const WHOLE = /^\^?\/?\(?\.[*+]\??\)?\$?$|^\*$|^$/;

/** Services that render pages of scripts for search engines. */
const RENDERER = /(?:^|\.)(?:prerender\.io|prerender\.cloud|rendertron\.[a-z.]{2,40}|seo4ajax\.com)$/i;

/** Paths of Exchange, to which administrators send who asks for the root of a site. */
const PRODUCT_PATH = /^(?:https?:)?\/\/[^/]{1,260}\/(?:owa|ecp|exchange|autodiscover|ews)(?:[/?#]|$)/i;

/** Where Exchange asks for passwords: its logon page, the folder of it, what takes the form. */
const LOGON = /(?:^|[/\\^(|])(?:owa|ecp)[/\\]{1,3}auth\b|\blogon\\?\.aspx|\bauth\\?\.owa\b/i;

/** Pages that run. */
const PAGE = /\.(?:aspx|ashx|asmx|asp|php|soap|cshtml)(?:$|[?#])/i;

/** Headers by which an intruder's request, or a search engine, is told from everybody else's. */
const SECRET_CONDITION = /\{HTTP_(?!HOST|COOKIE\}|X_FORWARDED|X_ORIGINAL|CONTENT|ACCEPT)(\w+)\}/i;
/** Headers that browsers and proxies send by themselves; of cookies, only the value is somebody's own. */
const USUAL_HEADER =
  /^(?:HOST|X_FORWARDED\w*|X_ORIGINAL\w*|CONTENT\w*|ACCEPT\w*|UPGRADE|CONNECTION|USER_AGENT|REFERER|ORIGIN|AUTHORIZATION|X_REQUESTED_WITH|X_ARR_\w+|IF_\w+|CF_\w+|DNT|TE|FRONT_END_HTTPS|SEC_\w+)$/i;
const CRAWLER = /googlebot|bingbot|baidu|yandex|sogou|spider|slurp|google\\?\.|yahoo\\?\./i;

/** Rules that Microsoft's mitigations have put there. Only their name says so; what they do decides. */
const MITIGATION =
  /^(?:EEMS |EOMT |X-AnonResource-Backend Abort|X-BEResource Abort|PowerShell - inbound|RequestBlockingRule\d)/i;

interface Oddity {
  readonly message: 'proxy' | 'loopback' | 'away' | 'page' | 'cloaked' | 'injected' | 'disabled' | 'weakened';
  readonly weight: Partial<Weight>;
  readonly target: string;
}

export default defineDetector({
  id: 'iis.rewrite-rule',
  title: 'Suspicious rewrite rule',
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
    loopback: 'Rule {name} passes requests on to {target}, a program on the server itself',
    away: 'Rule {name} sends visitors to {target}',
    page: 'Rule {name} gives requests to the page {target}',
    cloaked: 'Rule {name} acts on some visitors only, by {target}',
    injected: 'Rule {name} changes what pages say: {target}',
    disabled: 'Mitigation {name} is switched off',
    weakened: 'Mitigation {name} no longer blocks: its action is {target}',
    'http-redirect': 'Requests are sent to {target}',
    'error-page': 'Errors run {target}',
    'error-redirect': 'Errors send visitors to {target}',
    provider: 'Rewrite provider {name} runs {target}',
    'proxy-on': 'The server passes requests on to other machines (Application Request Routing)',
  },
  *inspect(file, context) {
    const at = (element: XmlElement) => elementEvidence(element, context.artifact);
    const leadsTo = (target: string) => destinationOf(target, context.server.names);
    // Where no name tells the company's domain, another server of its own looks like anybody's.
    const knowsDomain = [...context.server.names].some((name) => name.includes('.') && !isInternal(name));
    const placeOf = (section: ConfigurationSection): Place => {
      const onExchange = isOfExchange(reachOf(file, section, context), context.server);
      return {
        onExchange,
        global: section.name.endsWith('globalRules'),
        outbound: section.name.endsWith('outboundRules'),
      };
    };
    for (const section of SECTIONS.flatMap((name) => sectionsNamed(file, name))) {
      for (const rule of childrenNamed(section.element, 'rule')) {
        const name = attribute(rule, 'name') ?? '';
        for (const { message, weight, target } of judge(rule, name, { ...placeOf(section), knowsDomain }, leadsTo)) {
          yield {
            message,
            ...weight,
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
        const type = attribute(element, 'type') ?? '';
        yield {
          message: 'provider',
          ...(/^Microsoft\.Web\.Iis\.Rewrite\.Providers\./.test(type)
            ? CONTEXT
            : placeOf(section).onExchange
              ? {}
              : REVIEW),
          data: { name, target: type },
          at: at(element),
          identity: ['provider', name.toLowerCase()],
        };
      }
    }
    for (const section of sectionsNamed(file, 'system.webServer/proxy')) {
      const { element } = section;
      if (attribute(element, 'enabled')?.toLowerCase() !== 'true') continue;
      const weight = placeOf(section).onExchange ? REVIEW : CONTEXT;
      yield { message: 'proxy-on', ...weight, at: at(element), identity: ['proxy'] };
    }
    for (const { section, element, target, isLogon, destination } of redirects(file, context.artifact, leadsTo)) {
      const { onExchange } = placeOf(section);
      const isElsewhere = destination === 'elsewhere';
      yield {
        message: 'http-redirect',
        ...weighAway({ onExchange, isLogon, isElsewhere, knowsDomain, target }),
        data: { target, location: section.location ?? '' },
        at: at(element),
        identity: ['redirect', section.location ?? '', target],
      };
    }
    for (const { message, section, element, name, target, hidden } of mapped(file)) {
      if (!hidden && !placeOf(section).onExchange) continue;
      yield {
        message,
        ...REVIEW,
        data: { name, target, location: section.location ?? '' },
        at: at(element),
        identity: ['mapped', section.location ?? '', name.toLowerCase(), target.toLowerCase()],
      };
    }
    for (const section of sectionsNamed(file, 'system.webServer/httpErrors')) {
      const { onExchange } = placeOf(section);
      const usual = attribute(section.element, 'defaultResponseMode') ?? 'File';
      for (const error of [section.element, ...childrenNamed(section.element, 'error')]) {
        const target = attribute(error, 'path') ?? attribute(error, 'defaultPath') ?? '';
        const mode = attribute(error, 'responseMode') ?? usual;
        const runs =
          mode === 'ExecuteURL' && PAGE.test(target) && !/^\/(?:owa|ecp)\/auth\/error(?:fe|2)?\.aspx/i.test(target);
        const destination = mode === 'Redirect' ? leadsTo(target) : null;
        const leaves = destination === 'elsewhere' || destination === 'internal';
        if (!runs && !leaves) continue;
        // Applications have pages of their own for errors.
        const own = runs && !PAGELESS_FOLDER.test(target);
        const away = onExchange && !PRODUCT_PATH.test(target) ? REVIEW : UNUSUAL;
        yield {
          message: leaves ? 'error-redirect' : 'error-page',
          ...(leaves ? away : onExchange ? {} : own ? CONTEXT : REVIEW),
          data: { target },
          at: at(error),
          identity: ['error', section.location ?? '', attribute(error, 'statusCode') ?? '', target],
        };
      }
    }
  },
});

/** What sends visitors to another machine beside rules, and from where. */
function* redirects(
  file: ConfigurationFile,
  artifact: Artifact | null,
  leadsTo: (target: string) => Destination | null,
) {
  for (const { section, element, target } of targets(file)) {
    const destination = leadsTo(target);
    if (destination === null || destination === 'own' || destination === 'loopback') continue;
    const signsIn = section.name.startsWith('system.web/');
    const where = [section.location, artifact?.windowsPath, attribute(element, 'wildcard')].join(' ');
    yield { section, element, target, destination, isLogon: signsIn || LOGON.test(where) };
  }
}

/** Redirects, pages to sign in at, headers that make a browser go on. */
function* targets(file: ConfigurationFile) {
  for (const section of sectionsNamed(file, 'system.webServer/httpRedirect')) {
    if (attribute(section.element, 'enabled')?.toLowerCase() !== 'true') continue;
    for (const element of [section.element, ...childrenNamed(section.element, 'add')])
      yield { section, element, target: attribute(element, 'destination') ?? '' };
  }
  for (const section of sectionsNamed(file, 'system.web/authentication')) {
    for (const element of childrenNamed(section.element, 'forms'))
      yield { section, element, target: attribute(element, 'loginUrl') ?? '' };
  }
  for (const section of sectionsNamed(file, 'system.webServer/httpProtocol')) {
    const headers = childrenNamed(section.element, 'customHeaders').flatMap((list) => childrenNamed(list, 'add'));
    for (const element of headers) {
      if (!/^(?:refresh|location)$/i.test(attribute(element, 'name') ?? '')) continue;
      const value = attribute(element, 'value') ?? '';
      yield {
        section,
        element,
        target: /(?:^|url\s{0,5}=\s{0,5}["']?)\s{0,5}((?:https?:)?[\\/]{2}[^"'\s]{1,300})/i.exec(value)?.[1] ?? '',
      };
    }
  }
}

/** Pages of ASP.NET's own that another URL, or any error, leads to. */
function* mapped(file: ConfigurationFile) {
  for (const section of sectionsNamed(file, 'system.web/urlMappings')) {
    for (const element of childrenNamed(section.element, 'add')) {
      const url = attribute(element, 'url') ?? '';
      const target = attribute(element, 'mappedUrl') ?? '';
      // Applications give pages a shorter name; a picture that is a page has something to hide.
      const hidden = /\.(?!aspx|ashx|asmx|axd|html?)\w{1,5}$/i.test(url) || PAGELESS_FOLDER.test(target);
      if (PAGE.test(target)) yield { message: 'page', section, element, name: url, target, hidden } as const;
    }
  }
  for (const section of sectionsNamed(file, 'system.web/customErrors')) {
    for (const element of [section.element, ...childrenNamed(section.element, 'error')]) {
      const target = attribute(element, 'defaultRedirect') ?? attribute(element, 'redirect') ?? '';
      if (!PAGE.test(target) || /(?:^|\/)(?:auth\/)?error(?:fe|2)?\.aspx/i.test(target)) continue;
      const hidden = PAGELESS_FOLDER.test(target);
      const name = attribute(element, 'statusCode') ?? '';
      yield { message: 'error-page', section, element, name, target, hidden } as const;
    }
  }
}

/** Where a rule stands. */
interface Place {
  readonly onExchange: boolean;
  /** For every site, before any other rule. */
  readonly global: boolean;
  readonly outbound: boolean;
}

interface RulePlace extends Place {
  /** Of the names of the server, one has a domain that everybody sees. */
  readonly knowsDomain: boolean;
}

function* judge(
  rule: XmlElement,
  name: string,
  { onExchange, global, outbound, knowsDomain }: RulePlace,
  leadsTo: (target: string) => Destination | null,
): Generator<Oddity> {
  const action = descendant(rule, 'action');
  const type = (action && attribute(action, 'type')) ?? 'None';
  const target = (action && (attribute(action, 'url') ?? attribute(action, 'value'))) ?? '';
  if (MITIGATION.test(name) && onExchange) {
    const blocks =
      type === 'AbortRequest' || type === 'CustomResponse' || (outbound && !/<\s*script|javascript:/i.test(target));
    if (!blocks) yield { message: 'weakened', weight: { severity: 'high' }, target: `${type} ${target}`.trim() };
    else if (attribute(rule, 'enabled')?.toLowerCase() === 'false')
      yield { message: 'disabled', weight: { severity: 'medium' }, target };
    if (blocks) return;
  }
  if (attribute(rule, 'enabled')?.toLowerCase() === 'false') return;
  if (outbound) {
    if (/<\s*script|javascript:|<\s*iframe|<\s*img/i.test(target))
      yield { message: 'injected', weight: onExchange ? weighInjected(target, leadsTo) : REVIEW, target };
    return;
  }
  const destination = leadsTo(target);
  const away = destination === 'internal' || destination === 'elsewhere';
  if (type === 'Rewrite') {
    if (destination === 'loopback') {
      yield { message: 'loopback', weight: weighLoopback(rule, onExchange, global), target };
    } else if (away) {
      // Applications pass a path of theirs on to a service of somebody; all of a site goes nowhere else without a reason.
      const whole = global || WHOLE.test(attribute(descendant(rule, 'match') ?? rule, 'url') ?? '');
      const elsewhere = whole && destination === 'elsewhere' && !isRenderer(target);
      yield { message: 'proxy', weight: onExchange ? { severity: 'critical' } : elsewhere ? REVIEW : UNUSUAL, target };
    } else if (PAGE.test(target) && (onExchange || PAGELESS_FOLDER.test(target))) {
      yield {
        message: 'page',
        weight: weighPage(rule, target, onExchange),
        target,
      };
    }
  } else if (type === 'Redirect' && away) {
    const isElsewhere = destination === 'elsewhere';
    const weight = weighRedirect(rule, { target, onExchange, isElsewhere, knowsDomain });
    yield { message: 'away', weight, target };
  }
  if (type !== 'Rewrite' && type !== 'Redirect') return;
  for (const condition of walk(rule)) {
    const input = attribute(condition, 'input') ?? '';
    const pattern = attribute(condition, 'pattern') ?? '';
    const header = SECRET_CONDITION.exec(input)?.[1];
    if (header === undefined) continue;
    const crawler = CRAWLER.test(pattern);
    const grave = crawler ? destination === 'elsewhere' && !isRenderer(target) : away && onExchange;
    const weight: Partial<Weight> =
      grave || (crawler && onExchange) ? { severity: 'high' } : onExchange ? REVIEW : UNUSUAL;
    yield { message: 'cloaked', weight, target: `${input} ${pattern}`.trim() };
    return;
  }
}

interface Away {
  readonly onExchange: boolean;
  readonly isLogon: boolean;
  /** To a host that is neither of the company, by its names, nor of its network. */
  readonly isElsewhere: boolean;
  /** Some name of the server tells the company's domain. */
  readonly knowsDomain: boolean;
  readonly target: string;
}

/** The root of Outlook on the web, of whichever server. */
const OWA_ROOT = /^(?:https?:)?\/\/[^/]{1,260}\/owa\/?$/i;

/**
 * Administrators send the root of the site to its own full name, and users to another server of theirs or of Microsoft's. Who is to
 * type a password and is sent to a host of somebody else types it there.
 */
function weighAway({ onExchange, isLogon, isElsewhere, knowsDomain, target }: Away): Weight {
  if (!onExchange || !isLogon || isMicrosoftCloud(target)) return UNUSUAL;
  if (!isElsewhere || (!knowsDomain && OWA_ROOT.test(target))) return REVIEW;
  return { ...grave('high'), confidence: knowsDomain ? 'strong' : 'moderate' };
}

function weighRedirect(rule: XmlElement, { target, onExchange, ...away }: Omit<Away, 'isLogon'>): Weight {
  const isLogon = LOGON.test(attribute(descendant(rule, 'match') ?? rule, 'url') ?? '');
  if (isLogon) return weighAway({ onExchange, isLogon, target, ...away });
  return onExchange && !PRODUCT_PATH.test(target) && !isMicrosoftCloud(target) ? REVIEW : UNUSUAL;
}

/** Patterns for folders of files that the server or its product put there. */
const STATIC_FOLDER = /^\^?\(?\/?(?:aspnet_client|owa\/auth|ecp\/auth|certsrv|_vti_bin|_layouts)\b/i;

/** Node.js and its like listen there behind sites of their own; who knows a secret of the rule is no visitor. */
function weighLoopback(rule: XmlElement, onExchange: boolean, global: boolean): Weight {
  if (hasSecret(rule)) return onExchange ? grave('high') : REVIEW;
  if (onExchange || global) return REVIEW;
  const pattern = attribute(descendant(rule, 'match') ?? rule, 'url') ?? '';
  // No program answers for a folder of pictures or styles, and those who look at logs expect none there.
  if (STATIC_FOLDER.test(pattern)) return REVIEW;
  return WHOLE.test(pattern) ? CONTEXT : UNUSUAL;
}

/** Whether a header that nobody sends by chance, or one value of a cookie, decides who gets through. */
function hasSecret(rule: XmlElement): boolean {
  for (const condition of walk(rule)) {
    const header = /^\{HTTP_(\w+)\}$/i.exec(attribute(condition, 'input') ?? '')?.[1];
    if (header === undefined || USUAL_HEADER.test(header)) continue;
    if (attribute(condition, 'negate')?.toLowerCase() !== 'true') return true;
  }
  return false;
}

/** Markup that all pages of Exchange get. Script of somebody else's host is no doubtful case. */
function weighInjected(target: string, leadsTo: (target: string) => Destination | null): Partial<Weight> {
  const source = /\bsrc\s{0,9}=\s{0,9}["']?\s{0,9}([^"'\s>]{1,300})/i.exec(target)?.[1] ?? '';
  return leadsTo(source) === 'elsewhere' ? grave('critical') : { severity: 'critical' };
}

/** The gravest is a page where none is, behind the URL of a picture or for who sends something of his own. */
function weighPage(rule: XmlElement, target: string, onExchange: boolean): Partial<Weight> {
  const pattern = attribute(descendant(rule, 'match') ?? rule, 'url') ?? '';
  const isPicture = /\.(?:ico|gif|png|jpe?g|svg|css|woff2?|txt)\b/i.test(pattern);
  const isHidden = PAGELESS_FOLDER.test(target) && (isPicture || hasSecret(rule));
  return onExchange || isHidden ? { severity: 'high' } : REVIEW;
}

function isRenderer(target: string): boolean {
  return RENDERER.test(hostOf(target) ?? '');
}

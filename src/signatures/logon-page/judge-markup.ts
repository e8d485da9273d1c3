import type { ClientElement, ClientPage } from '../../formats/client-page/client-page.js';
import type { Severity } from '../../model/finding.js';
import type { Capability, CapabilityKind, IsHome } from './capability.js';
import { foreignHost } from './script-value.js';

/** Places of scripts that serve only what their operator wrote, for logon pages: whoever breaks in cannot put anything there. */
const CHALLENGE_HOSTS =
  /^(?:https?:)?\/\/(?:www\.google\.com\/recaptcha\/|www\.gstatic\.com\/recaptcha\/|www\.recaptcha\.net\/recaptcha\/|(?:js\.)?hcaptcha\.com\/|challenges\.cloudflare\.com\/turnstile\/)/i;

/** Where the products' own forms go. */
const OWN_ACTIONS =
  /^\s*(?:0?\s*$|#|\?)|^\s*(?:0\s|\/?(?:owa\/)?(?:auth\/)?(?:auth\.owa|owaauth\.dll|expiredpassword\.aspx|logon\.aspx|login\.aspx|password\.aspx|formssignin\.aspx)(?:0?[?#]|0?\s*$)|\/?exchweb\/bin\/auth\/owaauth\.dll|\/?cookieauth\.dll|\/adfs\/|\.\.?\/auth\.owa)/i;

const FRAMES = new Set(['iframe', 'frame', 'embed', 'object', 'portal', 'applet']);

/** What the elements of a logon page can do that the product's cannot. */
export function* judgeMarkup({ elements, scripts, styles }: ClientPage, isHome: IsHome): Generator<Capability> {
  for (const element of elements) yield* judgeElement(element, isHome);
  for (const { code, start } of [...styles, ...scripts]) {
    const found = STYLE_FOR_VALUE.exec(code);
    if (found !== null) {
      const at = start + found.index;
      yield { kind: 'sent', severity: 'high', what: 'a style for each value', where: '', start: at, end: at + 1 };
    }
  }
}

/** A style that fetches a picture for a field whose text begins so: one for each letter tells what is typed. */
const STYLE_FOR_VALUE = /\[\s{0,9}value\s{0,9}[\^$*~|]?=[^{}]{0,200}\{[^{}]{0,400}url\s{0,5}\(/i;

function* judgeElement(element: ClientElement, isHome: IsHome): Generator<Capability> {
  const { tag, attributes, start, end } = element;
  const get = (name: string) => attributes.get(name)?.trim() ?? '';
  const said = (kind: CapabilityKind, severity: Severity, what: string, where: string): Capability => ({
    kind,
    severity,
    what,
    where,
    start,
    end,
  });
  if (tag === 'script') {
    const source = get('src') || get('xlink:href') || get('href');
    if (source !== '') yield* judgeSource(source, attributes.has('integrity'), isHome, said);
    if (/vbs/i.test(get('language') + get('type'))) yield said('made', 'medium', 'VBScript', '');
  } else if (FRAMES.has(tag)) {
    const source = get('src') || get('data') || (attributes.has('srcdoc') ? 'srcdoc' : '');
    if (source !== '' && !/^(?:about:|0\s*$)/i.test(source)) yield said('loaded', 'medium', `<${tag}>`, source);
  } else if (tag === 'base') {
    const host = foreignHost(get('href'));
    if (host !== null) yield said('retargeted', 'high', '<base>', host);
  } else if (tag === 'meta') {
    yield* judgeMeta(get('http-equiv'), get('content'), said);
  } else if (tag === 'link') {
    const relation = `${get('rel')} ${get('as')}`;
    const host = foreignHost(get('href'));
    if (/\bimport\b|modulepreload|\bscript\b/i.test(relation)) {
      yield said('loaded', host === null ? 'low' : 'medium', `<link rel="${get('rel')}">`, get('href'));
    }
  } else if (tag === 'form' && (get('action') !== '' || /^get$/i.test(get('method')))) {
    yield* judgeForm(get('action'), get('method'), said);
  }
  if (attributes.has('formaction')) yield* judgeForm(get('formaction'), get('formmethod'), said);
}

type Say = (kind: CapabilityKind, severity: Severity, what: string, where: string) => Capability;

/** Sends everybody on, after some seconds or at once. */
function* judgeMeta(header: string, content: string, said: Say): Generator<Capability> {
  if (!/^refresh$/i.test(header)) return;
  const host = foreignHost(/url\s*=\s*["']?([^"']*)/i.exec(content)?.[1]?.trim() ?? '');
  if (host !== null) yield said('retargeted', 'medium', '<meta http-equiv="refresh">', host);
}

/** The product writes its scripts into the page, or names its own. */
function* judgeSource(source: string, isPinned: boolean, isHome: IsHome, said: Say): Generator<Capability> {
  if (
    /^0\s*$/.test(source) ||
    /(?:^0?\s*|\/)(?:flogon|fexppw|onload|renderscripts|webscripts-domain)\.js(?:[?#]|$)/i.test(source)
  ) {
    if (foreignHost(source) === null) return;
  }
  if (CHALLENGE_HOSTS.test(source)) {
    yield said('loaded', 'low', '<script>', source);
    return;
  }
  const isForeign = foreignHost(source) !== null || /^(?:data|blob|javascript|https?|ftp):/i.test(source);
  const isKnown = (isPinned && isForeign) || isHome(foreignHost(source) ?? '');
  yield said('loaded', isKnown ? 'low' : 'medium', '<script>', source);
}

function* judgeForm(action: string, method: string, said: Say): Generator<Capability> {
  const host = foreignHost(action);
  if (host !== null) yield said('retargeted', 'high', '<form>', host);
  else if (/^(?:mailto|javascript|data|ftp):/i.test(action)) yield said('retargeted', 'medium', '<form>', action);
  else if (!isOwnAction(action)) yield said('retargeted', 'medium', '<form>', action);
  if (/^get$/i.test(method)) yield said('sent', 'medium', 'a form that writes what it holds into the address', action);
}

/** Whether a product's own form may go there. What the server fills in is not known, and is not held against it. */
export function isOwnAction(action: string): boolean {
  return OWN_ACTIONS.test(action);
}

import { readClientFile, readClientPage } from '../../formats/client-page/read-client-page.js';
import type { WebContent } from '../../formats/views/web-content.js';
import type { Capability, IsHome } from './capability.js';
import { judgePage } from './judge-page.js';
import { PUT_TOGETHER } from './judge-scripts.js';
import { type PageRole, pageRole } from './page-role.js';
import { replacedFunctions } from './replaced-functions.js';
import { scriptInResources } from './resource-texts.js';

const SCRIPTS = new Set(['js', 'mjs', 'jse']);
const PAGES = new Set('aspx ascx master asp htm html shtml xhtml cshtml inc'.split(' '));

/** Pages of other applications are looked at up to this size: what is larger is a library or an application of its own. Characters. */
const MAXIMUM_OTHER = 64_000;
const LONGEST_LINE_OF_OTHER = 2_000;

export interface LogonPage {
  readonly role: PageRole;
  readonly capabilities: readonly Capability[];
}

const limitsOf = new WeakMap<WebContent, readonly string[]>();

/**
 * What a logon page, or a script of one, can do that it should not; null where the file is neither.
 * @param isHome whether a host is another one of the company's; script and requests of such a host are `low`
 */
export function analyseLogonPage(
  content: WebContent,
  windowsPath: string | null,
  isHome: IsHome = () => false,
): LogonPage | null {
  const { extension } = content;
  const text = content.text?.text;
  if (text !== undefined && extension === 'resx') {
    return { role: 'other', capabilities: scriptInResources(text, isHome) };
  }
  const isScript = SCRIPTS.has(extension);
  if (text === undefined || !(isScript || extension === 'css' || PAGES.has(extension))) return null;
  const role = pageRole(windowsPath, text);
  const replaced = replacedFunctions(text, isHome).map(({ name, host, start, end }): Capability => {
    return { kind: 'sent', severity: 'high', what: `a ${name} of its own`, where: host, start, end };
  });
  if (role === 'other' && !mayStealPassword(text)) return replaced.length > 0 ? { role, capabilities: replaced } : null;
  const page =
    isScript || extension === 'css' ? readClientFile(text, isScript ? 'script' : 'style') : readClientPage(text);
  const { capabilities, limits } = judgePage(page, isHome);
  if (role !== 'other') limitsOf.set(content, limits);
  const all = role === 'logon' ? [...referencesOf(content), ...capabilities] : capabilities;
  return { role, capabilities: [...replaced, ...all.flatMap((capability) => weighed(capability, role))] };
}

/** Files that the page takes in as part of itself: Exchange's pages are whole. */
function referencesOf({ document }: WebContent): Capability[] {
  const isExchange = document?.directives.some((one) =>
    /^microsoft\.exchange\./i.test(one.attributes.get('inherits') ?? ''),
  );
  if (document === null || !isExchange) return [];
  return document.references.map(({ kind, target, start }) => ({
    ...({ kind: 'loaded', severity: 'medium', what: `a file taken in (${kind})` } as const),
    where: target,
    start,
    end: start + 1,
  }));
}

/** What was not read of a logon page that was analysed. */
export function logonPageLimits(content: WebContent): readonly string[] {
  return limitsOf.get(content) ?? [];
}

/** Only what hides that it goes elsewhere; that an application asks a service of its own is ordinary. */
function mayStealPassword(text: string): boolean {
  if (text.length > MAXIMUM_OTHER || !/pass|pwd/i.test(text) || !FOREIGN_ADDRESS.test(text)) return false;
  if (!/\.value\b|\.val\(|serialize|FormData|\.key\b|keyCode|which\b/.test(text)) return false;
  if (!MESSENGERS.test(text)) return false;
  return !new RegExp(`[^\\n]{${LONGEST_LINE_OF_OTHER}}`).test(text);
}

/** An address with its host, or one whose host is put together. */
const FOREIGN_ADDRESS = /["'`](?:https?:)?\/\/(?:[\w-]+\.|["'`]\s{0,5}\+|\$\{)/i;

const MESSENGERS =
  /\bnew\s{1,9}Image\b|sendBeacon|(?:dns-prefetch|preconnect)|createElement\(\s{0,9}["'](?:img|script|iframe|link)|telegram|webhook|discord|ngrok|pastebin|oast\.|interact\.sh/i;

/** Hosts that take messages for anybody: a page of an application's own sends no passwords there. */
const DROP_BOX =
  /(?:^|\.)(?:api\.telegram\.org|discord(?:app)?\.com|webhook\.site|pipedream\.net|requestbin\.\w+|requestcatcher\.com|burpcollaborator\.net|oast\.\w+|interact\.sh|ngrok(?:-free)?\.\w+|ngrok\.io|trycloudflare\.com|pastebin\.com|formspree\.io)$/i;

function weighed(capability: Capability, role: PageRole): Capability[] {
  const { kind, severity, what, where } = capability;
  if (role === 'logon') return [capability];
  if (role === 'product') {
    const isGrave = severity === 'high' || (severity === 'medium' && (kind === 'loaded' || kind === 'obfuscated'));
    return isGrave ? [capability] : [];
  }
  const isHidden = /^(?:src|href|sendBeacon|Image)$/.test(what) && (where.includes('.') || where === PUT_TOGETHER);
  return kind === 'sent' && severity === 'high' && (isHidden || DROP_BOX.test(where)) ? [capability] : [];
}

import { readClientPage } from '../../formats/client-page/read-client-page.js';
import type { Capability, IsHome } from './capability.js';
import { judgePage } from './judge-page.js';
import { foreignHost } from './script-value.js';

/** Texts of one file that are looked at, and characters of each. */
const MOST_TEXTS = 5_000;
const VALUE = /<value>([\s\S]{1,20000}?)<\/value>/g;
const SCRIPT = /(?:&lt;|<)\s{0,5}script\b|\bon(?:load|error|submit|focus|click|input|key\w{2,6})\s{0,5}=/i;

/** What script in the texts of a resource file sends to a host of somebody else: pages print such texts as they are. */
export function scriptInResources(text: string, isHome: IsHome): Capability[] {
  const found: Capability[] = [];
  let texts = 0;
  for (const { 0: whole, 1: value = '', index: start } of text.matchAll(VALUE)) {
    if (++texts > MOST_TEXTS) break;
    if (!SCRIPT.test(value)) continue;
    const end = start + whole.length;
    for (const capability of judgePage(readClientPage(decoded(value)), isHome).capabilities) {
      const { kind, severity, where } = capability;
      const goesOut = where.includes('.') && !isHome(foreignHost(where) ?? where);
      if (kind === 'sent' && severity === 'high' && goesOut) found.push({ ...capability, start, end });
    }
  }
  return found;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function decoded(value: string): string {
  const plain = value.replace(/^\s*<!\[CDATA\[/, '').replace(/\]\]>\s*$/, '');
  return plain.replace(/&(lt|gt|quot|apos|amp);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}

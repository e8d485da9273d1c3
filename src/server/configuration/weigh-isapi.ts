import { addOnOfIsapi } from '../add-ons.js';
import { iisKnownGood } from '../iis-known-good.js';
import { type FolderTrust, folderTrust } from './folder-trust.js';
import { CONTEXT, grave, REVIEW, UNUSUAL, type Weight } from './weight.js';

/** Filters that Exchange registers for its sites, beside those of ASP.NET. */
const EXCHANGE_FILTERS: ReadonlySet<string> = new Set([
  '%exi%\\frontend\\httpproxy\\bin\\owaauth.dll',
  '%exi%\\frontend\\httpproxy\\bin\\airfilter.dll',
  '%exi%\\clientaccess\\owa\\auth\\owaauth.dll',
  '%exi%\\clientaccess\\sync\\bin\\airfilter.dll',
]);

const ELSEWHERE: Readonly<Record<FolderTrust, Weight>> = {
  system: grave('high'),
  exchange: grave('high'),
  web: UNUSUAL,
  writable: grave('high'),
  remote: grave('high'),
  odd: UNUSUAL,
  vendor: CONTEXT,
};

/** Weighs an ISAPI filter or extension, or a CGI program, by its canonical path. Null for what belongs there. */
export function weighIsapi(image: string, onExchange: boolean): Weight | null {
  const { isapiFilters, isapiRestrictions } = iisKnownGood();
  if (isapiFilters.includes(image) || isapiRestrictions.includes(image) || EXCHANGE_FILTERS.has(image)) return null;
  const addOn = addOnOfIsapi(image);
  if (addOn !== null) return onExchange ? UNUSUAL : addOn.sure === 'windows' ? null : CONTEXT;
  const trust = folderTrust(image);
  if (!onExchange) return ELSEWHERE[trust];
  return trust === 'vendor' ? REVIEW : grave(trust === 'odd' ? 'high' : 'critical');
}

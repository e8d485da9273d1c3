import { isWebPlace } from './web-places.js';

const SOFTWARE =
  /^(?:[a-z]:\\|\\(?:.*\\)?)(?:windows|program files(?: \(x86\))?|users|programdata\\(?:package cache|microsoft))\\/;

/**
 * Where installed software, and what a site offers for download, has archives of its own; but no archive of logs.
 * @param path lower case, with backslashes; begins with one where it is no Windows path.
 */
export function isPlaceOfSoftware(path: string): boolean {
  if (/log|w3svc|u_ex|evtx|backup|\\temp\\/.test(path)) return false;
  return isWebPlace(path) || SOFTWARE.test(path);
}

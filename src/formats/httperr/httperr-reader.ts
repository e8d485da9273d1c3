import type { LogFileFacts } from '../log-line/log-reader.js';
import { W3cReader } from '../w3c/w3c-reader.js';

/** Columns of files without a header, by how many there are (reference 10.2). */
const LAYOUTS: Readonly<Record<number, string>> = {
  13: 'date time c-ip c-port s-ip s-port cs-version cs-method cs-uri sc-status s-siteid s-reason s-queuename',
  14: 'date time c-ip c-port s-ip s-port cs-version cs-method cs-uri streamid sc-status s-siteid s-reason s-queuename',
  15: 'date time c-ip c-port s-ip s-port cs-version cs-method cs-uri streamid sc-status s-siteid s-reason s-queuename transport',
};

/** Requests that HTTP.sys refused before IIS saw them: W3C lines with `cs-uri` whole and columns of their own. */
export function createHttperrReader(facts: LogFileFacts): W3cReader {
  return new W3cReader(facts, {
    format: 'httperr',
    quotes: false,
    infer: (tokens) => LAYOUTS[tokens.length]?.split(' ') ?? null,
  });
}

import { type ColumnType, fits } from './column-types.js';

/**
 * The columns of a W3C line without a header (a file that was cut or filtered), told from what its values look like: a time, a
 * method before a path, an address after a port, three numbers that are a status. Null where the line is not one of IIS.
 */
export function inferColumns(tokens: readonly string[]): readonly string[] | null {
  const names: string[] = [];
  let at = 0;
  const is = (type: ColumnType, index: number): boolean => {
    const token = Buffer.from(tokens[index] ?? '', 'latin1');
    return index < tokens.length && token.length > 0 && fits(type, token, 0, token.length);
  };
  const isAddress = (index: number): boolean => tokens[index] !== '-' && is('address', index);
  if (is('date', at)) names[at++] = 'date';
  if (!is('time', at)) return null;
  names[at++] = 'time';

  const method = tokens.findIndex(
    (_, i) => i >= at && is('method', i) && /^[A-Z_-]+$/.test(tokens[i] ?? '') && isPath(tokens[i + 1]),
  );
  const before = method - at;
  if (method < 0 || before > 3) return null;
  if (before > 0 && isAddress(method - 1)) names[method - 1] = 's-ip';
  // Site and computer name stand before the address; of one alone, a site is the one that looks like it.
  const left = names[method - 1] === 's-ip' ? before - 1 : before;
  if (left === 2) names.splice(at, 2, 's-sitename', 's-computername');
  if (left === 1) names[at] = /^w3svc/i.test(tokens[at] ?? '') ? 's-sitename' : 's-computername';
  if (left > 2) return null;
  at = method;
  names[at++] = 'cs-method';
  names[at++] = 'cs-uri-stem';
  names[at++] = 'cs-uri-query';
  if (is('number', at) && tokens[at] !== '-') names[at++] = 's-port';
  names[at++] = 'cs-username';
  if (!isAddress(at)) return null;
  names[at++] = 'c-ip';

  const status = tokens.findIndex((token, i) => i >= at && /^[1-5]\d\d$/.test(token) && is('number', i + 1));
  if (status < 0) return null;
  const texts = tokens.slice(at, status);
  if (/^HTTP\//.test(texts[0] ?? '')) {
    names[at++] = 'cs-version';
    texts.shift();
  }
  const layout = TEXT_COLUMNS[texts.length];
  if (!layout) return null;
  for (const name of layout) names[at++] = name;
  const numbers: number[] = [];
  for (let i = status; i < tokens.length && is('number', i); i++) numbers.push(i);
  const tail = NUMBER_COLUMNS[numbers.length];
  if (!tail) return null;
  for (const name of tail) names[at++] = name;
  for (let extra = 1; at < tokens.length; at++) {
    names[at] = (tokens[at] ?? '').split(',').every((part) => /^[0-9a-f.:%+]{2,}$/i.test(part) && /[.:]/.test(part))
      ? 'X-Forwarded-For'
      : `column-${extra++}`;
  }
  return names;
}

const isPath = (token: string | undefined): boolean => token !== undefined && /^[/*]/.test(token);

/** Between the client's address and the status, by how many there are. */
const TEXT_COLUMNS: readonly (readonly string[])[] = [
  [],
  ['cs(User-Agent)'],
  ['cs(User-Agent)', 'cs(Referer)'],
  ['cs(User-Agent)', 'cs(Cookie)', 'cs(Referer)'],
  ['cs(User-Agent)', 'cs(Cookie)', 'cs(Referer)', 'cs-host'],
];

/** From the status on, by how many there are. */
const NUMBER_COLUMNS: Readonly<Record<number, readonly string[]>> = {
  2: ['sc-status', 'sc-win32-status'],
  3: ['sc-status', 'sc-substatus', 'sc-win32-status'],
  4: ['sc-status', 'sc-substatus', 'sc-win32-status', 'time-taken'],
  5: ['sc-status', 'sc-substatus', 'sc-win32-status', 'sc-bytes', 'cs-bytes'],
  6: ['sc-status', 'sc-substatus', 'sc-win32-status', 'sc-bytes', 'cs-bytes', 'time-taken'],
};

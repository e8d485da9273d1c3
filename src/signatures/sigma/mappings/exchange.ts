import { ACTIVE_SYNC_FIELDS, type FieldMapping, type MappedField, type Variant } from './mapping.js';

const DECODED: readonly Variant[] = ['percent-decoded'];
const QUERY: readonly Variant[] = ['plus-as-space', 'percent-decoded'];
const ADDRESS: readonly Variant[] = ['no-zone'];

function column(names: readonly string[], columns: readonly string[], variants: readonly Variant[] = []): MappedField {
  return { names, columns, variants };
}

/**
 * Columns of Exchange's own logs by their names, and of those that are of requests also by the names that Sigma has for a web
 * server's. An empty cell is null.
 */
export const exchangeMapping: FieldMapping = {
  name: 'Exchange',
  logSource: { category: null, product: 'exchange', service: null },
  fields: [
    { names: ['cs-uri-query', 'c-uri-query'], columns: ['UrlQuery'], variants: QUERY, joins: 'uri' },
    column(['UrlQuery'], ['UrlQuery'], QUERY),
    column(['cs-uri-stem', 'c-uri-stem', 'UrlStem'], ['UrlStem'], DECODED),
    { names: ['c-uri', 'cs-uri'], columns: [], derived: 'url', variants: QUERY },
    column(['cs-user-agent', 'c-useragent', 'UserAgent'], ['UserAgent']),
    column(['cs-host', 'r-dns', 'UrlHost'], ['UrlHost']),
    column(['cs-method', 'Method', 'HttpMethod'], ['Method', 'HttpMethod']),
    column(['cs-username', 'AuthenticatedUser'], ['AuthenticatedUser']),
    column(['c-ip', 'src_ip', 'ClientIpAddress'], ['ClientIpAddress'], ADDRESS),
    column(['sc-status', 'HttpStatus'], ['HttpStatus']),
    column(['AnchorMailbox'], ['AnchorMailbox'], DECODED),
    ...ACTIVE_SYNC_FIELDS,
  ],
  parts: { stem: ['UrlStem'], query: ['UrlQuery'], host: ['UrlHost'], date: [], time: [] },
  joinedKeywords: QUERY,
  otherColumns: [],
  nullText: '',
  fieldOfColumn: (name) => name,
};

import { ACTIVE_SYNC_FIELDS, type FieldMapping, type MappedField, type Variant } from './mapping.js';

const DECODED: readonly Variant[] = ['percent-decoded'];
const SPACED: readonly Variant[] = ['plus-as-space'];
/** A query is form-encoded: `+` is a space there, and `%2B` is a plus. */
const QUERY: readonly Variant[] = ['plus-as-space', 'percent-decoded'];

function same(name: string, ...aliases: readonly string[]): MappedField {
  return { names: [name, ...aliases], columns: [name], variants: [] };
}

function header(
  name: string,
  column: string,
  variants: readonly Variant[],
  ...aliases: readonly string[]
): MappedField {
  return { names: [name, ...aliases], columns: [column, name], variants };
}

/**
 * Sigma's web server and proxy fields in the W3C columns of IIS. SigmaHQ writes whole URIs under `cs-uri-query`, IIS logs
 * path and query apart: texts are searched in the query, in `stem?query`, and in both percent-decoded once; presence is
 * that of the query column. The other formats give their columns under these names, too: HTTPERR's `cs-uri` is read as stem and
 * query. IIS writes spaces of headers as `+`. `-` is null. See docs/sigma-field-mapping.md.
 */
export const iisMapping: FieldMapping = {
  name: 'IIS W3C',
  logSource: { category: 'webserver', product: 'windows', service: 'iis' },
  fields: [
    { names: ['cs-uri-query', 'c-uri-query'], columns: ['cs-uri-query'], variants: QUERY, joins: 'uri' },
    { names: ['cs-uri-stem', 'c-uri-stem'], columns: ['cs-uri-stem'], variants: DECODED },
    { names: ['c-uri', 'cs-uri'], columns: [], derived: 'url', variants: QUERY },
    { names: ['timestamp'], columns: [], derived: 'timestamp', variants: [] },
    { names: ['c-uri-extension'], columns: [], derived: 'extension', variants: DECODED },
    header('cs-user-agent', 'cs(User-Agent)', SPACED, 'c-useragent'),
    header('cs-referer', 'cs(Referer)', QUERY, 'cs-referrer'),
    header('cs-cookie', 'cs(Cookie)', QUERY),
    header('cs-host', 'cs(Host)', [], 'r-dns'),
    { names: ['c-ip', 'src_ip'], columns: ['c-ip'], variants: ['no-zone'] },
    { names: ['s-ip', 'dst_ip'], columns: ['s-ip'], variants: ['no-zone'] },
    { names: ['sc-win32-status', 'c-win32-status'], columns: ['sc-win32-status'], variants: [] },
    same('cs-method'),
    same('cs-username'),
    same('cs-version'),
    same('cs-bytes'),
    same('sc-status'),
    same('sc-substatus'),
    same('sc-bytes'),
    same('time-taken'),
    same('s-port'),
    same('s-sitename'),
    same('s-computername'),
    same('date'),
    same('time'),
    ...ACTIVE_SYNC_FIELDS,
    // Of HTTPERR alone.
    same('c-port'),
    same('s-siteid'),
    same('s-reason'),
    same('s-queuename'),
  ],
  parts: {
    stem: ['cs-uri-stem'],
    query: ['cs-uri-query'],
    host: ['cs-host', 'cs(Host)'],
    date: ['date'],
    time: ['time'],
  },
  joinedKeywords: QUERY,
  otherColumns: SPACED,
  nullText: '-',
  fieldOfColumn: (column) => {
    const match = /^(\w+)\((.+)\)$/.exec(column);
    return match ? `${match[1]}-${match[2]}`.toLowerCase() : column.toLowerCase();
  },
};

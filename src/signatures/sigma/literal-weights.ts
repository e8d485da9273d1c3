/**
 * Texts that fill the logs of Exchange servers, with an estimate of the share of lines that hold them: from collected
 * lines of front end and back end, browsers, Outlook, phones, monitoring. Only their order matters: they tell which of a
 * rule's texts is the rarest. A wrong estimate costs time, never a match. Lower case, `+` as a space.
 */
const COMMON_TEXTS: readonly (readonly [share: number, ...texts: string[]])[] = [
  [1, ' 443 ', ' 200 0 0 ', '200', '443', '-', '.', ':', '/', ' 0 0 ', '127.0.0.1', '20'],
  [0.7, 'mozilla/5.0 (windows nt 10.0; win64; x64)', ' 0 ', '401', '2148074254', '15.2', '15.1'],
  [0.6, 'get /', 'get', '&correlationid=<empty>;&cafereqid=', '&encoding=;', 'http'],
  [0.5, 'post /', 'post', 'applewebkit/537.36 (khtml, like gecko) chrome/120.0.0.0 safari/537.36', '302', '444', '80'],
  [
    0.4,
    '/owa/',
    'microsoft',
    'healthmailbox',
    'https://mail.',
    '.com',
    '404',
    '81',
    'exchange',
    'server',
    '@',
    'corp\\',
  ],
  [
    0.3,
    '/mapi/emsmdb/',
    'mailboxid=',
    '/rpc/rpcproxy.dll',
    'microsoft office/16.0 (windows nt 10.0; microsoft outlook 16.0',
  ],
  [
    0.3,
    'auth',
    '.aspx',
    'default',
    'actid=',
    'cmd=',
    'user=',
    'id=',
    'type=',
    '&a=',
    'requestid',
    'clientid',
    'client',
    'reqid',
  ],
  [
    0.25,
    '/microsoft-server-activesync/default.eas',
    'deviceid=',
    'devicetype=iphone',
    'apple-iphone',
    '&cmd=ping',
    'android',
  ],
  [0.25, '/ews/exchange.asmx', 'soapaction=', '/autodiscover/autodiscover.xml', 'msexchange', 'outlook', 'macoutlook'],
  [
    0.2,
    '/ecp/',
    '/owa/service.svc',
    'action=',
    'ep=',
    'uid=',
    '/healthcheck.htm',
    'amprobe/local/clientaccess',
    'probe',
  ],
  [0.15, '/owa/auth/logon.aspx', 'replacecurrent=1&url=https%3a%2f%2f', 'url=https://', '/oab/', '/api/', 'monitor'],
  [
    0.15,
    '/owa/prem/',
    '/scripts/',
    '/resources/',
    '/themes/',
    '.js',
    '.css',
    '.png',
    '.gif',
    '.ico',
    '.svg',
    '.htm',
    '.html',
  ],
  [0.12, '/powershell', 'psversion=', 'serializationlevel=full', 'winrm', 'msexchangeinternaltest', '%40'],
  [
    0.1,
    '/owa/auth.owa',
    'msie',
    'trident/7.0; rv:11.0',
    'edg/120',
    'firefox/120',
    'macintosh; intel mac os x 10_15_7',
    'linux',
    'compatible;',
  ],
  [
    0.1,
    '/autodiscover/autodiscover.json',
    'protocol=',
    'email=',
    '/rest/',
    'json',
    'xml',
    '/calendar/',
    'view',
    'delete',
    'proxy',
  ],
  [0.1, '$', '/owa/auth/', 'ver=15', '.owa', 'errorfe', '/public/', 'folder', 'mail', 'http/1.1', '/images/'],
  [
    0.1,
    'head',
    'options',
    '500',
    '503',
    '400',
    '403',
    '301',
    '304',
    'sid',
    'session',
    'token',
    'key=',
    'name=',
    'test',
  ],
];

/** Estimated share of lines that hold a literal, between 0 and 1. */
export function literalWeight(literal: string): number {
  let within = 0;
  let around = 1;
  for (const [share, ...texts] of COMMON_TEXTS) {
    for (const text of texts) {
      if (text.includes(literal)) within = Math.max(within, share);
      else if (text.length > 2 && literal.includes(text)) around = Math.min(around, share);
    }
  }
  if (within > 0) return within;
  // Digits turn up in addresses, times and identifiers.
  const digits = /^[\d .:-]+$/.test(literal) ? 8 : 1;
  return Math.min(around, (digits * 0.4) / 2 ** Math.min(literal.length, 12), 1);
}

// What a company's people and machines ask a mail server for on an ordinary day.

/** Made of the user by number, never of anybody real. */
export const USERS = [
  'avogel',
  'bking',
  'cmoreno',
  'dpark',
  'efischer',
  'fdubois',
  'gnovak',
  'hsato',
  'ilee',
  'jdoe',
  'kbrandt',
  'lrossi',
  'mweber',
  'nali',
  'osmith',
  'pjansen',
];
const BROWSERS = [
  'Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64)+AppleWebKit/537.36+(KHTML,+like+Gecko)+Chrome/107.0.0.0+Safari/537.36',
  'Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64)+AppleWebKit/537.36+(KHTML,+like+Gecko)+Chrome/106.0.0.0+Safari/537.36+Edg/106.0.1370.52',
  'Mozilla/5.0+(Macintosh;+Intel+Mac+OS+X+10_15_7)+AppleWebKit/605.1.15+(KHTML,+like+Gecko)+Version/16.1+Safari/605.1.15',
  'Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64;+rv:106.0)+Gecko/20100101+Firefox/106.0',
];
const OUTLOOK = 'Microsoft+Office/16.0+(Windows+NT+10.0;+Microsoft+Outlook+16.0.15726;+Pro)';
const PHONES = [
  'Apple-iPhone14C5/2001.90',
  'Apple-iPhone13C2/1907.82',
  'Android-SAMSUNG-SM-G998B/101.1300',
  'Outlook-iOS-Android/1.0',
];
const PROBE = 'AMProbe/Local/ClientAccess';
const ACTIONS = [
  'GetConversationItems',
  'FindItem',
  'GetItem',
  'SubscribeToNotification',
  'GetReminders',
  'GetCalendarView',
  'UpdateItem',
];
const NTLM_BEGINS = { status: 401, win32: 2148074254 };

/** Client addresses of a company that reaches its mail from inside and from a few homes. */
const clientOf = (user) => (user % 4 === 0 ? `198.51.100.${10 + user}` : `192.0.2.${100 + user}`);

/** What the front end appends to each query. */
const tail = (guid) => `&CorrelationID=<empty>;&cafeReqId=${guid()};&encoding=;`;

/** A logon by the form, with the page's style sheet and script. */
function logon({ time, client, agent, name, guid, next, build }) {
  const auth = `/owa/auth/${build}`;
  const asset = (stem) => ({ ...get(time + 1, `${auth}${stem}`), client, agent, status: next() < 0.5 ? 200 : 304 });
  const by = { client, agent };
  return [
    { ...get(time, '/owa/'), ...by, status: 302, query: tail(guid) },
    {
      ...get(time, '/owa/auth/logon.aspx'),
      ...by,
      query: `url=https%3a%2f%2fmail.corp.example%2fowa%2f&reason=0${tail(guid)}`,
    },
    asset('/themes/resources/logon.css'),
    asset('/scripts/premium/flogon.js'),
    {
      ...post(time + 9, '/owa/auth.owa'),
      ...by,
      user: name,
      status: 302,
      query: tail(guid),
      referer: 'https://mail.corp.example/owa/auth/logon.aspx',
    },
    { ...get(time + 10, '/owa/'), ...by, user: name, query: tail(guid) },
  ];
}

/** Outlook asks without credentials first. */
function negotiated(stem, { time, client, name, guid }) {
  const request = () => ({ ...post(time, stem), client, agent: OUTLOOK, query: tail(guid) });
  return [
    { ...request(), ...NTLM_BEGINS },
    { ...request(), user: name },
  ];
}

function mapi(stem, { time, client, name, guid, hex }) {
  const query = `MailboxId=${hex(8)}-0000-4000-a000-${hex(12)}@corp.example${tail(guid)}`;
  return [{ ...post(time, stem), client, agent: OUTLOOK, user: name, query }];
}

function activeSync({ time, client, name, user, guid, pick, next }) {
  const device = user % PHONES.length;
  const id = (user * 7919).toString(16).toUpperCase().padStart(8, '0');
  const command = pick(['Ping', 'Sync', 'FolderSync', 'Ping', 'ItemOperations']);
  return [
    {
      ...post(time, '/Microsoft-Server-ActiveSync/default.eas'),
      client,
      agent: PHONES[device],
      user: name,
      query: `Cmd=${command}&User=${USERS[user]}&DeviceId=${id}&DeviceType=${device < 2 ? 'iPhone' : 'Android'}${tail(guid)}`,
      taken: 400 + Math.floor(next() * 900),
    },
  ];
}

/** Kinds of traffic at the front end: the share of each, added up, and what it asks for. */
const FRONT_END = [
  [0.1, logon],
  [
    0.28,
    ({ time, client, agent, name, guid, pick, next }) => {
      const action = pick(ACTIONS);
      const query = `action=${action}&EP=1&ID=-${Math.floor(next() * 90)}&AC=1${tail(guid)}`;
      const referer = 'https://mail.corp.example/owa/';
      return [{ ...post(time, '/owa/service.svc'), client, agent, user: name, query, referer }];
    },
  ],
  [
    0.34,
    ({ time, client, agent, name, guid }) => {
      const query = `ns=PendingRequest&ev=PendingNotificationRequest&UA=0&cid=${guid()}${tail(guid)}`;
      return [{ ...get(time, '/owa/ev.owa2'), client, agent, user: name, query, taken: 58_000 }];
    },
  ],
  [0.55, (by) => mapi('/mapi/emsmdb/', by)],
  [0.6, (by) => mapi('/mapi/nspi/', by)],
  [0.7, (by) => negotiated('/EWS/Exchange.asmx', by)],
  [0.86, activeSync],
  [0.92, (by) => negotiated('/autodiscover/autodiscover.xml', by)],
  [
    0.95,
    ({ time, client, name }) => [
      {
        ...get(time, '/OAB/e79472bb-7c0d-4bd1-a8f3-0f7b8f7c5f3a/oab.xml'),
        client,
        agent: 'Microsoft+BITS/7.8',
        user: name,
      },
    ],
  ],
  [0.97, ({ time, client, agent }) => [{ ...get(time, '/favicon.ico'), client, agent, status: 404, win32: 2 }]],
  [1, ({ time, client, agent }) => [{ ...get(time, '/owa/auth/errorFE.aspx'), client, agent, query: 'httpCode=404' }]],
];

/** Requests at the front end: those of the product's own monitoring, and those of users. */
export const frontEnd = ({ build }) => ({
  probe: ({ at, guid }) => [
    { ...get(at(), '/owa/healthcheck.htm'), client: '127.0.0.1', agent: PROBE, query: tail(guid) },
    { ...get(at(), '/ecp/healthcheck.htm'), client: '127.0.0.1', agent: PROBE, query: tail(guid) },
    {
      ...post(at(), '/EWS/Exchange.asmx'),
      client: '::1',
      agent: PROBE,
      user: 'HealthMailbox83d6781be36b4bbf8893b03c2ee379ab@corp.example',
      query: tail(guid),
    },
  ],
  traffic: (made) => {
    const { user } = made;
    const time = made.at();
    const kind = made.next();
    const [, requests] = FRONT_END.find(([share]) => kind < share);
    const by = { client: clientOf(user), agent: BROWSERS[user % BROWSERS.length], name: `CORP\\${USERS[user]}` };
    return requests({ ...made, ...by, time, build });
  },
});

const BACK_END_STEMS = [
  '/mapi/emsmdb/',
  '/EWS/Exchange.asmx',
  '/owa/service.svc',
  '/Microsoft-Server-ActiveSync/Proxy/default.eas',
  '/autodiscover/autodiscover.xml',
];

/** Requests at the back end, which the front end passes on. */
export const backEnd = ({ address }) => ({
  probe: ({ at, minute }) => [
    {
      ...post(at(), '/powershell'),
      port: 444,
      client: '::1',
      agent: 'Microsoft+WinRM+Client',
      user: 'CORP\\HealthMailbox83d6781',
      query: `clientApplication=ActiveMonitor;PSVersion=5.1.14393.5356&probe=${minute}`,
    },
    { ...get(at(), '/owa/healthcheck.htm'), port: 444, client: '127.0.0.1', agent: PROBE },
  ],
  traffic: ({ at, pick, guid, user }) => [
    {
      ...post(at(), pick(BACK_END_STEMS)),
      port: 444,
      client: address,
      agent: OUTLOOK,
      user: `CORP\\${USERS[user]}`,
      query: `&reqId=${guid()}`,
    },
  ],
});

function get(time, stem) {
  return { time, method: 'GET', stem, status: 200 };
}

function post(time, stem) {
  return { time, method: 'POST', stem, status: 200 };
}

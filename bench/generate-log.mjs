// Writes a seeded, realistic IIS log of an Exchange server: what Outlook, phones, browsers, probes and scanners leave, as varied
// as in life, with planted lines of known rules in between. The same seed and size give the same bytes.
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';

/** Small and fast; quality does not matter here. */
function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const FIELDS =
  'date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken';

/** Requests that public rules and rules of Afterpatch find: path, query, status, method, agent. */
export const PLANTED = [
  [
    'POST',
    '/autodiscover/autodiscover.json',
    '@evil.example/mapi/nspi/?&Email=autodiscover/autodiscover.json%3F@evil.example',
    200,
    'Mozilla/5.0',
  ],
  [
    'POST',
    '/autodiscover/autodiscover.json',
    'a=a@b.example/powershell/?X-Rps-CAT=VgEAVA==',
    200,
    'python-requests/2.26.0',
  ],
  ['POST', '/owa/auth/Current/themes/resources/logon.css', '-', 200, 'antSword/v2.1'],
  ['POST', '/ecp/user@corp.example/RulesEditor/InboxRules.svc/NewObject', 'msExchEcpCanary=x', 500, 'Mozilla/5.0'],
  ['GET', '/ecp/default.aspx', '__VIEWSTATEGENERATOR=B97B4E27&__VIEWSTATE=/wEyhAYAAQAAAP', 500, 'Mozilla/5.0'],
  ['POST', '/owa/calendar/a', '-', 200, 'Mozilla/5.0'],
  ['GET', '/aspnet_client/x.aspx', 'cmd=%77hoami&exec==whoami', 200, 'Mozilla/5.0'],
];

export function generateLog(path, bytes, { seed = 1, start = Date.UTC(2021, 7, 1), planted = 200 } = {}) {
  const random = randomOf(seed);
  const int = (n) => Math.floor(random() * n);
  const pick = (list) => list[int(list.length)];
  const hex = (n) => {
    let text = '';
    while (text.length < n) text += int(0x10000).toString(16).padStart(4, '0');
    return text.slice(0, n);
  };
  const guid = () => `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`;
  // Values of a real server recur: 3,000 users, 4,000 addresses, 800 agents, and identifiers that are new in every line.
  const names = [
    'anna',
    'bernd',
    'carla',
    'david',
    'elena',
    'frank',
    'greta',
    'henry',
    'irene',
    'jonas',
    'karin',
    'lukas',
  ];
  const users = Array.from({ length: 3000 }, (_, i) => `${pick(names)}.${pick(names)}${i}`);
  const addresses = Array.from({ length: 4000 }, () =>
    random() < 0.6
      ? `10.${int(20)}.${int(250)}.${1 + int(250)}`
      : `${20 + int(190)}.${int(250)}.${int(250)}.${1 + int(250)}`,
  );
  const agents = Array.from({ length: 800 }, (_, i) => {
    const n = `${80 + int(20)}.0.${4000 + int(600)}.${int(200)}`;
    return [
      `Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64)+AppleWebKit/537.36+(KHTML,+like+Gecko)+Chrome/${n}+Safari/537.36`,
      `Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64)+AppleWebKit/537.36+(KHTML,+like+Gecko)+Chrome/${n}+Safari/537.36+Edg/${n}`,
      `Mozilla/5.0+(iPhone;+CPU+iPhone+OS+14_${i % 8}+like+Mac+OS+X)+AppleWebKit/605.1.15+(KHTML,+like+Gecko)+Mobile/15E148`,
      `Microsoft+Office/16.0+(Windows+NT+10.0;+Microsoft+Outlook+16.0.${4000 + int(9000)};+Pro)`,
      `Microsoft+Office/16.0+(Windows+NT+10.0;+MAPI+16.0.${4000 + int(9000)};+Pro)`,
      `Apple-iPhone${10 + int(4)}C${1 + int(6)}/1${700 + int(200)}.${int(99)}`,
      `Outlook-iOS-Android/1.0`,
      `MacOutlook/16.5${int(9)}.21080${int(900)}+(Intelx64+Mac+OS+X+Version+10.15.7+(Build+19H${int(999)}))`,
    ][i % 8];
  });
  // An organisation has a handful of them.
  const addressBooks = Array.from({ length: 12 }, guid);
  const script = [
    'boot.worldwide.0.mouse',
    'boot.worldwide.1.mouse',
    'preboot',
    'owa.core',
    'owa.mail.compose',
    'jquery-3.5.1.min',
  ];
  const actions = [
    'FindConversation',
    'GetItem',
    'GetFolder',
    'SyncFolderItems',
    'FindFolder',
    'GetReminders',
    'UpdateItem',
    'CreateItem',
    'SubscribeToNotification',
    'GetUserConfiguration',
    'GetPersonaPhoto',
    'FindPeople',
  ];
  const eas = ['Sync', 'Ping', 'FolderSync', 'GetItemEstimate', 'SmartReply', 'ItemOperations', 'Settings'];
  const tail = () => `&CorrelationID=<empty>;&cafeReqId=${guid()};`;
  const page = () => `https://mail.corp.example/owa/`;
  const odd = (list, weights) => {
    let at = random() * weights;
    for (const entry of list) {
      at -= entry[0];
      if (at < 0) return entry;
    }
    return list[0];
  };
  const kinds = [
    [
      26,
      () => [
        'POST',
        `/mapi/emsmdb/`,
        `MailboxId=${guid()}@corp.example&CorrelationID=<empty>;&ClientRequestInfo=R:{${guid()}}:${int(90000)};RT:${pick(['Execute', 'NotificationWait', 'Connect', 'Disconnect'])};CI:{${guid()}}:${int(99)}&cafeReqId=${guid()};`,
        '-',
        200,
      ],
    ],
    [5, () => ['POST', `/mapi/nspi/`, `MailboxId=${guid()}@corp.example${tail()}`, '-', pick([200, 200, 200, 401])]],
    [17, () => ['POST', `/EWS/Exchange.asmx`, tail(), '-', pick([200, 200, 200, 200, 401, 500])]],
    [
      12,
      (user) => [
        'POST',
        `/Microsoft-Server-ActiveSync/default.eas`,
        `Cmd=${pick(eas)}&User=${user}%40corp.example&DeviceId=${hex(26).toUpperCase()}&DeviceType=${pick(['iPhone', 'Android', 'Outlook'])}${tail()}`,
        '-',
        pick([200, 200, 200, 200, 401, 449]),
      ],
    ],
    [
      12,
      () => [
        'POST',
        `/owa/service.svc`,
        `action=${pick(actions)}&EP=1&ID=-${int(900)}&AC=1${tail()}&ClientId=${hex(32).toUpperCase()}`,
        page(),
        pick([200, 200, 200, 200, 200, 440]),
      ],
    ],
    [
      4,
      () => [
        'GET',
        `/owa/ev.owa2`,
        `ns=PendingRequest&ev=PendingNotificationRequest&UA=0&cid=${guid()}&X-OWA-CANARY=${hex(60)}.&n=${hex(12)}${tail()}`,
        page(),
        200,
      ],
    ],
    [8, () => ['GET', `/owa/prem/15.2.922.7/scripts/${pick(script)}.js`, `-`, page(), pick([200, 304])]],
    [
      4,
      () => [
        'GET',
        `/owa/prem/15.2.922.7/resources/images/${int(9)}/sprite${int(400)}.${pick(['png', 'gif', 'svg'])}`,
        `-`,
        page(),
        pick([200, 304]),
      ],
    ],
    [
      2,
      (user) => [
        'GET',
        `/owa/service.svc/s/GetPersonaPhoto`,
        `email=${user}%40corp.example&UA=0&size=HR64x64${tail()}`,
        page(),
        pick([200, 404]),
      ],
    ],
    [3, () => ['POST', `/Autodiscover/Autodiscover.xml`, tail(), '-', pick([200, 401])]],
    [
      2,
      () => [
        'GET',
        `/owa/auth/logon.aspx`,
        `replaceCurrent=1&url=https%3a%2f%2fmail.corp.example%2fowa%2f${tail()}`,
        '-',
        pick([200, 200, 302]),
      ],
    ],
    [
      1,
      () => [
        'POST',
        `/owa/auth.owa`,
        tail(),
        'https://mail.corp.example/owa/auth/logon.aspx?replaceCurrent=1&url=https%3a%2f%2fmail.corp.example%2fowa',
        302,
      ],
    ],
    [1, () => ['GET', `/OAB/${pick(addressBooks)}/oab.xml`, '-', '-', pick([200, 304, 401])]],
    [
      1,
      () => [
        'POST',
        pick([`/ecp/DDI/DDIService.svc/GetList`, '/ecp/Reporting/GetReport.svc']),
        `ActivityCorrelationID=${guid()}&schema=MailboxService&msExchEcpCanary=${hex(40)}.${tail()}`,
        'https://mail.corp.example/ecp/',
        200,
      ],
    ],
    [
      0.4,
      () => [
        'GET',
        `/${pick(['wp-login.php', 'index.php', 'admin', 'phpmyadmin/', 'robots.txt', 'favicon.ico', hex(6), `${hex(5)}.aspx`, `.well-known/security.txt`])}`,
        '-',
        '-',
        404,
      ],
    ],
    [1.5, () => ['GET', `/owa/healthcheck.htm`, '-', '-', 200]],
    [
      1,
      () => [
        'RPC_IN_DATA',
        '/rpc/rpcproxy.dll',
        `${guid()}@corp.example:6001&RequestId=${guid()}`,
        '-',
        pick([200, 401]),
      ],
    ],
  ];
  const weights = kinds.reduce((sum, [weight]) => sum + weight, 0);

  const file = openSync(path, 'w');
  const header = (time) =>
    `#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Date: ${time}\r\n#Fields: ${FIELDS}\r\n`;
  const stamp = (ms) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
  let [seconds, written, lines, plants, part] = [start / 1000, 0, 0, 0, header(stamp(start))];
  let time = stamp(start);
  const every = bytes / planted;
  while (written + part.length < bytes) {
    if (random() < 0.02) time = stamp(++seconds * 1000);
    if (written + part.length >= (plants + 0.5) * every) {
      const [method, stem, query, status, agent] = PLANTED[plants % PLANTED.length];
      part += `${time} 192.0.2.10 ${method} ${stem} ${query} 443 - 203.0.113.${1 + (plants % 9)} ${agent} - ${status} 0 0 ${int(900)}\r\n`;
      plants++;
    } else {
      const user = pick(users);
      const [method, stem, query, referer, status] = odd(kinds, weights)[1](user);
      part += `${time} 192.0.2.10 ${method} ${stem} ${query} 443 ${status === 401 || status === 404 ? '-' : `CORP\\${user}`} ${pick(addresses)} ${pick(agents)} ${referer} ${status} ${status === 401 ? 1 : 0} 0 ${int(900)}\r\n`;
    }
    lines++;
    if (part.length > 1 << 20) {
      written += writeSync(file, part, null, 'latin1');
      part = '';
    }
  }
  written += writeSync(file, part, null, 'latin1');
  // What is still to be written would take its time from whoever reads first.
  fsyncSync(file);
  closeSync(file);
  return { bytes: written, records: lines, lines: lines + 4, planted: plants };
}

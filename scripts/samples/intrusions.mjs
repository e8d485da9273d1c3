// What the intruders of the samples asked for, day by day.
import { EXPLOITS, requestId } from './survivor-logs.mjs';

const secondsOf = (text) => text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);

/** ProxyNotShell on 5 November, two pages and a module, the patch on the 9th, and the same hands afterwards. */
export function survivorRequests(day) {
  const first = '203.0.113.77';
  const later = '203.0.113.142';
  const agent = 'Mozilla/5.0+(Windows+NT+6.1;+WOW64;+rv:52.0)+Gecko/20100101+Firefox/52.0';
  const shell = '/owa/auth/errorEW.aspx';
  const second = '/aspnet_client/system_web/q7d2k.aspx';
  const at = (time, entry) => ({ time: secondsOf(time), client: first, agent, status: 200, ...entry });
  const confusion = ({ time, user }, number) =>
    at(time.slice(0, 8), {
      method: user === '' ? 'GET' : 'POST',
      stem: '/autodiscover/autodiscover.json',
      query: `a@corp.example/PowerShell/?X-Rps-CAT=AAAA&Email=autodiscover/autodiscover.json%3Fa@corp.example&CorrelationID=<empty>;&cafeReqId=${requestId(number)};`,
      agent: 'python-requests/2.28.1',
      status: user === '' ? 401 : 200,
      ...(user && { user }),
    });
  switch (day) {
    case '2022-11-05':
      return [
        ...EXPLOITS.map(confusion),
        at('02:15:20', { method: 'GET', stem: shell, status: 302 }),
        at('02:18:02', { method: 'GET', stem: shell }),
        ...['02:18:40', '02:19:55', '02:23:31', '02:31:12', '02:44:50'].map((time) =>
          at(time, { method: 'POST', stem: shell, received: 9_400, taken: 1_900 }),
        ),
      ];
    case '2022-11-06':
      return [
        at('00:51:36', { method: 'GET', stem: second }),
        ...['00:52:10', '00:54:02', '01:03:44'].map((time) =>
          at(time, { method: 'POST', stem: second, received: 5_200, taken: 2_700 }),
        ),
        at('01:15:30', { method: 'POST', stem: '/iisstart.png', received: 2_048 }),
      ];
    case '2022-11-07':
      return [at('03:10:00', { method: 'GET', stem: second, status: 404, win32: 2 })];
    case '2022-11-12':
      return ['22:40:03', '22:41:57', '22:58:21', '23:05:45'].map((time) =>
        at(time, { method: 'POST', stem: shell, client: later, received: 8_100, taken: 2_200 }),
      );
    case '2022-11-14':
      return [
        ...['01:20:09', '01:22:30', '01:47:51'].map((time) =>
          at(time, { method: 'POST', stem: shell, client: later, received: 7_700, taken: 1_400 }),
        ),
        at('01:55:02', { method: 'POST', stem: '/iisstart.png', client: later, received: 2_048 }),
        at('01:55:40', { method: 'POST', stem: '/iisstart.png', client: later, received: 4_096 }),
      ];
    default:
      return [];
  }
}

/** What the front end passed on: the same request, on the back end's port, from the server itself. */
function backEndSession({ time, user }, number) {
  if (user === '') return [];
  return {
    time: secondsOf(time.slice(0, 8)),
    method: 'POST',
    stem: '/powershell',
    port: 444,
    client: '192.0.2.10',
    agent: 'python-requests/2.28.1',
    user,
    status: 200,
    query: `X-Rps-CAT=AAAA&cafeReqId=${requestId(number)};`,
  };
}

/** Sessions of remote PowerShell that the survivor's intruder opened on the back end. */
export function survivorBackEndRequests(day) {
  return day === '2022-11-05' ? EXPLOITS.flatMap(backEndSession) : [];
}

const WIDE = '203.0.113.60';
const WIDE_AGENT = 'Mozilla/5.0+(X11;+Linux+x86_64;+rv:91.0)+Gecko/20100101+Firefox/91.0';
const NARROW = '198.51.100.200';

/** ProxyNotShell as an account that was stolen, and the page that it left, at these times of one day. */
function wideEntry(confused, used) {
  const stem = '/owa/auth/expiredcfg.aspx';
  return [
    ...confused.map((time) => ({
      time: secondsOf(time),
      client: WIDE,
      method: 'POST',
      stem: '/autodiscover/autodiscover.json',
      query: 'a@corp.example/PowerShell/?X-Rps-CAT=AAAA&Email=autodiscover/autodiscover.json%3Fa@corp.example',
      agent: 'python-requests/2.28.1',
      user: 'CORP\\hsato',
      status: 200,
    })),
    ...wideUse(used, stem),
  ];
}

function wideUse(times, stem = '/owa/auth/expiredcfg.aspx') {
  return times.map((time) => ({
    time: secondsOf(time),
    client: WIDE,
    method: 'POST',
    stem,
    agent: WIDE_AGENT,
    status: 200,
    received: 9_100,
  }));
}

export function firstServerRequests(day) {
  if (day === '2022-11-07') return wideEntry(['01:17:02', '01:18:40'], ['01:21:50', '01:29:11', '01:40:07']);
  return day === '2022-11-09' ? wideUse(['03:02:10', '03:05:48']) : [];
}

/** The first intruder a day later, and somebody else with ProxyShell, a page of his own and another browser. */
export function secondServerRequests(day) {
  if (day === '2022-11-09') return narrowUse(['13:11:09', '13:15:30']);
  if (day !== '2022-11-08') return [];
  return [
    ...wideEntry(['02:39:15', '02:40:20'], ['02:43:01', '02:50:36']),
    ...['14:01:07', '14:02:55', '14:04:30'].map((time, at) => ({
      time: secondsOf(time),
      client: NARROW,
      method: 'POST',
      stem: '/autodiscover/autodiscover.json',
      query: `@mail.example/${['mapi/nspi/', 'mapi/emsmdb/', 'powershell/'][at]}?&Email=autodiscover/autodiscover.json%3F@mail.example`,
      agent: 'Mozilla/5.0+(compatible;+MSIE+10.0;+Windows+NT+6.2)',
      status: 200,
    })),
    ...narrowUse(['14:08:12', '14:09:40', '14:21:05']),
  ];
}

function narrowUse(times) {
  return times.map((time) => ({
    time: secondsOf(time),
    client: NARROW,
    method: 'GET',
    stem: '/aspnet_client/supp0rt.aspx',
    query: 'ticket=3f9c2a',
    agent: 'Mozilla/5.0+(Windows+NT+6.3;+rv:78.0)+Gecko/20100101+Firefox/78.0',
    status: 200,
  }));
}

// Logs of IIS: ordinary requests of a day, more of them at work, and what else is to be in them.
import { survivorBackEndRequests } from './intrusions.mjs';
import { backEnd, frontEnd, USERS } from './ordinary-requests.mjs';
import { random } from './random.mjs';

const FIELDS =
  'date time s-computername s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken';

/** The log of the front end's site. */
export function frontEndLog(server, day) {
  const entries = logOf(day, server.seed * 1000 + Number(day.slice(-2)), 0.24 * (server.busy ?? 1), frontEnd(server));
  return render(server, day, [...entries, ...(server.requests?.(day) ?? [])]);
}

/** The log of the back end's site, which the front end asks. */
export function backEndLog(server, day) {
  const entries = logOf(day, server.seed * 2000 + Number(day.slice(-2)), 0.12 * (server.busy ?? 1), backEnd(server));
  return render(server, day, [...entries, ...(server.intruder ? survivorBackEndRequests(day) : [])]);
}

function logOf(day, seed, busy, entriesOf) {
  const next = random(seed);
  const pick = (list) => list[Math.floor(next() * list.length)];
  const hex = (length) => Array.from({ length }, () => Math.floor(next() * 16).toString(16)).join('');
  const guid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
  const weekend = [0, 6].includes(new Date(`${day}T12:00:00Z`).getUTCDay());
  const entries = [];
  for (let minute = 0; minute < 1440; minute += 1) {
    const hour = Math.floor(minute / 60);
    const rate = (hour >= 7 && hour < 18 && !weekend ? 0.75 : hour >= 5 && hour < 22 ? 0.25 : 0.12) * busy;
    const at = () => minute * 60 + Math.floor(next() * 60);
    if (minute % 10 === 0) entries.push(...entriesOf.probe({ at, guid, minute }));
    while (next() < rate / (1 + rate))
      entries.push(...entriesOf.traffic({ at, pick, guid, hex, next, user: Math.floor(next() * USERS.length) }));
  }
  return entries;
}

function render(server, day, entries) {
  const clock = (seconds) => new Date(seconds * 1000).toISOString().slice(11, 19);
  const head = [
    '#Software: Microsoft Internet Information Services 10.0',
    '#Version: 1.0',
    `#Date: ${day} 00:00:00`,
    `#Fields: ${FIELDS}${server.balancer ? ' X-Forwarded-For' : ''}`,
  ];
  const lines = entries
    .filter((entry) => entry.time < 86_400)
    .map((entry, order) => ({ ...entry, order }))
    .sort((a, b) => a.time - b.time || a.order - b.order)
    .map((e) => {
      const taken = e.taken ?? 8 + ((e.time * 7 + e.order * 13) % 90);
      const sent = e.sent ?? 300 + ((e.time * 31 + e.order * 17) % 4000);
      const received = e.received ?? 700 + ((e.time * 11 + e.order * 29) % 900);
      return [
        day,
        clock(e.time),
        server.host,
        server.address,
        e.method,
        e.stem,
        e.query ?? '-',
        e.port ?? 443,
        e.user ?? '-',
        isForwarded(server, e) ? server.balancer : e.client,
        e.agent ?? '-',
        e.referer ?? '-',
        e.status,
        0,
        e.win32 ?? 0,
        sent,
        received,
        taken,
        ...(server.balancer ? [isForwarded(server, e) ? e.client : '-'] : []),
      ].join(' ');
    });
  return `${[...head, ...lines].join('\r\n')}\r\n`;
}

/** What comes from outside comes through the balancer; what the server asks itself does not. */
function isForwarded({ balancer, address }, { client }) {
  return balancer !== undefined && ![address, '::1', '127.0.0.1'].includes(client);
}

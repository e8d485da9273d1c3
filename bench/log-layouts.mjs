// A generated W3C log in the other layouts that the log engine reads, and logs that are nothing but what is rare elsewhere.
import { Readable } from 'node:stream';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function rowsOf(w3c) {
  const rows = w3c.split(/\r?\n/);
  return rows.filter((row) => row !== '' && !row.startsWith('#')).map((row) => row.split(' '));
}

export function withoutDate(w3c) {
  return w3c.replaceAll(/^\d{4}-\d\d-\d\d /gm, '').replaceAll('#Fields: date ', '#Fields: ');
}

export function native(w3c) {
  return rowsOf(w3c)
    .map(([date, time, server, method, stem, query, , user, client, , , status, , win32, taken]) => {
      const [year, month, day] = date.split('-').map(Number);
      return `${client}, ${user}, ${month}/${day}/${year}, ${time}, W3SVC1, EX01, ${server}, ${taken}, 100, 200, ${status}, ${win32}, ${method}, ${stem}, ${query},`;
    })
    .join('\r\n');
}

export function ncsa(w3c) {
  return rowsOf(w3c)
    .map(([date, time, , method, stem, query, , user, client, , , status]) => {
      const [year, month, day] = date.split('-');
      return `${client} - ${user} [${day}/${MONTHS[Number(month) - 1]}/${year}:${time} +0000] "${method} ${stem}?${query} HTTP/1.1" ${status} 100`;
    })
    .join('\r\n');
}

/** A column more than the header names. */
export function withMore(w3c) {
  return w3c.replaceAll(/^([^#].*?)\r?$/gm, '$1 extra\r');
}

/** Two columns fewer than the header names. */
function withFewer(w3c) {
  return w3c.replaceAll(/(#Fields: .*?)\r/g, '$1 sc-bytes cs-bytes\r');
}

/** User names with a space in them. */
function withSpaces(w3c) {
  return w3c.replaceAll(/^([^#].*? CORP\\\S+)/gm, '$1 maria');
}

/** The layouts by what the table calls them. */
export const IN_LAYOUTS = {
  'without a date column': withoutDate,
  'IIS native': native,
  NCSA: ncsa,
  'fewer columns than the header names': withFewer,
  'user names with spaces': withSpaces,
};

const HEADER =
  '#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Date: 2021-08-01 00:00:00\r\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken\r\n';
const AGENT =
  'Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64)+AppleWebKit/537.36+(KHTML,+like+Gecko)+Chrome/92.0.4515.107+Safari/537.36';
const REQUESTS = {
  script: (i) => `GET /app/page${i}.aspx - 443 - 10.0.${(i >> 8) % 250}.${i % 250} ${AGENT} - 200`,
  attack: (i) =>
    `POST /autodiscover/autodiscover.json @evil.example/powershell/?X-Rps-CAT=${i} 443 - 203.0.113.${i % 250} python-requests/2.25.1 - 200`,
  logon: (i) =>
    `POST /owa/auth.owa - 443 CORP\\user${i % 3000} 10.1.${(i >> 8) % 250}.${i % 250} ${AGENT} https://mail.corp.example/owa/auth/logon.aspx 302`,
};

/** So many bytes of a log in which each line is of one kind: a script of its own, an attack, a logon. */
export function floodOf(kind, bytes) {
  return Readable.from(
    (function* () {
      yield HEADER;
      let written = HEADER.length;
      for (let i = 0; written < bytes; ) {
        let part = '';
        while (part.length < 1 << 20 && written + part.length < bytes) {
          const time = new Date(Date.UTC(2021, 7, 1) + (i >> 4) * 1000).toISOString().slice(0, 19).replace('T', ' ');
          part += `${time} 192.0.2.10 ${REQUESTS[kind](i++)} 0 0 ${i % 900}\r\n`;
        }
        written += part.length;
        yield part;
      }
    })(),
  );
}

import type { Folder } from '../walking/tree.js';
import { driveOf } from '../placing/windows-path.js';

const EXCHANGE = 'C:\\Program Files\\Microsoft\\Exchange Server\\V15';

/**
 * Ends of folder paths that only one place on a server has, and that place by default.
 * A pattern in a last name is kept as collected.
 */
const ANCHORS: readonly (readonly [names: readonly (string | RegExp)[], place: string])[] = [
  [['inetpub'], 'C:\\inetpub'],
  [['wwwroot'], 'C:\\inetpub\\wwwroot'],
  [['aspnet_client'], 'C:\\inetpub\\wwwroot\\aspnet_client'],
  [['windows', /^(?:system32|syswow64|microsoft\.net|temp|assembly)$/], 'C:\\Windows\\*'],
  [['system32', /^(?:inetsrv|logfiles|tasks|winevt|config)$/], 'C:\\Windows\\System32\\*'],
  [['inetsrv', 'config'], 'C:\\Windows\\System32\\inetsrv\\config'],
  [['winevt', 'logs'], 'C:\\Windows\\System32\\winevt\\Logs'],
  [['logfiles', 'httperr'], 'C:\\Windows\\System32\\LogFiles\\HTTPERR'],
  [['httperr'], 'C:\\Windows\\System32\\LogFiles\\HTTPERR'],
  [[/^(?:w3svc|ftpsvc)\d+$/], 'C:\\inetpub\\logs\\LogFiles\\*'],
  [[/^cfghistory_\d{10}$/], 'C:\\inetpub\\history\\*'],
  [['web', 'rdweb'], 'C:\\Windows\\Web\\RDWeb'],
  [['temporary asp.net files'], 'C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\Temporary ASP.NET Files'],
  [['program files', 'microsoft'], 'C:\\Program Files\\Microsoft'],
  [['exchange server', 'v15'], EXCHANGE],
  [['v15', /^(?:frontend|clientaccess|logging|transportroles|bin)$/], `${EXCHANGE}\\*`],
  [['frontend', 'httpproxy'], `${EXCHANGE}\\FrontEnd\\HttpProxy`],
  [
    ['clientaccess', /^(?:owa|ecp|autodiscover|exchweb|oab|sync|rest|powershell|powershell-proxy)$/],
    `${EXCHANGE}\\ClientAccess\\*`,
  ],
  [['transportroles', /^(?:shared|logs|agents)$/], `${EXCHANGE}\\TransportRoles\\*`],
  [
    ['logging', /^(?:httpproxy|ecp|ews|cmdletinfra|owa|oabgeneratorlog|httprequestfiltering|localqueue)$/],
    `${EXCHANGE}\\Logging\\*`,
  ],
  [['exchangesetuplogs'], 'C:\\ExchangeSetupLogs'],
];

/** The Windows path of a loose folder that ends like a known place, null for any other. Case beyond the anchor is as collected. */
export function anchoredPath(folder: Folder): string | null {
  for (const [names, place] of ANCHORS) {
    let at: Folder | null = folder;
    let fits = true;
    for (let index = names.length - 1; index >= 0 && fits; index--) {
      const wanted = names[index];
      const name = at?.name.toLowerCase() ?? '';
      fits = typeof wanted === 'string' ? name === wanted : wanted?.test(name) === true;
      at = at?.parent ?? null;
    }
    if (!fits) continue;
    const path = place.replace('*', () => folder.name);
    // The folder above may still tell the drive, where the path given starts further down.
    const drive = at && place.split('\\').length === names.length + 1 ? driveOf(at.name) : null;
    return drive ? drive + path.slice(2) : path;
  }
  return null;
}

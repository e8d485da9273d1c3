import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A day of requests to a page, one each hour, and to a shell once. */
export interface LogDay {
  /** Of August 2021. */
  readonly day: number;
  /** Path of a script that is asked for at noon by POST, where it is. */
  readonly shell?: string;
  /** Who asks for it. */
  readonly client?: string;
  readonly hours?: number;
}

const FIELDS =
  '#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Date: 2021-08-DD 00:00:00\r\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken\r\n';

export function logOf({ day, shell, client = '203.0.113.9', hours = 24 }: LogDay): string {
  const date = `2021-08-${String(day).padStart(2, '0')}`;
  const row = (hour: number, method: string, stem: string, client: string) =>
    `${date} ${String(hour).padStart(2, '0')}:00:01 10.0.0.5 ${method} ${stem} - 443 - ${client} Mozilla/5.0 - 200 0 0 15\r\n`;
  const rows = Array.from({ length: hours }, (_, hour) =>
    [
      row(hour, 'GET', '/owa/auth/logon.aspx', '198.51.100.7'),
      ...(shell !== undefined && hour === 12 ? [row(hour, 'POST', shell, client)] : []),
    ].join(''),
  );
  return FIELDS.replace('2021-08-DD', date) + rows.join('');
}

/** Writes logs of a server as they lie on its disk, below a folder. @returns the folder of the logs */
export function writeLogs(server: string, days: readonly LogDay[]): string {
  const folder = join(server, 'C', 'inetpub', 'logs', 'LogFiles', 'W3SVC1');
  mkdirSync(folder, { recursive: true });
  for (const day of days) writeFileSync(join(folder, `u_ex2108${String(day.day).padStart(2, '0')}.log`), logOf(day));
  return folder;
}

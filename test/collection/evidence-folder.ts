import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

const made: string[] = [];

afterAll(() => {
  for (const folder of made) {
    // Node cannot remove what is deeper than a path may be long.
    if (process.platform === 'win32') rmSync(folder, { recursive: true, force: true });
    else execFileSync('rm', ['-rf', folder]);
  }
});

/** Makes a folder that is gone after the tests of the file. Keys are paths, values contents; a final `/` makes an empty folder. */
export function evidence(files: Readonly<Record<string, string | Buffer>> = {}): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'afterpatch-collection-'));
  made.push(folder);
  for (const [name, content] of Object.entries(files)) {
    const full = path.join(folder, name);
    mkdirSync(name.endsWith('/') ? full : path.dirname(full), { recursive: true });
    if (!name.endsWith('/')) writeFileSync(full, content);
  }
  return folder;
}

/** Sets a file's modification time, as ISO 8601. */
export function touch(folder: string, name: string, time: string): void {
  utimesSync(path.join(folder, name), new Date(time), new Date(time));
}

export const IIS_LOG = [
  '#Software: Microsoft Internet Information Services 10.0',
  '#Version: 1.0',
  '#Date: 2021-03-03 00:00:00',
  '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status',
  '2021-03-03 00:00:01 192.0.2.10 GET /owa/ - 443 - 198.51.100.7 Mozilla/5.0 200',
  '',
].join('\r\n');

export const iisLogOf = (computer: string, time = '00:00:01') =>
  [
    '#Software: Microsoft Internet Information Services 10.0',
    '#Fields: date time s-computername cs-method cs-uri-stem c-ip sc-status',
    `2021-03-03 ${time} ${computer} GET /owa/ 198.51.100.7 200`,
    '',
  ].join('\r\n');

export const APPLICATION_HOST = (
  physicalPath = '%SystemDrive%\\inetpub\\wwwroot',
) => `<?xml version="1.0" encoding="UTF-8"?>
<configuration>
  <configSections>
    <sectionGroup name="system.applicationHost"><section name="sites" /></sectionGroup>
  </configSections>
  <system.applicationHost><sites><site name="Default Web Site" id="1"><application path="/">
    <virtualDirectory path="/" physicalPath="${physicalPath}" />
  </application></site></sites></system.applicationHost>
</configuration>
`;

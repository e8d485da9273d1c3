import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { USN_REASONS } from '../../src/formats/ntfs/usn-journal.js';
import { hunt } from '../../src/hunt.js';
import type { Report } from '../../src/model/finding.js';
import { arrangedServer, type Files } from '../collection/arranged-server.js';
import { evidence, touch } from '../collection/evidence-folder.js';
import { zipOf } from '../collection/zip-writer.js';
import { journalOf, ROOT, tableOf } from '../helpers/ntfs.js';
import { hiveOf } from '../helpers/registry-hive.js';

const HOST = 'MBX01';
const SAMPLE = 'samples/collections/exchange-2016-two-intruders/MBX01/C';
const LEFT = 'Program Files/Microsoft/Exchange Server/V15/FrontEnd/HttpProxy/owa/auth/expiredcfg.aspx';
/** One of each way in which collectors hand over a whole server. */
const LAYOUTS = [
  'a mounted volume',
  'folders named by drive',
  'KAPE',
  'Velociraptor, zipped',
  'acquire, as it comes',
  'CyLR',
  'DFIR-ORC',
  'an exported partition',
];

/** Pages, configuration and logs of a server with an intruder, and what its file system and registry remember. */
function server(): Files {
  const names = readdirSync(SAMPLE, { recursive: true, encoding: 'utf8' });
  const files = names
    .filter((name) => statSync(path.join(SAMPLE, name)).isFile())
    // Two days of logs are enough.
    .filter((name) => !name.endsWith('u_ex221109.log'))
    .map((name) => [name.split(path.sep).join('/'), readFileSync(path.join(SAMPLE, name))] as const);
  const page = { file: [90, 3], parent: [41, 1], name: 'gone.aspx' } as const;
  const module = { file: [91, 1], parent: [44, 1], name: 'httpcache.dll' } as const;
  return {
    ...Object.fromEntries(files),
    'inetpub/wwwroot/shop/App_Data/up.zip': zipOf([{ name: '../../gallery.aspx', content: 'nothing' }]),
    $MFT: tableOf({
      40: { sequence: 1, parent: ROOT, name: 'inetpub', isFolder: true },
      41: { sequence: 1, parent: [40, 1], name: 'wwwroot', isFolder: true },
      42: { sequence: 1, parent: ROOT, name: 'Windows', isFolder: true },
      43: { sequence: 1, parent: [42, 1], name: 'System32', isFolder: true },
      44: { sequence: 1, parent: [43, 1], name: 'inetsrv', isFolder: true },
    }),
    '$Extend/$J': journalOf([
      { ...page, time: '2022-11-07T01:50:00Z', reasons: USN_REASONS.created },
      { ...module, time: '2022-11-07T01:55:00Z', reasons: USN_REASONS.created },
      { ...page, time: '2022-11-07T02:50:00Z', reasons: USN_REASONS.deleted },
      { ...module, time: '2022-11-07T02:51:00Z', reasons: USN_REASONS.deleted },
    ]),
    'Windows/appcompat/Programs/Amcache.hve': hiveOf({
      keys: {
        Root: {
          keys: {
            InventoryApplicationFile: {
              keys: {
                'u.exe|1': {
                  changed: '2022-11-07T02:10:00Z',
                  values: {
                    LowerCaseLongPath: 'c:\\inetpub\\wwwroot\\aspnet_client\\u.exe',
                    FileId: `0000${'a'.repeat(40)}`,
                  },
                },
              },
            },
          },
        },
      },
    }),
    'Windows/System32/config/SYSTEM': hiveOf({
      keys: {
        Select: { values: { Current: 1 } },
        ControlSet001: {
          keys: {
            Control: { keys: { ComputerName: { keys: { ComputerName: { values: { ComputerName: HOST } } } } } },
            Services: {
              keys: { WinUpdSvc: { values: { ImagePath: 'C:\\Windows\\Temp\\w.exe', Start: 2, Type: 16 } } },
            },
          },
        },
      },
    }),
  };
}

/** The page that was left came late; the rest is as old as the installation, an hour apart each. */
function timeOf(name: string): string {
  if (name === LEFT) return '2022-11-07T01:20:12Z';
  const age = [...name].reduce((sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) % 997, 7);
  return `${new Date(Date.UTC(2022, 4, 14) + age * 3_600_000).toISOString().slice(0, 19)}Z`;
}

function written(files: Files, own: Files): string {
  const folder = evidence(files);
  const paths = Object.keys(own);
  for (const name of Object.keys(files)) touch(folder, name, timeOf(paths.find((one) => name.endsWith(one)) ?? name));
  return folder;
}

/** The same files under names that tell nothing, and the manifest that says what they were. */
function unnamed(own: Files): { folder: string; manifest: string } {
  const named = Object.entries(own).map(([name, content]) => [uuidOf(name), name, content] as const);
  const files = named.map(([uuid, name]) => ({
    path: uuid,
    windowsPath: `C:\\${name.replaceAll('/', '\\')}`,
    host: HOST,
    created: timeOf(name),
    modified: timeOf(name),
  }));
  const manifest = path.join(evidence(), 'inputs.json');
  writeFileSync(manifest, JSON.stringify({ files }));
  return { folder: evidence(Object.fromEntries(named.map(([uuid, , content]) => [uuid, content]))), manifest };
}

/** As worker systems call what they hand on. */
function uuidOf(name: string): string {
  const [a, b, c, d, e] =
    createHash('sha256')
      .update(name)
      .digest('hex')
      .match(/^(.{8})(.{4})(.{4})(.{4})(.{12})/)
      ?.slice(1) ?? [];
  return [a, b, c, d, e].join('-');
}

/** What a report says of a server, whatever it was collected with. */
function toldOf({ findings, subjects, incidents, actors }: Report): string {
  // Where files lie, how exact their times are, and which bytes of a container they are, is what layouts differ in.
  const own = new Set(['collectedPath', 'path', 'times', 'report', 'container']);
  const told = { findings, subjects, incidents, actors };
  return JSON.stringify(told, (key, value: unknown) => (own.has(key) ? undefined : value), 1);
}

describe('one server in every layout', () => {
  it.skipIf(process.platform === 'win32')(
    'has the same findings, subjects and incidents',
    async () => {
      const own = server();
      const arranged = arrangedServer(own, HOST, timeOf);
      const reports = new Map<string, Report>();
      for (const name of LAYOUTS) {
        const report = await hunt({ paths: [written(arranged[name] ?? {}, own)], jobs: 1 }).report;
        reports.set(name, report);
      }
      const { folder, manifest } = unnamed(own);
      reports.set('names that tell nothing', await hunt({ paths: [folder], manifest, jobs: 1 }).report);
      const [first] = reports.values();
      if (first === undefined) throw new Error('There is no layout');
      expect(first.findings.map(({ rule }) => rule.id)).toEqual(
        expect.arrayContaining([
          'webshell.deleted-page',
          'windows.deleted-program',
          'webshell.flagged-file-used',
          'windows.service',
          'windows.recorded-program',
          'webshell.climbing-archive-member',
        ]),
      );
      const unhashed = first.findings.filter(
        ({ artifact: { collectedPath, sha256 } }) => collectedPath !== null && sha256 === null,
      );
      expect(unhashed.map(({ rule }) => rule.id)).toEqual([]);
      const steps = first.incidents.flatMap((incident) => incident.steps.map(({ text }) => text));
      expect(steps).toEqual(expect.arrayContaining([expect.stringMatching(/^Program c:.*u\.exe is /)]));
      for (const [name, report] of reports) expect([name, toldOf(report)]).toEqual([name, toldOf(first)]);
    },
    300_000,
  );
});

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readCollectionManifest } from '../../../src/case/evidence/collection-manifest.js';
import { collect } from '../../collection/collect-evidence.js';
import { APPLICATION_HOST, evidence } from '../../collection/evidence-folder.js';
import { zipOf } from '../../collection/zip-writer.js';

const PAGE = '<%@ Page Language="C#" %>hello';

function manifest(content: unknown): string {
  const file = path.join(evidence(), 'inputs.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

it('says where files that bear other names lay, of which server and when; members of archives too', async () => {
  const folder = evidence({
    '0001.bin': PAGE,
    'more.zip': zipOf([{ name: '0002.bin', content: PAGE }]),
    '0003.bin': APPLICATION_HOST(),
    'C/inetpub/wwwroot/other.aspx': PAGE,
  });
  const renamed = readCollectionManifest(
    manifest({
      files: [
        {
          path: '0001.bin',
          windowsPath: 'D:\\sites\\a.aspx',
          host: 'EX01',
          created: '2021-03-03T01:00:00Z',
          modified: '2021-03-03 02:00:00.5Z',
        },
        { path: 'more.zip/0002.bin', windowsPath: 'C:\\inetpub\\wwwroot\\b.aspx', host: 'EX02' },
        {
          path: '0003.bin',
          windowsPath: 'C:\\Windows\\System32\\inetsrv\\config\\applicationHost.config',
          host: 'EX01',
        },
        { path: 'C/inetpub/wwwroot/other.aspx', modified: '2021-03-04T02:00:00Z' },
      ],
    }),
  );
  const { artifacts, notes, hosts } = await collect([folder], { renamed });
  const of = (name: string) => artifacts.find(({ collectedPath }) => collectedPath === name);
  expect(of('0001.bin')).toMatchObject({
    kind: 'web-content',
    windowsPath: 'D:\\sites\\a.aspx',
    host: 'EX01',
    times: {
      created: '2021-03-03T01:00:00.000Z',
      modified: '2021-03-03T02:00:00.500Z',
      source: 'collector-record',
      quality: 'exact',
    },
  });
  expect(of('more.zip/0002.bin')).toMatchObject({
    kind: 'web-content',
    windowsPath: 'C:\\inetpub\\wwwroot\\b.aspx',
    host: 'EX02',
  });
  expect(of('0003.bin')).toMatchObject({ kind: 'application-host-config', host: 'EX01' });
  expect(of('C/inetpub/wwwroot/other.aspx')).toMatchObject({
    windowsPath: 'C:\\inetpub\\wwwroot\\other.aspx',
    times: { created: null, modified: '2021-03-04T02:00:00.000Z' },
  });
  expect(hosts).toEqual(['EX01', 'EX02']);
  expect(notes.filter(({ code }) => code === 'contradictory')).toEqual([]);
});

it('reads nothing that was not given, and tells of names that nothing bears', async () => {
  const outside = evidence({ 'x.aspx': PAGE });
  const folder = evidence({ 'given/a.bin': 'x' });
  const names = [path.join(outside, 'x.aspx'), `../${path.basename(outside)}/x.aspx`, 'given/../given/a.bin'];
  const files = names.map((name) => ({ path: name, windowsPath: 'C:\\inetpub\\wwwroot\\x.aspx' }));
  const { artifacts, notes } = await collect([folder], { renamed: readCollectionManifest(manifest({ files })) });
  expect(artifacts.map(({ collectedPath, windowsPath }) => [collectedPath, windowsPath])).toEqual([
    ['given/a.bin', null],
  ]);
  expect(notes).toContainEqual(expect.objectContaining({ code: 'contradictory', count: 3, incomplete: true }));
});

it.each([
  ['no JSON', '{', 'no JSON'],
  ['no list of files', {}, "'files'"],
  ['an entry that says nothing', { files: [{ path: 'a' }] }, 'fewer than 2'],
  ['an unknown property', { files: [{ path: 'a', drive: 'C' }] }, 'additional properties'],
  ['a path that climbs', { files: [{ path: 'a', windowsPath: 'C:\\inetpub\\..\\x' }] }, 'pattern'],
  ['a relative path', { files: [{ path: 'a', windowsPath: 'inetpub\\x' }] }, 'pattern'],
  ['a share', { files: [{ path: 'a', windowsPath: '\\\\server\\share\\x' }] }, 'pattern'],
  ['a server that is none', { files: [{ path: 'a', host: '../EX01' }] }, 'pattern'],
  ['a time of no zone', { files: [{ path: 'a', modified: '2021-03-03T02:00:00' }] }, 'pattern'],
  ['a day that is none', { files: [{ path: 'a', modified: '2021-02-30T02:00:00Z' }] }, 'no such time'],
  [
    'one file twice',
    {
      files: [
        { path: 'a', host: 'EX01' },
        { path: 'a', host: 'EX02' },
      ],
    },
    'twice',
  ],
])('refuses %s', (_, content, why) => {
  expect(() => readCollectionManifest(manifest(content))).toThrow(why);
});

it('refuses what is not there, and a folder', () => {
  expect(() => readCollectionManifest(path.join(evidence(), 'none.json'))).toThrow('cannot be read');
  expect(() => readCollectionManifest(evidence())).toThrow('no file');
});

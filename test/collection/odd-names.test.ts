import { mkdirSync, symlinkSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readArtifact } from '../../src/collection/opening/open-artifact.js';
import { collect } from './collect-evidence.js';
import { evidence } from './evidence-folder.js';
import { longName, tarOf } from './tar-writer.js';
import { zipOf } from './zip-writer.js';

const PAGE = '<%@ Page Language="C#" %>';
const LONG = `C/inetpub/wwwroot/${'x'.repeat(32_000)}.aspx`;

const read = async (name: string, archive: Buffer) => {
  const { artifacts, notes } = await collect([`${evidence({ [name]: archive })}/${name}`]);
  const contents = await Promise.all(artifacts.map(async (one) => (await readArtifact(one, 1000)).bytes.toString()));
  return { artifacts, contents, notes };
};

describe('names in archives', () => {
  it.each([
    ['EX01.zip', zipOf([{ name: LONG, content: PAGE }])],
    ['EX01.tar', tarOf([longName.pax(LONG), { name: 'x', content: PAGE }])],
    ['EX01.tar', tarOf([longName.gnu(LONG), { name: 'x', content: PAGE }])],
  ])('of 32,000 characters are names: %s', async (name, archive) => {
    const { artifacts, contents } = await read(name, archive);
    expect(artifacts.map(({ collectedPath, kind }) => [collectedPath, kind])).toEqual([[LONG, 'web-content']]);
    expect(contents).toEqual([PAGE]);
  });

  it('of a code page are read by that of the format, and what none of it is keeps its bytes', async () => {
    const name = Buffer.from('C/inetpub/wwwroot/\x81ber.aspx', 'latin1');
    const zipped = await read('EX01.zip', zipOf([{ name, content: PAGE }]));
    expect(zipped.artifacts.map(({ collectedPath }) => collectedPath)).toEqual(['C/inetpub/wwwroot/\u00fcber.aspx']);
    expect(zipped.contents).toEqual([PAGE]);
    const packed = await read('EX01.tar', tarOf([{ name, content: PAGE }]));
    expect(packed.artifacts.map(({ collectedPath }) => collectedPath)).toEqual(['C/inetpub/wwwroot/\\x81ber.aspx']);
    expect(packed.contents).toEqual([PAGE]);
    expect(packed.notes.map(({ code }) => code)).toContain('odd-name');
  });

  it('that differ by case only, or are devices of Windows, are files by themselves', async () => {
    const names = ['C/inetpub/wwwroot/A.aspx', 'C/inetpub/wwwroot/a.aspx', 'C/inetpub/wwwroot/NUL.aspx', 'C/CON'];
    const archive = zipOf(names.map((name, i) => ({ name, content: `${PAGE}${i}` })));
    const { artifacts, contents } = await read('EX01.zip', archive);
    expect(artifacts.map(({ collectedPath }) => collectedPath).sort()).toEqual([...names].sort());
    expect(contents.sort()).toEqual(names.map((_, i) => `${PAGE}${i}`));
  });

  it('stand in archives with fields of 64 bits', async () => {
    const { artifacts, contents } = await read('EX01.zip', zip64Of('C/inetpub/wwwroot/x.aspx', PAGE));
    expect(artifacts.map(({ collectedPath, size }) => [collectedPath, size])).toEqual([
      ['C/inetpub/wwwroot/x.aspx', PAGE.length],
    ]);
    expect(contents).toEqual([PAGE]);
  });
});

it.each([
  [
    'mixed with others',
    ['/inetpub/a.aspx', '\\\\EX02\\c$\\b.dll', 'c.txt', 'd.txt'],
    ['\\x2finetpub/a.aspx', '\\x5c\\x5cEX02/c$/b.dll'],
  ],
  ['alone', ['/inetpub/a.aspx'], ['\\x2finetpub/a.aspx']],
  ['throughout, as tar -P packs them', ['/a.aspx', '/b.aspx', '/c.aspx', '/d.aspx'], []],
])('of archives on a server are shown with their root where that tells something: %s', async (_, names, shown) => {
  const place = 'C/inetpub/wwwroot/App_Data/up.zip';
  const packed = zipOf(names.map((name) => ({ name, content: PAGE })));
  const { artifacts, notes } = await collect([evidence({ [place]: packed })]);
  const paths = artifacts.map(({ collectedPath }) => collectedPath);
  expect(paths).toHaveLength(names.length + 1);
  expect(paths.filter((path) => path.includes('/\\x'))).toEqual(shown.map((name) => `${place}/${name}`));
  expect(notes.filter(({ code }) => code === 'odd-name')).toHaveLength(shown.length > 0 ? 1 : 0);
});

it('archives that a manifest names are opened, and what is in them is of their server', async () => {
  const id = '3f0a1c52-8d7e-4a19-b0a4-5a1f0e9c7d11';
  const folder = evidence({ [id]: zipOf([{ name: '../x.aspx', content: PAGE }]), other: 'x' });
  const windowsPath = 'C:\\inetpub\\wwwroot\\App_Data\\up.zip';
  const renamed = new Map([[id, { windowsPath, host: 'EX01', created: null, modified: null }]]);
  const { artifacts } = await collect([folder], { renamed });
  expect(
    artifacts.map(({ collectedPath, kind, host, windowsPath }) => [collectedPath, kind, host, windowsPath]),
  ).toEqual([
    [id, 'archive', 'EX01', windowsPath],
    [`${id}/\\x2e\\x2e/x.aspx`, 'web-content', 'EX01', null],
    ['other', 'other', null, null],
  ]);
});

it.skipIf(process.platform === 'win32')('links that lead round in circles are recorded, not followed', async () => {
  const folder = evidence({ 'C/inetpub/wwwroot/x.aspx': PAGE });
  mkdirSync(`${folder}/C/inetpub/wwwroot/down`);
  symlinkSync('../..', `${folder}/C/inetpub/wwwroot/down/up`);
  symlinkSync('self', `${folder}/C/inetpub/wwwroot/self`);
  const { artifacts, notes } = await collect([folder]);
  expect(artifacts.map(({ collectedPath, kind }) => [collectedPath, kind])).toEqual([
    ['C/inetpub/wwwroot/down/up', 'link'],
    ['C/inetpub/wwwroot/self', 'link'],
    ['C/inetpub/wwwroot/x.aspx', 'web-content'],
  ]);
  expect(notes.map(({ code }) => code)).toContain('link-not-followed');
});

/** One stored member whose sizes and place stand in the fields of 64 bits only. */
function zip64Of(name: string, content: string): Buffer {
  const [text, data] = [Buffer.from(name), Buffer.from(content)];
  const sizes = Buffer.alloc(20);
  sizes.writeUInt16LE(1, 0);
  sizes.writeUInt16LE(16, 2);
  sizes.writeBigUInt64LE(BigInt(data.length), 4);
  sizes.writeBigUInt64LE(BigInt(data.length), 12);
  const place = Buffer.concat([sizes, Buffer.alloc(8)]);
  place.writeUInt16LE(24, 2);
  const common = (extra: number) => {
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(45, 0);
    fields.writeUInt32LE(crc32(data), 10);
    fields.writeUInt32LE(0xffff_ffff, 14);
    fields.writeUInt32LE(0xffff_ffff, 18);
    fields.writeUInt16LE(text.length, 22);
    fields.writeUInt16LE(extra, 24);
    return fields;
  };
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common(sizes.length), text, sizes, data]);
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE(0xffff_ffff, 10);
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x2d\x00', 'latin1'), common(place.length), tail, text, place]);
  const end64 = Buffer.alloc(56);
  end64.write('PK\x06\x06', 0, 'latin1');
  end64.writeBigUInt64LE(44n, 4);
  end64.writeUInt16LE(45, 12);
  end64.writeUInt16LE(45, 14);
  end64.writeBigUInt64LE(1n, 24);
  end64.writeBigUInt64LE(1n, 32);
  end64.writeBigUInt64LE(BigInt(central.length), 40);
  end64.writeBigUInt64LE(BigInt(local.length), 48);
  const locator = Buffer.alloc(20);
  locator.write('PK\x06\x07', 0, 'latin1');
  locator.writeBigUInt64LE(BigInt(local.length + central.length), 8);
  locator.writeUInt32LE(1, 16);
  const end = Buffer.alloc(22, 0xff);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt32LE(0, 4);
  end.writeUInt16LE(0, 20);
  return Buffer.concat([local, central, end64, locator, end]);
}

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  hashEvidence,
  manifestLines,
  readManifest,
  verifyManifest,
} from '../../../src/case/evidence/evidence-manifest.js';
import { givenPaths } from '../../../src/collection/walking/given-paths.js';
import { collect, reading } from '../../collection/collect-evidence.js';
import { evidence, IIS_LOG } from '../../collection/evidence-folder.js';
import { tarOf } from '../../collection/tar-writer.js';
import { zipOf } from '../../collection/zip-writer.js';

const files = {
  'C/inetpub/wwwroot/a.aspx': 'a',
  // Copies are files like any other.
  'C/inetpub/logs/LogFiles/W3SVC1/u_ex210303.log': IIS_LOG,
  'copy/u_ex210303.log': IIS_LOG,
  'C/inetpub/logs/old.log.gz': gzipSync(IIS_LOG),
  'more.zip': zipOf([{ name: 'b.aspx', content: 'b' }]),
  'most.tar.gz': gzipSync(tarOf([{ name: 'c.aspx', content: 'c' }])),
};

const hashed = async (folder: string) => {
  const { artifacts } = await collect([folder], { keepsCopies: true });
  return hashEvidence(artifacts, (await givenPaths([folder])).given, reading());
};
const manifestOf = async (folder: string) => {
  const lines: Buffer[] = [];
  for await (const line of manifestLines(await hashed(folder))) lines.push(line);
  return Buffer.concat(lines);
};
const verified = async (manifest: Buffer, folder: string) => {
  const read = readManifest(manifest);
  const found: string[] = [];
  if (read === null) throw new Error('It is no manifest');
  for await (const { path, state } of verifyManifest(read, await hashed(folder))) found.push(`${state} ${path}`);
  return { isWhole: read.isWhole, differing: found.filter((one) => !one.startsWith('same ')), count: found.length };
};

describe('a manifest of all collected files', () => {
  it('has every file, copies and what lies in archives too, and agrees with itself', async () => {
    const folder = evidence(files);
    const manifest = await manifestOf(folder);
    const names = manifest
      .toString()
      .split('\n')
      .map((line) => line.replace(/[0-9a-f]{64}/, '…'));
    expect(names.slice(1)).toEqual([
      '# …  more.zip/b.aspx',
      '# …  most.tar.gz/c.aspx',
      ...Object.keys(files)
        .sort()
        .map((name) => `…  ${name}`),
      '# 8 files',
      '',
    ]);
    expect(manifest.toString()).toContain(`# ${createHash('sha256').update('b').digest('hex')}  more.zip/b.aspx\n`);
    expect(await verified(manifest, folder)).toEqual({ isWhole: true, differing: [], count: 8 });
  });

  it.skipIf(process.platform !== 'linux')('is what sha256sum checks, whatever bytes names have', async () => {
    const folder = evidence({ ...files, 'a\nb\\c.txt': 'odd' });
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0x2e, 0x74])]), 'no UTF-8');
    const manifest = await manifestOf(folder);
    const sums = `${evidence({ sha256: manifest })}/sha256`;
    execFileSync('sha256sum', ['--check', '--strict', '--quiet', sums], { cwd: folder });
    expect(await verified(manifest, folder)).toEqual({ isWhole: true, differing: [], count: 10 });
  });

  it('tells what changed, went and came', async () => {
    const folder = evidence(files);
    const manifest = await manifestOf(folder);
    appendFileSync(`${folder}/C/inetpub/wwwroot/a.aspx`, 'more');
    renameSync(`${folder}/copy/u_ex210303.log`, `${folder}/copy/renamed.log`);
    writeFileSync(`${folder}/more.zip`, zipOf([{ name: 'b.aspx', content: 'B' }]));
    expect((await verified(manifest, folder)).differing).toEqual([
      'changed more.zip/b.aspx',
      'changed C/inetpub/wwwroot/a.aspx',
      'added copy/renamed.log',
      'changed more.zip',
      'missing copy/u_ex210303.log',
    ]);
  });

  it('tells what is missing in the order of names', async () => {
    const folder = evidence(files);
    const manifest = await manifestOf(folder);
    for (const name of ['copy/u_ex210303.log', 'C/inetpub/wwwroot/a.aspx', 'C/inetpub/logs/old.log.gz'])
      rmSync(`${folder}/${name}`);
    expect((await verified(manifest, folder)).differing).toEqual([
      'missing C/inetpub/logs/old.log.gz',
      'missing C/inetpub/wwwroot/a.aspx',
      'missing copy/u_ex210303.log',
    ]);
  });

  it('of one archive has the archive and what it holds', async () => {
    const folder = evidence({ 'EX01.tar.gz': files['most.tar.gz'] });
    const manifest = await manifestOf(`${folder}/EX01.tar.gz`);
    expect(manifest.toString()).toMatch(/^# [0-9a-f]{64} {2}c\.aspx\n[0-9a-f]{64} {2}EX01\.tar\.gz\n# 2 files\n$/m);
    expect((await verified(manifest, `${folder}/EX01.tar.gz`)).differing).toEqual([]);
  });

  it('that lost lines says so, and other files are none', async () => {
    const folder = evidence(files);
    const lines = (await manifestOf(folder)).toString().split('\n');
    expect(readManifest(Buffer.from(lines.slice(0, -2).join('\n')))?.isWhole).toBe(false);
    expect(readManifest(Buffer.from(lines.filter((_, at) => at !== 3).join('\n')))?.isWhole).toBe(false);
    expect(readManifest(Buffer.from('{"findings": []}'))).toBeNull();
  });
});

import { createHash } from 'node:crypto';
import { appendFileSync, rmSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { verifyReport } from '../../src/case/verify-report.js';
import { collect } from '../../src/collection/collect.js';
import { Reading } from '../../src/collection/reading/reading.js';
import { evidence } from '../collection/evidence-folder.js';
import { tarOf } from '../collection/tar-writer.js';
import { aFinding, aReport } from '../helpers/findings.js';

const contents = { 'a.aspx': '1', 'b.aspx': '2', 'c.aspx': '3', 'p.tar.gz/d.aspx': '4' };
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

it('a report is verified against its evidence: what is the same, changed, or gone', async () => {
  const findings = Object.entries(contents).map(([collectedPath, content]) =>
    aFinding({ artifact: { ...aFinding().artifact, collectedPath, sha256: sha256(content) } }),
  );
  const unhashed = aFinding({ artifact: { ...aFinding().artifact, collectedPath: 'x.log' } });
  const packed = gzipSync(tarOf([{ name: 'd.aspx', content: '4' }]));
  const folder = evidence({ 'a.aspx': '1', 'b.aspx': '2', 'c.aspx': '3', 'p.tar.gz': packed });
  appendFileSync(`${folder}/b.aspx`, 'more');
  rmSync(`${folder}/c.aspx`);
  const reading = new Reading();
  const { artifacts } = await collect([folder], { reading });
  const report = aReport({ findings: [...findings, unhashed] });
  const verified = await verifyReport(report, artifacts, reading);
  expect(verified.map(({ path, state }) => [path, state])).toEqual([
    ['a.aspx', 'same'],
    ['b.aspx', 'changed'],
    ['c.aspx', 'missing'],
    ['p.tar.gz/d.aspx', 'same'],
  ]);
  expect(verified[1]).toMatchObject({ expected: sha256('2'), actual: sha256('2more') });
  await reading.close();
});

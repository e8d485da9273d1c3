import { createHash } from 'node:crypto';
import { appendFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { beginHashing, evidenceFiles, type Naming } from '../../../src/case/evidence/evidence-files.js';
import { FreshHashes } from '../../../src/case/evidence/fresh-hashes.js';
import { NamedFiles } from '../../../src/case/evidence/named-files.js';
import { verifyReport } from '../../../src/case/evidence/verify-report.js';
import { type Collection, collect } from '../../../src/collection/collect.js';
import { Reading } from '../../../src/collection/reading/reading.js';
import { plainArtifact } from '../../../src/model/artifact.js';
import type { Incident, Report } from '../../../src/model/finding.js';
import type { ContentReport } from '../../../src/model/signature.js';
import { evidence, IIS_LOG } from '../../collection/evidence-folder.js';
import { tarOf } from '../../collection/tar-writer.js';
import { zipOf } from '../../collection/zip-writer.js';
import { aFinding, aRecord, noPlace } from '../../helpers/findings.js';

const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex');
const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

function open<Closed extends { close(): Promise<void> }>(one: Closed): Closed {
  opened.push(one);
  return one;
}

const collected = (folder: string) => collect([folder], { reading: open(new Reading()) });
const hashes = () => open(new FreshHashes({ jobs: 0, deadlineMs: 60_000 }));

/** A finding of requests, which is about no file and quotes lines of logs. */
const quoting = (...paths: string[]) =>
  aFinding({ artifact: noPlace, evidence: paths.map((path) => ({ ...aRecord, path })) });
const named = (of: Partial<Naming>): Naming => ({ findings: [], found: [], incidents: [], coverage: [], ...of });

async function listed(naming: Naming, { artifacts, folder }: Collection, of = hashes(), content: ContentReport[] = []) {
  const reports = new Map(content.map((report) => [report.artifact, report]));
  return evidenceFiles(naming, { artifacts, content: reports, folder }, new NamedFiles(of));
}

describe('files that a report names', () => {
  it('each once with its hash, also those that only a step of a case names, none that nothing names', async () => {
    const files = { 'logs/a.log': IIS_LOG, 'logs/b.log': `${IIS_LOG}b`, 'logs/c.log': 'c', 'logs/d.log': 'd' };
    const collection = await collected(evidence(files));
    const incident = { requests: [{ steps: [{ path: 'logs/c.log' }, { path: 'C:\\x.aspx' }, { path: null }] }] };
    const incidents = [incident as unknown as Incident];
    const findings = [quoting('logs/a.log', 'logs/a.log'), quoting('logs/a.log', 'logs/b.log', 'logs/none.log')];
    const { evidence: told, notes } = await listed(named({ findings, incidents }), collection);
    expect(told.files.map(({ path, sha256, size, archive }) => [path, sha256, size, archive])).toEqual(
      (['logs/a.log', 'logs/b.log', 'logs/c.log'] as const).map((path) => [
        path,
        sha256(files[path]),
        files[path].length,
        null,
      ]),
    );
    expect([told.archives, notes]).toEqual([[], []]);
  });

  it('what lies packed, with the file that holds it', async () => {
    const inner = zipOf([{ name: 'x/deep.log', content: 'deep' }]);
    const files = {
      'packed.log.gz': gzipSync(IIS_LOG),
      'one.zip': zipOf([{ name: 'in.log', content: 'in' }]),
      'two.tar.gz': gzipSync(tarOf([{ name: 'inner.zip', content: inner }])),
      'three.tar': tarOf([{ name: 'flat.log', content: 'flat' }]),
    };
    const collection = await collected(evidence(files));
    const paths = ['packed.log.gz', 'one.zip/in.log', 'two.tar.gz/inner.zip/x/deep.log', 'three.tar/flat.log'];
    const { evidence: told } = await listed(named({ findings: [quoting(...paths)] }), collection);
    expect(told.files.map(({ path, sha256, archive }) => [path, sha256, archive])).toEqual([
      ['one.zip/in.log', sha256('in'), 'one.zip'],
      ['packed.log.gz', sha256(IIS_LOG), 'packed.log.gz'],
      ['three.tar/flat.log', sha256('flat'), 'three.tar'],
      ['two.tar.gz/inner.zip/x/deep.log', sha256('deep'), 'two.tar.gz'],
    ]);
    expect(told.archives).toEqual(
      (['one.zip', 'packed.log.gz', 'three.tar', 'two.tar.gz'] as const).map((path) => ({
        path,
        size: files[path].length,
        sha256: sha256(files[path]),
      })),
    );
  });

  it('an archive that is the whole collection bears its own name', async () => {
    const zip = zipOf([{ name: 'logs/in.log', content: 'in' }]);
    const folder = evidence({ 'triage.zip': zip });
    const collection = await collected(`${folder}/triage.zip`);
    const { evidence: told } = await listed(named({ findings: [quoting('logs/in.log')] }), collection);
    expect([told.files[0]?.archive, told.archives]).toEqual([
      'triage.zip',
      [{ path: 'triage.zip', size: zip.length, sha256: sha256(zip) }],
    ]);
  });

  it('what was hashed when it was scanned is not read again; copies that one finding counts are listed', async () => {
    const folder = evidence({ 'a.aspx': '<%@ Page %>', 'b.aspx': '<%@ Page %>' });
    const collection = await collected(folder);
    rmSync(`${folder}/a.aspx`);
    const content = collection.artifacts.map(({ id }) => ({ artifact: id, sha256: 'c'.repeat(64), size: 11 }));
    const found = ['a.aspx', 'b.aspx'].map((path) =>
      aFinding({ artifact: { ...aFinding().artifact, collectedPath: path } }),
    );
    const naming = named({ findings: found.slice(0, 1), found });
    const { evidence: told, notes } = await listed(naming, collection, hashes(), content as ContentReport[]);
    expect(told.files.map(({ path, sha256 }) => [path, sha256])).toEqual([
      ['a.aspx', 'c'.repeat(64)],
      ['b.aspx', 'c'.repeat(64)],
    ]);
    expect(notes).toEqual([]);
  });

  it('large files that findings name are hashed ahead, each once; what was scanned is not', async () => {
    const collection = await collected(evidence({ 'a.log': 'a', 'b.log': 'b', 'c.log': 'c', 'd.log': 'd' }));
    const [a, b, c, d] = collection.artifacts.map((one) => plainArtifact(one));
    if (!a || !b || !c || !d) throw new Error('Files are missing');
    const [large, small, scanned, other] = [{ ...a, size: 1e9 }, b, { ...c, size: 1e9 }, { ...d, size: 1e9 }];
    const asked: string[] = [];
    const of = async ({ collectedPath, size }: typeof large) => {
      asked.push(collectedPath);
      return { sha256: collectedPath, size, state: 'unchanged' } as const;
    };
    const names = new NamedFiles({ of, close: async () => {} });
    const findings = [quoting('a.log', 'b.log', 'c.log')];
    const report = { artifact: scanned.id, sha256: 'c', size: 1 } as ContentReport;
    const among = { artifacts: [large, small, scanned, other], content: new Map([[scanned.id, report]]), folder: '' };
    beginHashing(findings, among, names);
    expect(asked).toEqual(['a.log']);
    const { evidence: told } = await evidenceFiles(named({ findings }), among, names);
    expect(told.files.map(({ sha256 }) => sha256)).toEqual(['a.log', 'b.log', 'c']);
    expect(asked).toEqual(['a.log', 'b.log']);
  });

  it('of files that only the coverage names, those that are small together', async () => {
    const collection = await collected(evidence({ 'small.bin': 's', 'large.bin': 'l', 'quoted.log': 'q' }));
    const artifacts = collection.artifacts.map((one) => {
      return one.collectedPath === 'large.bin' ? { ...plainArtifact(one), size: 300 << 20 } : one;
    });
    const naming = named({ findings: [quoting('quoted.log')], coverage: ['large.bin', 'small.bin', 'quoted.log'] });
    const { evidence: told, notes } = await listed(naming, { ...collection, artifacts });
    expect(told.files.map(({ path }) => path)).toEqual(['quoted.log', 'small.bin']);
    expect(notes).toMatchObject([{ code: 'limit-reached', count: 1, incomplete: false }]);
  });

  const change = {
    'a log that grew: what it held when it was found': {
      change: (file: string) => appendFileSync(file, 'one line more\r\n'),
      told: { sha256: sha256(IIS_LOG), size: IIS_LOG.length },
      note: { code: 'changed-while-reading', incomplete: false },
    },
    'a log that was cut': {
      change: (file: string) => writeFileSync(file, IIS_LOG.slice(0, 100)),
      told: { sha256: null, problem: 'changed' },
      note: { code: 'changed-while-reading', incomplete: true },
    },
    'a log that was rewritten to its length, and its times set back': {
      change: (file: string) => {
        const { atime, mtime } = statSync(file);
        writeFileSync(file, IIS_LOG.replace('/owa/', '/ews/'));
        utimesSync(file, atime, mtime);
      },
      told: { sha256: null, problem: 'changed' },
      note: { code: 'changed-while-reading', incomplete: true },
    },
    'a log that is gone': {
      change: (file: string) => rmSync(file),
      told: { sha256: null, problem: 'changed' },
      note: { code: 'changed-while-reading', incomplete: true },
    },
  };
  it.each(Object.entries(change))('%s', async (_, { change, told, note }) => {
    const folder = evidence({ 'u_ex210303.log': IIS_LOG });
    // The clock by which a disk dates changes ticks some times in a hundredth of a second.
    await new Promise((resolve) => setTimeout(resolve, 20));
    const of = hashes();
    const collection = await collected(folder);
    await new Promise((resolve) => setTimeout(resolve, 20));
    change(`${folder}/u_ex210303.log`);
    const { evidence: list, notes } = await listed(named({ findings: [quoting('u_ex210303.log')] }), collection, of);
    expect(list.files).toMatchObject([told]);
    expect(notes).toMatchObject([{ ...note, path: 'u_ex210303.log' }]);
  });
});

describe('a report is verified against its evidence', () => {
  async function verified(folder: string, report: Pick<Report, 'findings' | 'evidence'>) {
    const found: [string, string, number | undefined][] = [];
    for await (const { path, state, findings } of verifyReport(report, await collected(folder), hashes()))
      found.push([path, state, findings]);
    return found;
  }

  it('logs, members and archives: the same, changed, grown, missing, and what has no hash', async () => {
    const log = (text: string) => `${IIS_LOG}${text}`;
    const folder = evidence({
      'same.log': log('1'),
      'grown.log': log('2'),
      'changed.log': log('3'),
      'gone.log': log('4'),
      'a.zip': zipOf([{ name: 'in.log', content: 'in' }]),
      'b.zip': zipOf([{ name: 'in.log', content: 'in' }]),
      'lost.zip': zipOf([{ name: 'in.log', content: 'lost' }]),
    });
    const paths = [
      'same.log',
      'grown.log',
      'changed.log',
      'gone.log',
      'a.zip/in.log',
      'b.zip/in.log',
      'lost.zip/in.log',
    ];
    const findings = [quoting(...paths), quoting('same.log')];
    const { evidence: told } = await listed(named({ findings }), await collected(folder));
    const whole = { findings, evidence: told };
    expect((await verified(folder, whole)).filter(([, state]) => state !== 'same')).toEqual([]);
    appendFileSync(`${folder}/grown.log`, 'more');
    writeFileSync(`${folder}/changed.log`, log('x'));
    rmSync(`${folder}/gone.log`);
    rmSync(`${folder}/lost.zip`);
    writeFileSync(`${folder}/b.zip`, zipOf([{ name: 'in.log', content: 'IN' }]));
    const row = (path: string) => ({ path, host: null, windowsPath: null, size: 1, archive: null });
    const files = [
      ...told.files,
      { ...row('unhashed.log'), sha256: null, problem: 'changed' as const },
      { ...row('rotated.log'), sha256: 'a'.repeat(64), problem: 'remembered' as const },
    ];
    expect(await verified(folder, { findings, evidence: { ...told, files } })).toEqual([
      ['a.zip', 'same', undefined],
      ['a.zip/in.log', 'same', 1],
      ['b.zip', 'changed', undefined],
      ['b.zip/in.log', 'changed', 1],
      ['changed.log', 'changed', 1],
      ['gone.log', 'missing', 1],
      ['grown.log', 'grown', 1],
      ['lost.zip', 'missing', undefined],
      ['lost.zip/in.log', 'missing', 1],
      ['rotated.log', 'gone', undefined],
      ['same.log', 'same', 2],
      ['unhashed.log', 'not-checked', undefined],
    ]);
  });

  it('of a report that lists no files, those that its findings are about and have a hash of', async () => {
    const folder = evidence({ 'a.aspx': 'a', 'b.aspx': 'b' });
    const about = (collectedPath: string, content: string) =>
      aFinding({ artifact: { ...aFinding().artifact, collectedPath, sha256: sha256(content) } });
    const findings = [about('a.aspx', 'a'), about('b.aspx', 'other'), quoting('a.aspx'), aFinding()];
    expect(await verified(folder, { findings })).toEqual([
      ['a.aspx', 'same', 2],
      ['b.aspx', 'changed', 1],
    ]);
  });
});

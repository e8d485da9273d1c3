import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  comparedFiles,
  doubtsAbout,
  type KnownServers,
  readKnownServers,
  recogniseFindings,
  serverBaselineOf,
} from '../../../src/case/decisions/server-baseline.js';
import type { Finding } from '../../../src/model/finding.js';
import { aFinding, aRecord, aReport } from '../../helpers/findings.js';

const room = mkdtempSync(join(tmpdir(), 'afterpatch-known-'));
afterAll(() => rmSync(room, { recursive: true }));

const [one, two, three] = ['1'.repeat(64), '2'.repeat(64), '3'.repeat(64)];
const page = (fingerprint: string, over: Partial<Finding> = {}, sha256 = three): Finding => {
  const finding = aFinding({ fingerprint, ...over });
  return { ...finding, artifact: { ...finding.artifact, sha256 } };
};
const files = [
  { path: 'c:/b', sha256: two },
  { path: 'c:/b', sha256: one },
  { path: 'c:/a', sha256: three },
];

function known(...findings: Finding[]): KnownServers {
  const file = join(room, 'known.json');
  writeFileSync(file, JSON.stringify(serverBaselineOf(aReport({ findings }), files, new Set([two]))));
  const read = readKnownServers([file], []);
  if (read === null) throw new Error('nothing was read');
  return read;
}

describe('what keeps a server from being known to be good', () => {
  it.each<[string, Partial<Finding>, boolean]>([
    ['a page', {}, true],
    ['a request that had success', { outcome: 'success' }, true],
    ['a medium one', { severity: 'medium' }, true],
    ['a low one', { severity: 'low' }, false],
    ['an attempt', { outcome: 'attempt' }, false],
    ['a weakness', { outcome: 'hygiene' }, false],
  ])('%s: %j', (_, over, expected) => {
    const report = aReport({ findings: [aFinding({ fingerprint: one, ...over })] });
    expect(doubtsAbout(report, new Set([two])).length).toBe(expected ? 1 : 0);
    expect(doubtsAbout(report, new Set([one]))).toEqual([]);
  });
});

describe('a server that is known to be good', () => {
  it('is told by its files and by what lies on it, in their order', () => {
    const requests = page(three, { evidence: [aRecord] });
    const findings = [page(two), page(one), page(one, {}, one), requests, page(three, { outcome: 'hygiene' })];
    const baseline = serverBaselineOf(aReport({ findings }), files, new Set([two]));
    expect(baseline.files.map(({ path, sha256 }) => path + sha256[0])).toEqual(['c:/a3', 'c:/b1', 'c:/b2']);
    expect(
      baseline.findings.map(({ fingerprint, content, accepted }) => [fingerprint[0], content[0], accepted]),
    ).toEqual([
      ['1', '1', false],
      ['1', '3', false],
      ['2', '3', true],
    ]);
  });

  it('recognises what is on others as it is there', () => {
    const good = known(page(one, { severity: 'medium' }), page(two));
    expect(good.sources).toMatchObject([{ files: 3, findings: 2 }]);
    const same = page(one, { severity: 'medium', host: 'EX02' });
    const findings = [
      same,
      page(one, { severity: 'low' }),
      page(one, { severity: 'high' }),
      page(one, { severity: 'medium' }, two),
      page(one, { severity: 'medium', evidence: [aRecord] }),
      page(one, { severity: 'medium', outcome: 'hygiene' }),
      page(three, { severity: 'medium' }),
    ];
    const { recognised, findings: left } = recogniseFindings(findings, good);
    expect(recognised.map(({ host, severity }) => `${host} ${severity}`)).toEqual(['EX02 medium', 'EX01 low']);
    expect(left).toEqual(findings.slice(2));
  });

  it('has files that others have too, have otherwise, or do not have', () => {
    const hashes = new Map([
      [
        'EX02',
        new Map([
          ['c:/b', one],
          ['c:/a', one],
          ['c:/x', one],
        ]),
      ],
      [
        null,
        new Map([
          ['c:/b', two],
          ['c:/a', null],
        ]),
      ],
      [
        'EX01',
        new Map([
          ['c:/b', three],
          ['c:/a', two],
        ]),
      ],
    ]);
    expect(comparedFiles(hashes, known())).toEqual({
      same: 2,
      differing: 3,
      differingFiles: [
        { host: 'EX01', path: 'c:/a' },
        { host: 'EX01', path: 'c:/b' },
        { host: 'EX02', path: 'c:/a' },
      ],
    });
  });

  it('may be several, and none', () => {
    const [first, second] = [join(room, 'first.json'), join(room, 'second.json')];
    const of = (sha256: string) =>
      serverBaselineOf(aReport({ findings: [page(one, {}, sha256)] }), [{ path: 'c:/a', sha256 }], new Set());
    writeFileSync(first, JSON.stringify(of(one)));
    writeFileSync(second, JSON.stringify(of(two)));
    const both = readKnownServers([first, second], []);
    expect([...(both?.files.get('c:/a') ?? [])]).toEqual([one, two]);
    expect(both?.findings.get(one)?.length).toBe(2);
    expect(readKnownServers([], [])).toBeNull();
  });

  it.each<[string, string, RegExp]>([
    ['no JSON', '{', /it is no JSON/],
    ['not as its schema says', '{}', /known-good/],
  ])('is not told by what is %s', (_, text, told) => {
    const file = join(room, 'odd.json');
    writeFileSync(file, text);
    expect(() => readKnownServers([file], [])).toThrow(told);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { EvidenceDigests, HEAD_BYTES } from '../../../src/case/store/evidence-digests.js';
import { compareLogs, type KnownLog } from '../../../src/case/store/log-history.js';
import type { FileDigest } from '../../../src/engine/units/digest-file.js';
import type { Artifact } from '../../../src/model/artifact.js';
import { fakeArtifact } from '../../helpers/detector-context.js';

const room = mkdtempSync(join(tmpdir(), 'afterpatch-history-'));
afterAll(() => rmSync(room, { recursive: true }));

/** There has to be a file: what it holds is told by whoever measures it. */
function log(name: string, over: Partial<Artifact> = {}): Artifact {
  const path = join(room, name);
  writeFileSync(path, name);
  const location = { path: Buffer.from(path) };
  return fakeArtifact({
    host: 'EX01',
    kind: 'iis-log',
    collectedPath: name,
    windowsPath: `C:\\logs\\${name}`,
    location,
    ...over,
  });
}

/** The digest of a text, every digest being the text itself; of the beginnings of these lengths, and of its head where it has one. */
function digestOf(text: string, lengths: readonly number[] = []): FileDigest {
  const begun = text.replace(/0+$/, '');
  const known = [...lengths, HEAD_BYTES].filter((length) => length <= begun.length);
  return {
    sha256: text,
    size: text.length,
    begun: { length: begun.length, sha256: begun },
    beginnings: known.map((length) => ({ length, sha256: begun.slice(0, length) })),
  };
}

const known = (artifact: Artifact, text: string, over: Partial<KnownLog> = {}): KnownLog => ({
  artifact,
  digest: digestOf(text),
  kind: 'requests',
  pieces: [],
  last: null,
  peeked: null,
  gone: null,
  ...over,
});

/** What is gone, and what changed, a line each; and which beginnings were asked for. */
async function compared(
  before: readonly KnownLog[],
  now: readonly (readonly [Artifact, string | null])[],
): Promise<{ lines: string[]; asked: Map<string, readonly number[]> }> {
  const texts = new Map(now);
  const asked = new Map<string, readonly number[]>();
  const measure = async (artifact: Artifact, lengths: readonly number[]) => {
    asked.set(artifact.collectedPath, lengths);
    const text = texts.get(artifact) ?? null;
    return text === null ? null : digestOf(text, lengths);
  };
  const digests = await EvidenceDigests.open(join(room, 'none'), measure, true);
  const artifacts = [...texts.keys()];
  const collection = { artifacts, hosts: ['EX01'], notes: [], origins: [], folder: room };
  const { gone, changes } = await compareLogs(before, collection, digests, 4);
  return {
    lines: [
      ...gone.map((one) => `gone ${one.artifact.collectedPath} in ${one.gone}`),
      ...changes.map(
        ({ artifact, change }) =>
          `${change.change} ${artifact.collectedPath} ${change.sizeBefore} ${change.sizeNow} ${change.lastRecordBefore?.slice(0, 10) ?? '?'}`,
      ),
    ],
    asked,
  };
}

const head = 'h'.repeat(HEAD_BYTES);
const [a, b] = [log('a.log'), log('b.log')];

it.each<[string, KnownLog[], (readonly [Artifact, string | null])[], string[]]>([
  ['nothing', [], [[a, 'one']], []],
  ['a log as it was', [known(a, 'one')], [[a, 'one']], []],
  ['one that grew', [known(a, 'one')], [[a, 'one two']], []],
  ['one that was copied while it was written', [known(a, 'one000')], [[a, 'one two']], []],
  ['one under another name', [known(a, 'one')], [[b, 'one two']], []],
  ['one that is not there', [known(a, 'one')], [[b, 'two']], ['gone a.log in 4']],
  ['one that was gone before', [known(a, 'one', { gone: 2 })], [[a, 'two']], ['gone a.log (sweep 4) in 2']],
  ['an empty one that is not there', [known(a, '000')], [[b, 'two']], []],
  [
    'one of another server',
    [known(a, 'one')],
    [[log('a.log', { host: 'EX02' }), 'one']],
    ['gone a.log (sweep 4) in 4'],
  ],
  ['one of no server', [known(log('a.log', { host: null }), 'one')], [[log('a.log', { host: null }), 'one']], []],
  ['one that cannot be read', [known(a, 'one')], [[a, null]], ['gone a.log (sweep 4) in 4']],
  ['what is no log', [known(a, 'one')], [[log('a.log', { kind: 'web-content' }), 'one']], ['gone a.log in 4']],
  [
    'one with another beginning',
    [known(a, `${head}one`, { last: 1_614_556_800 })],
    [[a, `x${head}one`]],
    ['gone a.log (sweep 4) in 4', 'replaced a.log 259 260 2021-03-01'],
  ],
  [
    'a short one with another',
    [known(a, 'one')],
    [[a, 'other']],
    ['gone a.log (sweep 4) in 4', 'replaced a.log 3 5 ?'],
  ],
  [
    'one that is shorter',
    [known(a, `${head}one two`)],
    [[a, `${head}one`]],
    ['gone a.log (sweep 4) in 4', 'shrank a.log 263 259 ?'],
  ],
  [
    'a short one that is shorter',
    [known(a, 'one two')],
    [[a, 'x']],
    ['gone a.log (sweep 4) in 4', 'shrank a.log 7 1 ?'],
  ],
  [
    'one with other lines',
    [known(a, `${head}one two`)],
    [[a, `${head}one tow more`]],
    ['gone a.log (sweep 4) in 4', 'rewritten a.log 263 268 ?'],
  ],
  [
    'one of as many bytes with other lines',
    [known(a, `${head}one`)],
    [[a, `${head}two`]],
    ['gone a.log (sweep 4) in 4', 'rewritten a.log 259 259 ?'],
  ],
  [
    'logs that were rotated',
    [known(a, 'new'), known(b, 'old')],
    [
      [a, 'fresh'],
      [b, 'new'],
    ],
    ['gone b.log (sweep 4) in 4', 'rotated b.log 3 3 ?'],
  ],
  [
    'an event log, which holds what is new',
    [known(log('s.evtx', { kind: 'event-log' }), 'one', { kind: 'records' })],
    [[log('s.evtx', { kind: 'event-log' }), 'two']],
    ['rolled s.evtx 3 3 ?'],
  ],
  ['an event log that is not there', [known(log('s.evtx', { kind: 'event-log' }), 'one')], [], ['gone s.evtx in 4']],
])('tells %s', async (_, before, now, expected) => expect((await compared(before, now)).lines).toEqual(expected));

it('asks for the beginnings of what a log may have been, and of no more than of those most alike it', async () => {
  const other = log('c.log', { windowsPath: 'C:\\other\\c.log' });
  const before = [
    known(other, 'x'.repeat(30)),
    known(log('d.log'), 'x'.repeat(20)),
    known(log('e.log'), 'x'.repeat(25)),
    known(a, 'x'.repeat(10)),
    known(log('f.log', { kind: 'event-log' }), 'x'.repeat(40)),
    known(log('g.log', { host: 'EX02' }), 'x'.repeat(50)),
  ];
  const { asked } = await compared(before, [[a, 'y']]);
  expect([...(asked.get('a.log') ?? [])].sort((x, y) => x - y)).toEqual([10, 20, 25, 30, HEAD_BYTES]);
  const many = Array.from({ length: 70 }, (_, i) => known(log(`${100 + i}.log`), 'x'.repeat(100 + i)));
  const lengths = (await compared(many, [[a, 'y']])).asked.get('a.log') ?? [];
  expect([lengths.length, lengths.includes(106), lengths.includes(105)]).toEqual([65, true, false]);
});

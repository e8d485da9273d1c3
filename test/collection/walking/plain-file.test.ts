import { writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printableName } from '../../../src/collection/walking/printable-name.js';
import { plainArtifact } from '../../../src/model/artifact.js';
import { collect } from '../collect-evidence.js';
import { evidence, touch } from '../evidence-folder.js';

const TIME = '2021-03-03T04:05:06.000Z';

describe('files that nothing reads', () => {
  it('are told like all others, in the order of their paths', async () => {
    const name = fc.constantFrom('a', 'a!b', 'a b', 'b.bin', 'B.dat', '\u00e4', 'a.');
    const tree = fc.uniqueArray(fc.array(name, { minLength: 1, maxLength: 3 }), {
      selector: (names) => names.join('/'),
      minLength: 1,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(tree, fc.boolean(), async (paths, onDisk) => {
        const files = paths
          .map((names) => [...(onDisk ? ['C', 'Windows'] : []), ...names].join('/'))
          .filter((one, _, all) => !all.some((other) => other.startsWith(`${one}/`)));
        const folder = evidence(Object.fromEntries(files.map((one) => [one, one])));
        for (const one of files) touch(folder, one, TIME);
        const { artifacts } = await collect([folder]);
        const expected = files
          .map((one) => ({
            one,
            shown: one
              .split('/')
              .map((each) => printableName(Buffer.from(each)))
              .join('/'),
          }))
          .sort((a, b) => (a.shown < b.shown ? -1 : 1))
          .map(({ one, shown }, id) => ({
            id,
            kind: 'other',
            host: null,
            collectedPath: shown,
            windowsPath: onDisk ? `C:\\${one.slice(2).replaceAll('/', '\\')}` : null,
            location: { path: Buffer.from(path.join(folder, one)) },
            size: Buffer.byteLength(one),
            times: { created: null, modified: TIME, source: 'file-system', quality: 'unreliable' },
            carriesCode: false,
          }));
        expect(artifacts.map(plainArtifact)).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  });

  it('keep what the user says of them', async () => {
    const folder = evidence({ 'one.bin': 'x', 'two.bin': 'y' });
    const said = { windowsPath: null, created: null, modified: TIME, host: 'EX01' };
    const { artifacts } = await collect([folder], { renamed: new Map([['one.bin', said]]) });
    expect(artifacts).toMatchObject([
      { host: 'EX01', times: { modified: TIME, source: 'collector-record' } },
      { host: null, times: { source: 'file-system' } },
    ]);
  });

  it('are in the order of paths that names with what sorts before a separator bring', async () => {
    const folder = evidence({ 'a/z.bin': '', 'a/b/c.bin': '' });
    writeFileSync(path.join(folder, 'a!.bin'), '');
    writeFileSync(path.join(folder, 'a', 'b!.bin'), '');
    const { artifacts } = await collect([folder]);
    expect(artifacts.map(({ collectedPath }) => collectedPath)).toEqual(['a!.bin', 'a/b!.bin', 'a/b/c.bin', 'a/z.bin']);
  });

  it('keep their names, sizes and numbers where there are more than one set of columns holds', async () => {
    const name = (at: number) => `${'\u00e4'.repeat(at % 90)}${String(at).padStart(4, '0')}.bin`;
    const files = Array.from({ length: 2500 }, (_, at) => [name(at), 'x'.repeat(at % 7)] as const);
    const { artifacts } = await collect([evidence(Object.fromEntries(files))]);
    const sorted = files.toSorted(([a], [b]) => (a < b ? -1 : 1));
    expect(artifacts.map(({ id, collectedPath, size }) => [id, collectedPath, size])).toEqual(
      sorted.map(([one, content], id) => [id, one, content.length]),
    );
  });
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import foreignFile from '../../../src/detectors/webshell/foreign-file.js';
import hiddenPage from '../../../src/detectors/webshell/hidden-page.js';
import lookalikeName from '../../../src/detectors/webshell/lookalike-name.js';
import oddName from '../../../src/detectors/webshell/odd-name.js';
import unshippedScript from '../../../src/detectors/webshell/unshipped-script.js';
import { createKnownGood } from '../../../src/server/known-good.js';
import { fakeContext } from '../../helpers/detector-context.js';
import { collected, ORDINARY, V15 } from './collected-files.js';

const facts: { folders: Record<string, Record<string, string>> } = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../../../signatures/known-good/web-files.json'), 'utf8'),
);
const shipped = Object.entries(facts.folders).flatMap(([folder, files]) =>
  Object.keys(files).map((name) => `${folder}\\${name}`.replaceAll('<ver>', '15.2.1118')),
);

describe.each([
  ['the usual root', V15],
  ['a root on another drive', 'F:\\Mail\\Exch'],
])('everything that ships, below %s', (_, root) => {
  const files = [...ORDINARY.filter((file) => !file.startsWith(V15)), ...shipped.map((file) => `${root}\\${file}`)];
  const inputs = collected(...files).map(({ input }) => ({ input, artifact: input.artifact }));
  const context = fakeContext({ knownGood: createKnownGood(files) });

  it.each([unshippedScript, lookalikeName, oddName, hiddenPage, foreignFile].map((one) => [one.id, one] as const))(
    'is nothing to %s',
    (_id, detector) => {
      expect([...(detector.conclude?.(inputs, context) ?? [])]).toEqual([]);
    },
  );

  it('and one more page is something', () => {
    const more = collected(...files, `${root}\\FrontEnd\\HttpProxy\\owa\\auth\\zq81x.aspx`);
    const found = unshippedScript.conclude?.(
      more.map(({ input }) => ({ input, artifact: input.artifact })),
      context,
    );
    expect([...(found ?? [])].map(({ data }) => data?.['file'])).toEqual([
      `${root}\\FrontEnd\\HttpProxy\\owa\\auth\\zq81x.aspx`,
    ]);
  });
});

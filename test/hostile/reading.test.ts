import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collect } from '../collection/collect-evidence.js';
import { configurationIn } from '../../src/collection/reading/configuration.js';
import { Reading } from '../../src/collection/reading/reading.js';
import { readConfiguration } from '../../src/engine/read-configuration.js';
import { isConfigurationInput } from '../../src/formats/read-configuration-inputs.js';
import { zipOf } from '../collection/zip-writer.js';

let folder: string;
const open: Reading[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'reading-'));
});

afterEach(async () => {
  rmSync(folder, { recursive: true });
  await Promise.all(open.splice(0).map((reading) => reading.close()));
});

/** Whose process, given a file in a folder `hang` or `die`, does so. */
function reading(options: ConstructorParameters<typeof Reading>[0] = {}): Reading {
  const made = new Reading({ entry: new URL('./reading-process.mjs', import.meta.url), ...options });
  open.push(made);
  return made;
}

function put(name: string, content: string | Buffer): void {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}

const configuration =
  '<configuration><system.webServer><handlers><clear /></handlers></system.webServer></configuration>';

describe('a configuration file', () => {
  it.each([
    ['hang', 'timed-out'],
    ['die', 'engine-crash'],
  ])('on which its reader would %s costs itself, and is noted; the others are read', async (what, code) => {
    put('a/web.config', configuration);
    put(`${what}/web.config`, configuration);
    put('z/web.config', configuration);
    const { artifacts } = await collect([folder]);
    const { inputs, notes } = await readConfiguration(artifacts, reading({ deadlineMs: 1_500 }), () => {});
    expect([...new Set(inputs.map(({ artifact }) => artifact?.collectedPath))]).toEqual([
      'a/web.config',
      'z/web.config',
    ]);
    expect(notes).toEqual([expect.objectContaining({ code, path: `${what}/web.config`, incomplete: true })]);
  });

  it('that is not read any more when the run is stopped is noted', async () => {
    put('web.config', configuration);
    const { artifacts } = await collect([folder]);
    const { inputs, notes } = await readConfiguration(artifacts, reading({ signal: AbortSignal.abort() }), () => {});
    expect(inputs).toEqual([]);
    expect(notes).toMatchObject([{ code: 'interrupted', path: 'web.config', incomplete: true }]);
  });
});

describe('a zip file', () => {
  it.each([
    ['hang', 'timed-out'],
    ['die', 'engine-crash'],
  ])(
    'on whose directory its reader would %s costs its members, and is noted; the rest is collected',
    async (what, code) => {
      put('a.zip', zipOf([{ name: 'x.aspx', content: 'x' }]));
      put(`${what}/b.zip`, zipOf([{ name: 'y.aspx', content: 'y' }]));
      const { artifacts, notes } = await collect([folder], { reading: reading({ deadlineMs: 1_500 }) });
      expect(artifacts.map(({ collectedPath }) => collectedPath)).toEqual(['a.zip', 'a.zip/x.aspx', `${what}/b.zip`]);
      expect(notes).toContainEqual(expect.objectContaining({ code, path: `${what}/b.zip`, incomplete: true }));
    },
  );
});

describe("a collector's record", () => {
  it('on which its reader would hang costs what it tells, and is noted; the files are collected', async () => {
    put('hang/2022_CopyLog.csv', 'SourceFile,DestinationFile\r\nC:\\x.aspx,D:\\hang\\C\\x.aspx\r\n');
    put('hang/C/x.aspx', 'x');
    const { artifacts, notes } = await collect([folder], { reading: reading({ deadlineMs: 1_500 }) });
    expect(artifacts.map(({ windowsPath }) => windowsPath)).toContain('C:\\x.aspx');
    expect(notes).toMatchObject([{ code: 'timed-out', path: 'hang/2022_CopyLog.csv', incomplete: true }]);
  });
});

it('what comes from the process is what its reader made', async () => {
  const { artifacts } = await collect(['samples/collections/exchange-2016-survivor']);
  const files = artifacts.filter(isConfigurationInput);
  const { inputs, notes } = await readConfiguration(artifacts, reading(), () => {});
  const made = await Promise.all(files.map((file) => configurationIn(file)));
  expect(files.length).toBeGreaterThan(5);
  expect(shown(inputs.map(({ value }) => value))).toBe(
    shown(made.flatMap((one) => one.inputs.map(({ value }) => value))),
  );
  expect(notes).toEqual(made.flatMap((one) => one.notes));
});

/** Elements know their parents, which no text can show. */
function shown(value: unknown): string {
  return JSON.stringify(value, (key, part) => (key === 'parent' ? undefined : part instanceof Map ? [...part] : part));
}

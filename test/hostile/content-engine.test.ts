import { execFileSync } from 'node:child_process';
import { appendFileSync, closeSync, ftruncateSync, openSync, rmSync, symlinkSync, writeSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContentOutcome } from '../../src/engine/content/content-engine.js';
import { OVERLAP, WINDOW } from '../../src/engine/content/examine-file.js';
import type { Artifact } from '../../src/model/artifact.js';
import { loadNativeBinding } from '../../src/signatures/yara/native-binding.js';
import { ContentFolder, hitsOf, outcomesOf } from '../engine/content/content-folder.js';

let folder: ContentFolder;

beforeEach(() => {
  folder = new ContentFolder();
});

afterEach(() => folder.remove());

const engines = loadNativeBinding() === null ? (['wasm'] as const) : (['native', 'wasm'] as const);
const red = 'rule red { strings: $word = "red" condition: $word }';

describe.each(engines)('with the %s binding', (binding) => {
  it('a rule that runs away costs one file its deadline', async () => {
    const runaway = `rule runaway { strings: $x = "run" condition: $x and
      for all i in (0..filesize) : ( for all j in (0..filesize) : ( i + j >= 0 ) ) }`;
    const engine = await folder.engine(`${red} ${runaway}`, { engine: binding, deadlineMs: 1_500 });
    const artifacts = Array.from({ length: 30 }, (_, index) =>
      folder.artifact(`${index}.txt`, index === 7 ? `run ${'red '.repeat(500_000)}` : 'red'),
    );
    const outcomes = await outcomesOf(engine, artifacts);
    expect(hitsOf(outcomes)).toEqual(artifacts.map((_, index) => (index === 7 ? null : ['red'])));
    expect(outcomes.flatMap(({ notes }) => notes)).toEqual([
      expect.objectContaining({ code: 'timed-out', path: '7.txt', host: 'EX01.corp.example', incomplete: true }),
    ]);
  });
});

describe('an engine process', () => {
  it('that is killed is replaced; the file that it was at is examined again and that is noted', async () => {
    const slow = 'rule slow { strings: $x = "slow" condition: $x and for all i in (0..300000000) : ( i >= 0 ) }';
    const engine = await folder.engine(`${red} ${slow}`, { jobs: 1, deadlineMs: 60_000 });
    const artifacts = ['a', 'b', 'c'].map((name) => folder.artifact(name, name === 'b' ? 'slow red' : 'red'));
    const outcomes: ContentOutcome[] = [];
    for await (const outcome of engine.scan(artifacts)) {
      if (outcomes.length === 0) killChildren('SIGKILL');
      outcomes.push(outcome);
    }
    expect(hitsOf(outcomes)).toEqual([['red'], ['red', 'slow'], ['red']]);
    expect(outcomes.map(({ notes }) => notes.map(({ code, incomplete }) => [code, incomplete]))).toEqual([
      [],
      [['engine-crash', false]],
      [],
    ]);
  });
});

/** Ends the engine processes of this test process. */
function killChildren(signal: NodeJS.Signals): void {
  const all = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  for (const line of all.filter((one) => one.includes('content-process.js'))) {
    const [pid, parent] = line.trim().split(/\s+/).map(Number);
    if (pid !== undefined && parent === process.pid) process.kill(pid, signal);
  }
}

describe('evidence', () => {
  it('that is gone, is a link by now or cannot be read is noted', async () => {
    const engine = await folder.engine(red);
    const gone = folder.artifact('gone.txt', 'red');
    const link = folder.artifact('link.txt', 'red');
    const directory = folder.artifact('directory/file.txt', 'red');
    rmSync(Buffer.from(gone.location.path).toString());
    rmSync(Buffer.from(link.location.path).toString());
    symlinkSync('/etc/hostname', Buffer.from(link.location.path).toString());
    const artifacts: Artifact[] = [
      gone,
      link,
      { ...directory, location: { path: Buffer.from(path.dirname(Buffer.from(directory.location.path).toString())) } },
      folder.artifact('good.txt', 'red'),
    ];
    const outcomes = await outcomesOf(engine, artifacts);
    expect(hitsOf(outcomes)).toEqual([null, null, null, ['red']]);
    for (const { notes } of outcomes.slice(0, 3))
      expect(notes).toMatchObject([{ code: 'unreadable', incomplete: true }]);
  });

  it('that has another size than when it was found is examined, and that is noted', async () => {
    const engine = await folder.engine(red);
    const artifact = folder.artifact('log.txt', 'nothing');
    appendFileSync(Buffer.from(artifact.location.path).toString(), ' red');
    const [outcome] = await outcomesOf(engine, [artifact]);
    expect(hitsOf(outcome === undefined ? [] : [outcome])).toEqual([['red']]);
    expect(outcome?.notes).toMatchObject([{ code: 'changed-while-reading' }]);
  });

  it('of thousands of empty files is examined file by file', async () => {
    const engine = await folder.engine(`${red} rule empty { condition: filesize == 0 }`);
    const file = folder.file('evidence/empty', '');
    const artifacts = Array.from({ length: 5_000 }, (_, index) => folder.artifactAt(file, `${index}.aspx`));
    const outcomes = await outcomesOf(engine, artifacts);
    expect(outcomes.every(({ report, notes }) => report?.size === 0 && notes.length === 0)).toBe(true);
    expect(hitsOf(outcomes)).toEqual(artifacts.map(() => ['empty']));
  });

  it('of many names is taken up only as fast as it is examined', async () => {
    const engine = await folder.engine(red);
    const file = folder.file('evidence/one', 'red');
    let taken = 0;
    function* names() {
      for (let index = 0; index < 20_000; index += 1) {
        taken += 1;
        yield folder.artifactAt(file, `${index}`);
      }
    }
    let most = 0;
    let given = 0;
    for await (const _ of engine.scan(names())) {
      given += 1;
      most = Math.max(most, taken - given);
    }
    expect(given).toBe(20_000);
    expect(most).toBeLessThanOrEqual(2_048);
  });

  it('beyond the window is examined in overlapping windows', async () => {
    const rules = `${red} rule edge { strings: $a = "across the edge" condition: $a } rule whole { condition: filesize > ${WINDOW} }`;
    const engine = await folder.engine(rules, { jobs: 1 });
    const size = 3 * WINDOW;
    const places = { first: 10, edge: WINDOW - 5, last: size - 3 };
    const file = sparse('big.bin', size, [
      [0, 'a\nb\nc\n'],
      [places.first, 'red'],
      [places.edge, 'across the edge'],
      [WINDOW + OVERLAP, '\n\n'],
      [places.last, 'red'],
    ]);
    const [outcome] = await outcomesOf(engine, [folder.artifactAt(file, 'big.bin')]);
    expect(hitsOf(outcome === undefined ? [] : [outcome])).toEqual([['red', 'edge']]);
    expect(outcome?.report?.size).toBe(size);
    const found = outcome?.report?.yara.flatMap(({ strings }) =>
      strings.map(({ offset, line, column }) => ({ offset, line, column })),
    );
    expect(found).toEqual([
      { offset: places.first, line: 4, column: places.first - 6 + 1 },
      { offset: places.edge, line: 4, column: places.edge - 6 + 1 },
    ]);
    expect(outcome?.notes).toMatchObject([{ code: 'limit-reached', incomplete: false, path: 'big.bin' }]);
  });

  it('of a gigabyte is examined in bounded memory', async () => {
    const engine = await folder.engine(red, { jobs: 1, deadlineMs: 20_000, memoryLimitMiB: 512 });
    const size = 1024 ** 3 + 7;
    const file = sparse('huge.bin', size, [[size - 3, 'red']]);
    const [outcome] = await outcomesOf(engine, [folder.artifactAt(file, 'huge.bin')]);
    expect(outcome?.report?.size).toBe(size);
    expect(outcome?.report?.yara).toMatchObject([
      { ruleId: 'red', strings: [{ offset: size - 3, line: 1, column: size - 2 }] },
    ]);
    expect(engine.peakMemory).toBeLessThan(512 << 20);
  });
});

/** A file of zeros, which takes no room on the disk, but for some texts. */
function sparse(name: string, size: number, texts: readonly (readonly [at: number, text: string])[]): string {
  const file = folder.file(`evidence/${name}`, '');
  const descriptor = openSync(file, 'r+');
  ftruncateSync(descriptor, size);
  for (const [at, text] of texts) writeSync(descriptor, text, at);
  closeSync(descriptor);
  return file;
}

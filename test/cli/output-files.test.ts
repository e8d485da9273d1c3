import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { liesInEvidence, parseOutputFile, parseOutputFiles, writeOutputFile } from '../../src/cli/output-files.js';
import { aFinding, aReport } from '../helpers/findings.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterpatch-output-'));
  writeFileSync(join(folder, 'there'), 'kept');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);

describe('parseOutputFile', () => {
  it('takes all after the first = for the path', () => {
    const path = at('a=b\nc.json');
    expect(parseOutputFile(`json=${path}`, false)).toEqual({ format: 'json', path });
  });

  it.each([
    ['no format', () => 'report.json', /<format>=<file>/],
    ['no path', () => 'json=', /<format>=<file>/],
    ['an unknown format', () => `pdf=${at('x')}`, /Not an output/],
    ['a misspelt format', () => `sraif=${at('x')}`, /Did you mean sarif=.*x\?/],
    ['a format alone', () => 'sarif', /Did you mean sarif=<file>\?/],
    ['a folder that does not exist', () => `json=${at('no/x')}`, /does not exist/],
    ['a file in place of a folder', () => `json=${at('there/x')}`, /does not exist/],
    ['a folder', () => `json=${folder}`, /is a folder/],
    ['a file that is there', () => `json=${at('there')}`, /exists/],
  ])('refuses %s', (_, text, message) => {
    expect(() => {
      try {
        parseOutputFile(text(), false);
      } catch (error) {
        throw new Error(error instanceof Error && 'hint' in error ? `${error.message} ${error.hint}` : String(error));
      }
    }).toThrow(message);
  });

  it('overwrites a file only by force, and never a folder', () => {
    expect(parseOutputFile(`json=${at('there')}`, true).path).toBe(at('there'));
    expect(() => parseOutputFile(`json=${folder}`, true)).toThrow(/is a folder/);
  });
});

describe('parseOutputFiles', () => {
  it('refuses two reports in one file, however it is spelt', () => {
    expect(() => parseOutputFiles([`json=${at('x')}`, `text=${folder}/./x`], true)).toThrow(/two --output/);
    expect(parseOutputFiles([`json=${at('x')}`, `text=${at('y')}`], false)).toHaveLength(2);
  });
});

describe('writeOutputFile', () => {
  it('takes away what a run that was killed long ago left beside the file, and nothing else', async () => {
    const place = mkdtempSync(join(folder, 'left-'));
    const names = [
      '.r.json.0123456789ab.part',
      '.r.json.ba9876543210.part',
      '.q.json.0123456789ab.part',
      '.r.json.x.part',
    ];
    for (const name of names) writeFileSync(join(place, name), 'x');
    for (const name of names.filter((one) => !one.includes('ba98'))) utimesSync(join(place, name), 0, 0);
    await writeOutputFile({ format: 'json', path: join(place, 'r.json') }, aReport(), { force: true });
    expect(readdirSync(place).sort()).toEqual([...names.slice(1), 'r.json'].sort());
    rmSync(place, { recursive: true });
  });

  it('writes the whole report, and fails plainly where a file has come up meanwhile', async () => {
    const file = { format: 'json', path: at('new.json') } as const;
    await writeOutputFile(file, aReport(), { force: false });
    expect(JSON.parse(readFileSync(file.path, 'utf8')).schemaVersion).toBe('2.0');
    await expect(writeOutputFile(file, aReport(), { force: false })).rejects.toThrow(
      /new\.json: .*cannot be written.*EEXIST/,
    );
    expect(readdirSync(folder).sort()).toEqual(['new.json', 'there']);
  });

  it('is for its owner only, whatever the file before it was', async () => {
    const file = { format: 'text', path: at('owned.txt') } as const;
    writeFileSync(file.path, 'old', { mode: 0o644 });
    await writeOutputFile(file, aReport(), { force: true });
    expect(statSync(file.path).mode & 0o777).toBe(0o600);
    expect(readFileSync(file.path, 'utf8')).toContain('COMPROMISED');
  });

  it('leaves the earlier report whole, and nothing beside it, where it fails half way', async () => {
    const file = { format: 'json', path: at('kept.json') } as const;
    writeFileSync(file.path, 'old');
    const broken = Object.assign(aFinding(), {
      toJSON() {
        throw new Error('half way');
      },
    });
    const report = aReport({ findings: [aFinding(), broken] });
    await expect(writeOutputFile(file, report, { force: true })).rejects.toThrow(
      /kept\.json: the result cannot be written/,
    );
    expect(readFileSync(file.path, 'utf8')).toBe('old');
    expect(readdirSync(folder).filter((name) => name.includes('kept'))).toEqual(['kept.json']);
  });

  it('writes through a link, and into what is no file', async () => {
    const file = { format: 'json', path: at('link.json') } as const;
    writeFileSync(at('behind.json'), 'old');
    symlinkSync(at('behind.json'), file.path);
    await writeOutputFile(file, aReport(), { force: true });
    expect(JSON.parse(readFileSync(at('behind.json'), 'utf8')).schemaVersion).toBe('2.0');
    await writeOutputFile({ format: 'json', path: '/dev/null' }, aReport(), { force: true });
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });
});

it.each([
  ['triage/report.json', true],
  ['./triage/a/../b/report.json', true],
  ['triage/..report.json', true],
  ['triage2/report.json', false],
  ['report.json', false],
  ['triage/../report.json', false],
])('%s lies in the evidence in triage: %s', (path, lies) => {
  expect(liesInEvidence({ format: 'json', path }, ['logs', './triage'])).toBe(lies);
});

describe('a report that cannot be written', () => {
  it('is told before the hunt, and the trial leaves nothing behind', () => {
    const target = at('tried.json');
    parseOutputFile(`json=${target}`, false);
    expect(readdirSync(folder).filter((name) => name.includes('tried'))).toEqual([]);
    const tooLong = at(`${'x'.repeat(300)}.json`);
    expect(() => parseOutputFile(`json=${tooLong}`, false)).toThrow(/cannot be written/);
  });
});

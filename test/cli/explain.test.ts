import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/finding.js';
import { afterpatchHere } from '../helpers/command-in-process.js';
import { aFinding, aRecord, aReport } from '../helpers/findings.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterpatch-explain-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(report: Report): string {
  const file = join(folder, 'report.json');
  writeFileSync(file, JSON.stringify(report));
  return file;
}

describe('explain', () => {
  it('says what a reference of a finding stands for', async () => {
    const { code, stdout } = await afterpatchHere(['explain', 'iis-01']);
    expect(code).toBe(0);
    for (const part of ['Foreign native module', 'Normal', 'Not seen', 'iis.foreign-native-module']) {
      expect(stdout).toContain(part);
    }
  });

  it('says the title and description of a Sigma rule once, and what it asks for', async () => {
    const { code, stdout } = await afterpatchHere(['explain', 'web_exchange_proxynotshell']);
    expect(code).toBe(0);
    expect(stdout.match(/ProxyNotShell request to the back end/g)).toHaveLength(1);
    expect(stdout.match(/As ProxyShell, but with a user/g)).toHaveLength(1);
    expect(stdout).toMatch(/What it asks for\n[\s\S]*cs-uri-stem is/);
  });

  it('shows a finding on every server of the report that has it', async () => {
    const evidence = Array.from({ length: 12 }, (_, i) => ({ ...aRecord, line: 100 + i }));
    const findings = ['EX01', 'EX02'].map((host) => aFinding({ host, evidence }));
    const file = fileOf(aReport({ findings }));
    const { stdout } = await afterpatchHere(['explain', 'aaaaaaaaaaaa', '--report', file]);
    expect(stdout).toMatch(/EX01[\s\S]*:111 {2}[\s\S]*EX02[\s\S]*:111 {2}/);
  });

  it('shows the hashes of files that a finding quotes', async () => {
    const file = {
      path: aRecord.path,
      host: 'EX01',
      windowsPath: null,
      size: 1,
      sha256: 'c'.repeat(64),
      archive: null,
    };
    const report = aReport({
      findings: [aFinding({ evidence: [aRecord] })],
      evidence: { files: [file], archives: [] },
    });
    const { stdout } = await afterpatchHere(['explain', 'aaaaaaaaaaaa', '--report', fileOf(report)]);
    expect(stdout).toContain(`${file.sha256}  ${aRecord.path}`);
  });

  it('takes no beginning that several findings share', async () => {
    const findings = ['1', '2'].map((last) => aFinding({ fingerprint: 'a'.repeat(63) + last }));
    const file = fileOf(aReport({ findings }));
    const { code, stderr } = await afterpatchHere(['explain', 'aaaaaaaaaaaa', '--report', file]);
    expect(stderr).toMatch(/Several findings begin with aaaaaaaaaaaa/);
    expect(code).toBe(2);
  });
});

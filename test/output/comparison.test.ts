import { Chalk } from 'chalk';
import { describe, expect, it } from 'vitest';
import { compareReports } from '../../src/case/reports/compare-reports.js';
import { tellCase } from '../../src/case/story/tell-case.js';
import type { Finding, Report } from '../../src/model/finding.js';
import { renderComparison } from '../../src/output/comparison.js';
import { renderComparisonPage } from '../../src/output/html/comparison-page.js';
import { aFinding, aReport } from '../helpers/findings.js';

function reportOf(findings: readonly Finding[]): Report {
  const { factsLeft: _, ...told } = tellCase(findings, {
    urlsOfFile: () => [],
    patchedOn: () => null,
    servers: ['EX01'],
    isShared: () => false,
    isRareAgent: () => false,
  });
  return aReport({ findings: [...findings], ...told });
}
const page = (name: string): Finding =>
  aFinding({
    fingerprint: Buffer.from(name).toString('hex').slice(0, 64).padEnd(64, '0'),
    artifact: { ...aFinding().artifact, windowsPath: `C:\\inetpub\\wwwroot\\${name}` },
  });
const comparison = compareReports(reportOf([page('a.aspx')]), reportOf([page('a.aspx'), page('<b>.aspx')]));

describe('the comparison of two reports', () => {
  it('tells what is still there before what is new', () => {
    const text = [...renderComparison(comparison, new Chalk({ level: 0 }))].join('');
    expect(text).toMatch(/^STILL THERE {2}1\n.*a\.aspx[\s\S]*\nNEW {2}1\n.*<b>\.aspx/);
  });

  it('is a page whose names are text', () => {
    const text = [...renderComparisonPage(comparison)].join('');
    expect(text).toMatch(/Still there \(1\)[\s\S]*New \(1\)/);
    expect(text).toContain('&lt;b&gt;.aspx');
    expect(text.match(/<script/g)).toHaveLength(1);
  });

  it('says so where there is nothing', () => {
    const nothing = compareReports(reportOf([]), reportOf([]));
    expect([...renderComparison(nothing, new Chalk({ level: 0 }))].join('')).toBe('Neither report has a finding.\n');
    expect([...renderComparisonPage(nothing)].join('')).toContain('Neither report has a finding.');
  });
});

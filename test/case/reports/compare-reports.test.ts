import { describe, expect, it } from 'vitest';
import { compareReports, isUnfinished } from '../../../src/case/reports/compare-reports.js';
import { tellCase } from '../../../src/case/story/tell-case.js';
import type { CoverageClass, Finding, Report } from '../../../src/model/finding.js';
import { aCoverageClass, aFinding, aReport } from '../../helpers/findings.js';

function reportOf(findings: readonly Finding[], classes: CoverageClass[] = [aCoverageClass()]): Report {
  const facts = {
    urlsOfFile: () => [],
    patchedOn: () => null,
    servers: ['EX01'],
    isShared: () => false,
    isRareAgent: () => false,
  };
  const { factsLeft: _, ...told } = tellCase(findings, facts);
  return aReport({ findings: [...findings], ...told, coverage: { ...aReport().coverage, classes } });
}

const page = (name: string): Finding => {
  const path = `C:\\inetpub\\wwwroot\\${name}`;
  return aFinding({
    fingerprint: Buffer.from(name).toString('hex').padEnd(64, '0'),
    artifact: { ...aFinding().artifact, windowsPath: path },
  });
};
const compilation = (name: string): Finding =>
  aFinding({
    fingerprint: Buffer.from(`c${name}`).toString('hex').padEnd(64, '0'),
    artifact: { ...aFinding().artifact, kind: 'compiled-page' },
    message: { id: 'x', text: 'x', data: { file: `C:\\inetpub\\wwwroot\\${name}` } },
  });
const fates = (before: Report, after: Report) =>
  compareReports(before, after).subjects.map(({ fate, subject }) => `${fate} ${subject.name.split('\\').at(-1)}`);

describe('two reports of a server', () => {
  it.each<readonly [string, Report, Report, string[], boolean]>([
    [
      'a page that is still there',
      reportOf([page('a.aspx')]),
      reportOf([page('a.aspx')]),
      ['still-there a.aspx'],
      true,
    ],
    ['a page that is gone', reportOf([page('a.aspx')]), reportOf([]), ['gone a.aspx'], false],
    [
      'a page of a folder that was not collected again',
      reportOf([page('a.aspx')]),
      reportOf([], [aCoverageClass({ state: 'absent' })]),
      ['not-examined a.aspx'],
      true,
    ],
    [
      'a page of a folder that was read in part',
      reportOf([page('a.aspx')]),
      reportOf([], [aCoverageClass({ state: 'partial' })]),
      ['not-examined a.aspx'],
      true,
    ],
    [
      'a page of which only the compilation is left',
      reportOf([page('a.aspx')]),
      reportOf([compilation('a.aspx')]),
      ['gone a.aspx'],
      false,
    ],
    ['a page that came', reportOf([]), reportOf([page('a.aspx')]), ['new a.aspx'], true],
    [
      'what is no break-in',
      reportOf([aFinding({ severity: 'low' })]),
      reportOf([aFinding({ severity: 'low' })]),
      ['still-there x.aspx'],
      false,
    ],
    ['nothing', reportOf([]), reportOf([]), [], false],
  ])('tell of %s', (_, before, after, expected, unfinished) => {
    expect(fates(before, after)).toEqual(expected);
    expect(isUnfinished(compareReports(before, after))).toBe(unfinished);
  });

  it('say what was examined then and not now', () => {
    const { lostCoverage } = compareReports(reportOf([]), reportOf([], []));
    expect(lostCoverage).toEqual([{ class: 'web-content', host: 'EX01', before: 'examined', after: 'absent' }]);
    expect(compareReports(reportOf([], []), reportOf([])).lostCoverage).toEqual([]);
  });
});

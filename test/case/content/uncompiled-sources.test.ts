import { beforeAll, describe, expect, it } from 'vitest';
import { hunt } from '../../../src/hunt.js';
import type { Report } from '../../../src/model/finding.js';
import { evidence } from '../../collection/evidence-folder.js';

const RUNS =
  'public class Tool { void Run() { System.Diagnostics.Process.Start(System.Web.HttpContext.Current.Request["x"]); } }';
const PAGE = '<%@ Page Language="C#" %><p>Welcome</p>';

/** By server: files below its web root, where the first one runs what a request says, and how much that weighs. */
const CASES: Readonly<Record<string, readonly [readonly Readonly<Record<string, string>>[], string]>> = {
  named: [[{ 'app/Tool.cs': RUNS }, { 'app/a.aspx': '<%@ Page CodeFile="Tool.cs" Inherits="Tool" %>' }], 'critical'],
  elsewhere: [
    [{ 'lib/Tool.cs': RUNS }, { 'app/a.ashx': '<%@ WebHandler Class="Tool" Language="C#" Src="~/lib/tool.cs" %>' }],
    'critical',
  ],
  assembled: [
    [{ 'lib/Tool.vb.cs': RUNS }, { 'a.aspx': '<%@ Page Language="C#" %>\n<%@ Assembly Src="lib\\Tool.vb.cs" %>' }],
    'critical',
  ],
  odd: [
    [{ 'lib/Tool.cs': RUNS }, { 'a.aspx': PAGE }, { 'lib/b.htm': '<%@ Page Language="C#" Src="Tool.cs" %>' }],
    'critical',
  ],
  code: [[{ 'App_Code/x/Tool.cs': RUNS }, { 'a.aspx': PAGE }], 'critical'],
  compiled: [
    [
      { 'lib/Tool.cs': RUNS },
      { 'a.aspx': PAGE },
      {
        '../../Windows/Microsoft.NET/Framework64/v4.0.30319/Temporary ASP.NET Files/root/1/2/t.aspx.3.compiled':
          '<preserve resultType="3" virtualPath="/lib/t.aspx" hash="1" filehash="2" flags="1" assembly="App_Web_x" type="ASP.t"><filedeps><filedep name="/lib/t.aspx" /><filedep name="/lib/Tool.cs" /></filedeps></preserve>',
      },
    ],
    'critical',
  ],
  gone: [[{ 'app/t.aspx.cs': RUNS }, { 'app/a.aspx': PAGE }], 'critical'],
  alone: [[{ 'app/Tool.cs': RUNS }, { 'other/a.aspx': PAGE }], 'critical'],
  nothing: [[{ 'scripts/editor/Tool.cs': RUNS }, { 'a.aspx': PAGE }], 'low'],
  configured: [[{ 'cms/scripts/editor/Tool.cs': RUNS }, { 'cms/Web.config': '<configuration />' }], 'low'],
  'named, beside a configuration': [
    [
      { 'cms/scripts/Tool.cs': RUNS },
      { 'cms/Web.config': '<configuration />' },
      { 'other/a.ashx': '<%@ WebHandler Class="Tool" Language="C#" Src="~/cms/scripts/Tool.cs" %>' },
    ],
    'critical',
  ],
  'code, beside a configuration': [
    [{ 'cms/App_Code/Tool.cs': RUNS }, { 'cms/Web.config': '<configuration />' }],
    'critical',
  ],
  'its page gone, beside a configuration': [
    [{ 'cms/t.aspx.cs': RUNS }, { 'cms/Web.config': '<configuration />' }],
    'critical',
  ],
  beside: [
    [{ 'scripts/Tool.vb.cs': RUNS }, { 'scripts/a.aspx': '<%@ Page CodeFile="Other.cs" Inherits="Tool" %>' }],
    'low',
  ],
  precompiled: [[{ 'app/t.aspx.cs': RUNS }, { 'app/t.aspx': '<%@ Page Inherits="Shop.T" %>' }], 'low'],
};

let report: Report;
beforeAll(async () => {
  const files = Object.entries(CASES).flatMap(([host, [own]]) =>
    own.flatMap((one) => Object.entries(one)).map(([path, text]) => [placed(host, path), text] as const),
  );
  report = await hunt({ paths: [evidence(Object.fromEntries(files))], require: ['none'], jobs: 1 }).report;
});

function placed(host: string, path: string): string {
  return path.startsWith('../../') ? `${host}/C/${path.slice(6)}` : `${host}/C/inetpub/wwwroot/${path}`;
}

describe('source code in a web folder', () => {
  it.each(Object.entries(CASES))('weighs what it can do there: %s', (host, [[first = {}], severity]) => {
    const [path = ''] = Object.keys(first);
    const found = report.findings.filter(
      ({ rule, artifact }) =>
        rule.id === 'webshell.process-started-from-request' && artifact.collectedPath === placed(host, path),
    );
    expect(found.map((finding) => finding.severity)).toEqual([severity]);
    expect(found[0]?.evidence.some(({ type }) => type === 'fact')).toBe(severity === 'low');
  });

  it('is told where it is not known what names it', () => {
    const told = report.coverage.entries.filter(({ code }) => code === 'not-compiled');
    const about = (words: RegExp) =>
      told.filter(({ message }) => words.test(message)).reduce((sum, { count }) => sum + count, 0);
    expect([about(/given as low/), about(/keeps its weight/)]).toEqual([4, 3]);
  });
});

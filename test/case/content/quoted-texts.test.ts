import { beforeAll, describe, expect, it } from 'vitest';
import { hunt } from '../../../src/hunt.js';
import type { Report, Severity } from '../../../src/model/finding.js';
import { evidence } from '../../collection/evidence-folder.js';

const PAGE = '<%@ Page Language="C#" %><% System.Diagnostics.Process.Start(Request["x"]); %>';
const RULE = 'webshell.process-started-from-request';
const NOTE = `Found beside the themes:\n\n    ${PAGE}\n`;
const SIGMA = `title: Page\nlogsource:\n  category: webserver\ndetection:\n  words:\n    - '${PAGE}'\n  condition: words\n`;
const SNORT = `# web\nalert http any any -> any 80 (msg:"page"; content:"${PAGE.replaceAll('"', '|22|')}"; sid:9;)\n`;
const YARA = `rule page { strings: $a = "${PAGE.replaceAll('"', '\\"')}" condition: $a }`;
const DEFENDER = `2026-02-03T04:05:06.789Z DETECTIONEVENT MPSOURCE_REALTIME file:C:\\inetpub\\x.aspx\r\nContent ${PAGE}\r\n`;
const CONFIGURATION = `<configuration><system.applicationHost><sites><site name="a" id="1"><application path="/"><virtualDirectory path="/" physicalPath="D:\\Shop"/></application><bindings/></site></sites></system.applicationHost></configuration>`;

/** By server: what was collected of it, the file that is meant first, and the most that its contents weigh. */
const CASES: Readonly<Record<string, readonly [files: Readonly<Record<string, string | Buffer>>, most: Severity]>> = {
  script: [{ 'C/Scripts/find.ps1': `# finds pages\n$p = '${PAGE}'\n` }, 'low'],
  note: [{ 'C/Temp/case.txt': NOTE }, 'low'],
  kept: [{ 'D/IR/notes.md.bak': NOTE }, 'low'],
  list: [{ 'C/Program Files/Filter/shells.data': `${PAGE}\n<title>x</title>\n` }, 'low'],
  wide: [
    {
      'C/ProgramData/Microsoft/Windows Defender/Support/MPLog-20260203-040506.log': Buffer.from(
        `\ufeff${DEFENDER}`,
        'utf16le',
      ),
    },
    'low',
  ],
  loose: [{ 'files/MPLog-20260203.log': DEFENDER }, 'low'],
  sigma: [{ 'files/page.yml': SIGMA }, 'low'],
  snort: [{ 'files/local.rules': SNORT }, 'low'],
  yara: [{ 'files/all.yar.bak': YARA }, 'low'],
  // A page under another name, which waits for its own, and one with it.
  waiting: [{ 'C/Windows/Temp/k.txt': PAGE }, 'critical'],
  named: [{ 'C/Temp/k.aspx': NOTE }, 'critical'],
  hidden: [{ 'C/Temp/k.aspx.txt': NOTE }, 'critical'],
  // A web root hands it to whoever takes it in.
  web: [{ 'C/inetpub/wwwroot/notes.txt': NOTE }, 'critical'],
  served: [
    { 'D/Shop/notes.txt': NOTE, 'C/Windows/System32/inetsrv/config/applicationHost.config': CONFIGURATION },
    'critical',
  ],
  beside: [
    { 'D/Site/data/notes.txt': NOTE, 'D/Site/default.aspx': '<%@ Page Language="C#" %><p>Welcome</p>' },
    'critical',
  ],
  included: [
    {
      'C/Data/notes.txt': NOTE,
      'C/inetpub/wwwroot/a.aspx': `<%@ Page Language="C#" %>${' '.repeat(40_000)}<!-- #include file="c:\\data\\notes.txt" -->`,
    },
    'critical',
  ],
  // Nobody knows where it came from, and it has no form of rules.
  unknown: [{ 'files/notes.txt': NOTE }, 'critical'],
  feigned: [{ 'files/page.yml': `${PAGE}\nlogsource:\ndetection:\n` }, 'critical'],
  mixed: [{ 'files/local.rules': `${SNORT}${PAGE}\n` }, 'critical'],
};

let report: Report;
beforeAll(async () => {
  const files = Object.entries(CASES).flatMap(([host, [own]]) =>
    Object.entries(own).map(([path, text]) => [`${host}/${path}`, text] as const),
  );
  report = await hunt({ paths: [evidence(Object.fromEntries(files))], require: ['none'], jobs: 1 }).report;
});

describe('a text that quotes a page', () => {
  it.each(Object.entries(CASES))('weighs what may run it: %s', (host, [files, most]) => {
    const [path = ''] = Object.keys(files);
    const found = report.findings.filter(({ artifact }) => artifact.collectedPath === `${host}/${path}`);
    const flow = found.filter(({ rule }) => rule.id === RULE);
    expect([...new Set(flow.map(({ severity }) => severity))]).toEqual([most]);
    if (most !== 'low') return;
    expect(found.filter(({ severity }) => severity !== 'low' && severity !== 'informational')).toEqual([]);
    expect(flow.map(({ confidence }) => confidence)).toEqual(flow.map(() => 'weak'));
  });

  it('says why it weighs little', () => {
    const found = report.findings.find(
      ({ artifact, rule }) => rule.id === RULE && artifact.collectedPath === 'note/C/Temp/case.txt',
    );
    expect(found?.evidence.at(-1)).toMatchObject({ type: 'fact', label: 'text that quotes a page' });
  });
});

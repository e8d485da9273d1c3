import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tellCase } from '../../src/case/story/tell-case.js';
import type { Finding, Report } from '../../src/model/finding.js';
import { defanged } from '../../src/output/defanged.js';
import { rendererOf } from '../../src/output/renderers.js';
import { aFinding, aRecord, aReport } from '../helpers/findings.js';

const HOSTILE = `</script><script>document.title='run'</script><img src=x onerror="document.title='run'">`;

function reportOf(findings: readonly Finding[], over: Partial<Report> = {}): Report {
  const patchedOn = () => '2022-11-09T00:00:00.000Z';
  const { factsLeft: _, ...told } = tellCase(findings, {
    urlsOfFile: () => [],
    patchedOn,
    servers: ['EX01'],
    isShared: () => false,
    isRareAgent: () => false,
  });
  const requestVolume = [
    { host: 'EX01', site: '1', start: '2022-11-04T00:00:00.000Z', step: 86_400, requests: [5, 9, 0, 7, 3] },
  ];
  return aReport({ findings: [...findings], ...told, requestVolume, ...over });
}

const page = (name: string, over: Partial<Finding> = {}): Finding =>
  aFinding({
    fingerprint: Buffer.from(name).toString('hex').slice(0, 64).padEnd(64, '0'),
    title: `Title of ${name}`,
    artifact: { ...aFinding().artifact, windowsPath: `C:\\inetpub\\wwwroot\\${name}`, url: `/${name}` },
    message: { id: 'x', text: `Text of ${name}`, data: { client: '203.0.113.7', clients: ['203.0.113.7'] } },
    evidence: [{ ...aRecord, fields: { ...aRecord.fields, 'cs(User-Agent)': HOSTILE, 'cs-uri-query': HOSTILE } }],
    firstSeen: '2022-11-05T02:18:02.000Z',
    lastSeen: '2022-11-14T01:47:51.000Z',
    ...over,
  });

const rendered = (report: Report) => [...rendererOf('html')(report, { color: false })].join('');

describe('the page', () => {
  const text = rendered(
    reportOf([page('a.aspx'), page(HOSTILE), page('b.aspx', { severity: 'low', outcome: 'attempt' })]),
  );

  it('holds text of evidence as text only', () => {
    expect(text.match(/<script/g)).toHaveLength(1);
    expect(text).not.toMatch(/<img|onerror="/);
  });

  it('names nothing that could be fetched or clicked', () => {
    expect(text).not.toMatch(/(?:src|href)="(?!#)/);
    expect(text).not.toContain('203.0.113.7');
    expect(text).toContain('203[.]0[.]113[.]7');
  });

  it('shows lives, requests, gaps and the patch', () => {
    expect(text).toMatch(/<rect class="life"/);
    expect(text).toMatch(/<path class="volume" d="M/);
    expect(text).toMatch(/<rect class="gap"/);
    expect(text).toMatch(/<line class="patch"/);
  });

  it('is the same twice', () =>
    expect(rendered(reportOf([page('a.aspx')]))).toBe(rendered(reportOf([page('a.aspx')]))));

  it('tells the same finding of two servers apart, and leads to each', () => {
    const text = rendered(reportOf([page('a.aspx'), page('a.aspx', { host: 'EX02' })]));
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => id?.startsWith('f-'))).toHaveLength(2);
    const goals = new Set([...text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id));
    for (const id of ids.filter((one) => one?.startsWith('f-'))) expect(goals).toContain(id);
  });

  it('leads from a finding to what its rule means, and tells who did it', () => {
    const actor = {
      ...{ kind: 'client' as const, name: '203.0.113.7', incidents: [], requests: 2, hosts: ['EX01'], daysLeft: 0 },
      ...{
        firstSeen: '2022-11-05T02:18:02.000Z',
        lastSeen: '2022-11-05T02:18:09.000Z',
        bytesSent: 1,
        bytesReceived: 2,
      },
      ...{
        methods: [],
        statuses: [],
        agents: [{ value: HOSTILE, requests: 2 }],
        accounts: [],
        clients: [],
        sessions: [],
      },
      ...{ stems: [{ value: '/a.aspx', requests: 2 }], days: [], joins: [], findings: [] },
    };
    const text = rendered(reportOf([page('a.aspx', { nextSteps: ['Take it out'] })], { actors: [actor] }));
    const [, rule = ''] = /<th scope="row">Rule<\/th><td><a href="#([^"]+)">test\.rule/.exec(text) ?? [];
    expect(text).toMatch(new RegExp(`<details id="${rule}">.*Take it out`, 's'));
    expect(text).toMatch(/<section id="actors">.*203\[\.\]0\[\.\]113\[\.\]7.*2 requests/s);
    expect(text).not.toMatch(/<img/);
  });

  it('stays small with very many findings', () => {
    const many = Array.from({ length: 20_000 }, (_, i) =>
      page(`${i}.aspx`, { fingerprint: String(i).padStart(64, '0'), evidence: [aRecord] }),
    );
    const [first] = many;
    const report = aReport({ findings: many, ...(first && { subjects: reportOf([first]).subjects }) });
    expect(Buffer.byteLength(rendered(report))).toBeLessThan(15_000_000);
  });
});

describe('defanged text', () => {
  it.each([
    ['http://203.0.113.7/x', 'hxxp://203[.]0[.]113[.]7/x'],
    ['HTTPS://evil.example', 'HxxPS://evil.example'],
    ['15.1.2507.16', '15.1.2507.16'],
  ])('%s is %s', (from, to) => expect(defanged(from)).toBe(to));
});

const browserPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);

describe.skipIf(browserPath === undefined)('the page in a browser (skipped where no Chromium is installed)', () => {
  let folder = '';
  let browser: Browser;
  let tab: Page;
  const troubles: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'afterpatch-html-'));
    const file = join(folder, 'report.html');
    writeFileSync(
      file,
      rendered(reportOf([page('a.aspx'), page(HOSTILE), page('b.aspx', { severity: 'low', outcome: 'attempt' })])),
    );
    browser = await chromium.launch({
      executablePath: browserPath ?? '',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    tab = await browser.newPage();
    tab.on('console', (message) => {
      if (message.type() === 'error') troubles.push(message.text());
    });
    tab.on('pageerror', (error) => troubles.push(error.message));
    tab.on('request', (request) => {
      if (!request.url().startsWith('file:')) troubles.push(request.url());
    });
    await tab.goto(pathToFileURL(file).href);
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('runs nothing of the evidence, asks nobody, and has no error', async () => {
    expect(await tab.title()).toBe('Afterpatch: EX01');
    expect(troubles).toEqual([]);
  });

  it('filters by text, defanged or not, and by severity', async () => {
    const shown = () => tab.locator('#findings [data-severity]:visible').count();
    expect(await shown()).toBe(3);
    await tab.fill('#search', 'b.aspx');
    await expect.poll(shown).toBe(1);
    await tab.fill('#search', '203.0.113.7');
    await expect.poll(shown).toBe(3);
    await tab.selectOption('#severity', 'high');
    await expect.poll(shown).toBe(2);
    expect(await tab.locator('#shown').textContent()).toBe('2 of 3');
  });

  it('leads from a step to its finding', async () => {
    await tab.fill('#search', '');
    await tab.selectOption('#severity', 'informational');
    await tab.locator('article a[href^="#f-"]').first().click();
    await expect.poll(() => tab.locator('details[id^="f-"][open]').count()).toBe(1);
  });

  it('shows a part of the timeline larger, with its facts, and all again', async () => {
    const shown = () =>
      tab.locator('#facts [data-time]').evaluateAll((rows) => rows.filter((row) => !Object(row).hidden).length);
    const part = () => tab.locator('.plot').getAttribute('viewBox');
    const [everything, whole] = [await shown(), await part()];
    await tab.fill('#from', '2022-11-08T00:00');
    await tab.fill('#to', '2022-11-10T00:00');
    await expect.poll(shown).toBe(1);
    expect(await part()).not.toBe(whole);
    await tab.click('#whole');
    await expect.poll(shown).toBe(everything);
    expect(await part()).toBe(whole);
    await tab.selectOption('#fact-kind', 'patch');
    await expect.poll(shown).toBe(1);
    expect(troubles).toEqual([]);
  });

  it('fits a narrow window', async () => {
    await tab.setViewportSize({ width: 400, height: 800 });
    expect(await tab.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });
});

import { createHash } from 'node:crypto';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MeasureOptions, measureSignatures } from '../../../src/engine/measure/measure-signatures.js';
import { renderMeasure } from '../../../src/engine/measure/render-measure.js';
import { readMeasureSet } from '../../../src/signatures/measure/measure-sample.js';
import { ContentFolder } from '../content/content-folder.js';

let folder: ContentFolder;

beforeEach(() => {
  folder = new ContentFolder();
});

afterEach(() => folder.remove());

const RULES = `
  private rule helper { strings: $a = "bad" condition: $a }
  rule strong { meta: id = "shell.strong" severity = "high" condition: helper }
  rule weak { meta: id = "shell.weak" severity = "low" strings: $a = "odd" condition: $a }
  rule place { meta: id = "place.name" severity = "high" condition: filename == "evil.aspx" or filepath contains "malicious" }
  rule script { meta: id = "ext.js" severity = "medium" strings: $a = "eval" condition: $a and extension == ".js" }`;

async function measure(options: Partial<MeasureOptions> = {}) {
  folder.file('rules/test.yar', RULES);
  const nothing = { samples: [], absent: [] };
  return measureSignatures({
    malicious: await readMeasureSet(path.join(folder.path, 'malicious'), []).catch(() => nothing),
    benign: await readMeasureSet(path.join(folder.path, 'benign'), []).catch(() => nothing),
    signatureFolders: [path.join(folder.path, 'rules')],
    threshold: 'medium',
    engine: 'auto',
    jobs: 2,
    deadlineMs: 20_000,
    withPlace: false,
    ...options,
  });
}

function fill() {
  folder.file('malicious/a/evil.aspx', 'very bad');
  folder.file('malicious/b.aspx', 'odd');
  folder.file('malicious/c.js', 'eval bad');
  folder.file('malicious/d.txt', 'unseen');
  folder.file('benign/x.js', 'eval');
  folder.file('benign/y.aspx', 'odd');
  folder.file('benign/z.txt', 'plain');
}

describe('measuring', () => {
  it('counts at one threshold, by content alone', async () => {
    fill();
    const report = await measure();
    expect(report.overall).toMatchObject({
      malicious: { hits: 2, total: 4, rate: 0.5 },
      benign: { hits: 1, total: 3 },
    });
    expect(report.contentOnly).toBe(true);
    const yara = report.bySignature.filter((one) => one.source === 'yara');
    expect(yara.map((one) => [one.name, one.malicious.hits, one.benign.hits, one.onlyOne])).toEqual([
      ['shell.strong', 2, 0, 1],
      ['ext.js', 1, 1, 0],
      ['place.name', 0, 0, 0],
      ['shell.weak', 0, 0, 0],
    ]);
    expect(report.byFamily.map((one) => [one.name, one.malicious.hits, one.benign.hits])).toEqual([
      ['ext', 1, 1],
      ['place', 0, 0],
      ['shell', 2, 0],
    ]);
    expect(report.byExtension.map((one) => [one.name, one.malicious.total, one.benign.total])).toEqual([
      ['aspx', 2, 1],
      ['js', 1, 1],
      ['txt', 1, 1],
    ]);
    expect(report.missed.map((one) => [one.name, one.signatures])).toEqual([
      ['b.aspx', ['shell.weak']],
      ['d.txt', []],
    ]);
    expect(report.wronglyHit).toMatchObject([{ name: 'x.js', signatures: ['ext.js'] }]);
    expect(report.wronglyHit[0]?.sha256).toBe(createHash('sha256').update('eval').digest('hex'));
  });

  it('counts lower severities where the threshold is lower', async () => {
    fill();
    const report = await measure({ threshold: 'low' });
    expect(report.overall).toMatchObject({ malicious: { hits: 3 }, benign: { hits: 2 } });
  });

  it('shows rules where files lie where that is asked for', async () => {
    fill();
    const report = await measure({ withPlace: true });
    expect(report.bySignature.find((one) => one.name === 'place.name')).toMatchObject({ malicious: { hits: 1 } });
  });

  it('times every rule by itself where that is asked for', async () => {
    fill();
    const slow = `rule slow { meta: id = "shell.slow" strings: $a = "bad" condition: $a and for all i in (0..30000000) : ( i >= 0 ) }
      rule endless { meta: id = "shell.endless" strings: $a = "unseen" condition: $a and
        for all i in (0..100000) : ( for all j in (0..100000) : ( i + j + filesize >= 0 ) ) }`;
    folder.file('rules/slow.yar', slow);
    const { cost } = await measure({ withCost: true, deadlineMs: 4_000, jobs: 1, threshold: 'high' });
    expect(cost.signatures?.map(({ name }) => name)).toContain('shell.strong');
    expect(cost.signatures?.[0]).toMatchObject({ name: 'shell.endless', overran: true });
    expect(cost.signatures?.[1]).toMatchObject({ name: 'shell.slow', overran: false });
    expect(cost.signatures?.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  });

  it('counts clusters and sources that a list tells, and names what is not there', async () => {
    const rows = ['bad', 'odd', 'bad too', 'gone'].map((content, index) => {
      const sha256 = createHash('sha256').update(content).digest('hex');
      if (content !== 'gone') folder.file(`files/${sha256}.aspx`, content);
      return [
        sha256,
        'malicious',
        'aspx',
        `made/${index}.aspx`,
        'x',
        `source${index % 2}`,
        index < 2 ? 'one' : 'two',
      ].join('\t');
    });
    const list = ['#sha256\tlabel\text\tpath\tsize\tsource\tcluster', ...rows, ''].join('\n');
    const lists = [folder.file('list.tsv', list), folder.file('list.tsv.gz', gzipSync(list))];
    for (const file of lists) {
      const malicious = await readMeasureSet(file, [path.join(folder.path, 'files')]);
      expect(malicious.absent).toEqual(['made/3.aspx']);
      const report = await measure({ malicious });
      expect(report.clusters).toMatchObject({ anyFile: { hits: 2, total: 2 }, everyFile: { hits: 1, total: 2 } });
      expect(report.bySource.map((one) => [one.name, one.malicious.hits, one.malicious.total])).toEqual([
        ['source0', 2, 2],
        ['source1', 0, 1],
      ]);
      expect(report.absent).toEqual(['made/3.aspx']);
    }
  });

  it('tells it all as text, safe to show', async () => {
    fill();
    folder.file('malicious/\u001b[31mred.txt', 'unseen');
    folder.file('rules/broken.yar', 'rule broken { condition: $x }');
    const text = renderMeasure(await measure());
    expect(text).toContain('True positives   2/5 40.0 % (11.8–76.9)');
    expect(text).toContain('False positives  1/3 33.3 % (6.1–79.2)');
    expect(text).toMatch(/left out: broken\.yar broken: unknown pattern/);
    expect(text).toMatch(/Missed \(3\)\n(.*\n)*.*\\x1b\[31mred\.txt/);
    expect(text).toMatch(/Wrongly hit \(1\)\n {2}[0-9a-f]{12} {2}x\.js {2}ext\.js/);
    expect(text).not.toContain('\u001b');
  });
});

describe('what to measure on', () => {
  it.each([
    ['nothing there', 'no-such-list.tsv', '', 'path-not-found'],
    ['a list without hashes', 'list.tsv', 'path\text\na.aspx\taspx\n', 'malformed-list'],
  ])('must be a folder or a list: %s', async (_, name, content, code) => {
    if (content !== '') folder.file(name, content);
    await expect(readMeasureSet(path.join(folder.path, name), [])).rejects.toMatchObject({ code });
  });
});

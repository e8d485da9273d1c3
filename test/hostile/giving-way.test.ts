import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { hunt } from '../../src/hunt.js';

/** How often each file of the source came to a place at which it gives way where enough time has passed. */
const breaths = vi.hoisted(() => new Map<string, number>());

vi.mock(import('../../src/platform/give-way.js'), async (original) => ({
  ...(await original()),
  breather: () => () => {
    const [, file = 'unknown'] = /\n\s+at .*\n\s+at .*\/src\/([^:?]+)/.exec(new Error('here').stack ?? '') ?? [];
    breaths.set(file, (breaths.get(file) ?? 0) + 1);
    return undefined;
  },
}));

const SCRIPTS = 300;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'giving-way-'));
  const logs = path.join(folder, 'C/inetpub/logs/LogFiles/W3SVC1');
  mkdirSync(logs, { recursive: true });
  const requests = Array.from(
    { length: SCRIPTS },
    (_, i) => `2021-03-03 00:00:01 POST /aspnet_client/x${i}.aspx cmd=whoami 203.0.113.7 Agent 200`,
  );
  const fields = '#Fields: date time cs-method cs-uri-stem cs-uri-query c-ip cs(User-Agent) sc-status';
  const heading = '#Software: Microsoft Internet Information Services 10.0';
  writeFileSync(path.join(logs, 'u_ex210303.log'), [heading, fields, ...requests, ''].join('\r\n'));
  await hunt({ paths: [folder], require: [] }).report;
});

afterAll(() => rmSync(folder, { recursive: true }));

/** A signal is heard only where a hunt gives way, so no loop over what grows with the evidence does without. */
it.each([
  ['signatures/sigma/pack.ts', 'rule file', 20],
  ['engine/logs/analysis-merger.ts', 'URI of a log', SCRIPTS],
  ['engine/logs/life-lines/life-line-merger.ts', 'URI', SCRIPTS],
  ['case/judge-servers.ts', 'URI and detection', SCRIPTS],
])('%s may give way at every %s', (file, _, least) => {
  expect(breaths.get(file) ?? 0).toBeGreaterThanOrEqual(least);
});

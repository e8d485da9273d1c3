import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { requestDetections } from '../../src/case/logs/requests.js';
import { collect, reading } from '../collection/collect-evidence.js';
import { detectors } from '../../src/detectors/index.js';
import { createLogEngine } from '../../src/engine/logs/log-engine.js';
import { peekLogs } from '../../src/engine/logs/peek-logs.js';
import { detectorInput, runDetectors } from '../../src/engine/run-detectors.js';
import { uriLifeLine } from '../../src/model/life-line.js';
import { logStream } from '../../src/model/log-stream.js';
import { compareSeverity } from '../../src/model/severity.js';
import { loadSigmaPack } from '../../src/signatures/sigma/index.js';
import { fakeContext } from '../helpers/detector-context.js';

// Real logs and known exploit lines that lie beside the checkout; they are no part of the project.
const shared = fileURLToPath(new URL('../../../shared/', import.meta.url));
const realLogs = resolve(shared, 'real-data/iis-logs');
const exploitLines = resolve(shared, 'conformance/exploit-lines.log');
const signatures = fileURLToPath(new URL('../../signatures/sigma/', import.meta.url));
const files = existsSync(realLogs) ? readdirSync(realLogs).sort() : [];
/** What in them is no benign traffic. */
const MALICIOUS = new Set(['Tunna_rdp_tunnel_IIS.log', 'm365internals_webshell_request.log']);

/** What rules and detectors of requests say of one log on a server of which nothing else is known. */
async function examine(path: string) {
  const pack = await loadSigmaPack([signatures]);
  const { artifacts } = await collect([path]);
  const analysis = await createLogEngine({ pack, jobs: 0 }).analyse(await peekLogs(artifacts, reading()));
  const inputs = [
    ...analysis.lifeLines.map((line) => detectorInput(uriLifeLine, line, null, line.host)),
    ...analysis.streams.map((stream) => detectorInput(logStream, stream, null, stream.host)),
  ];
  const detected = [...runDetectors(detectors, inputs, () => fakeContext())].flatMap((made) => {
    if ('code' in made) throw new Error(made.message);
    return [{ rule: made.detector, detection: made.detection }];
  });
  return [...requestDetections(analysis, pack, () => false), ...detected].map(({ rule, detection }) => ({
    id: rule.id,
    title: rule.title,
    severity: detection.severity ?? rule.severity,
    lines: [detection.at ?? []].flat().map((place) => ('line' in place ? place.line : null)),
  }));
}

describe('real logs', () => {
  it.skipIf(files.length === 0).each(files.filter((file) => !MALICIOUS.has(file)))(
    '%s: nothing above low',
    async (file) => {
      const found = await examine(resolve(realLogs, file));
      expect(found.filter(({ severity }) => compareSeverity(severity, 'low') > 0)).toEqual([]);
    },
  );

  it.skipIf(!files.includes('Tunna_rdp_tunnel_IIS.log'))('a tunnel is found as a tunnel', async () => {
    const found = await examine(resolve(realLogs, 'Tunna_rdp_tunnel_IIS.log'));
    expect(
      found
        .filter(({ severity }) => compareSeverity(severity, 'low') > 0)
        .map(({ title, severity }) => [title, severity]),
    ).toEqual([
      ['Tunnel commands of Tunna', 'high'],
      ['Tunnel through a script', 'high'],
    ]);
  });

  it.skipIf(!files.includes('m365internals_webshell_request.log'))('a web shell is found', async () => {
    const found = await examine(resolve(realLogs, 'm365internals_webshell_request.log'));
    expect(found.map(({ title, severity }) => [title, severity])).toEqual(
      expect.arrayContaining([
        ['Command in a query', 'high'],
        ['Script in the aspnet_client folder', 'high'],
      ]),
    );
  });

  it.skipIf(!existsSync(exploitLines))('each of the ten exploit lines is found, at medium or above', async () => {
    const found = await examine(exploitLines);
    const lines = found
      .filter(({ severity }) => compareSeverity(severity, 'medium') >= 0)
      .flatMap((each) => each.lines.filter((line) => line !== null));
    expect([...new Set(lines)].sort((a, b) => Number(a) - Number(b))).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
  });
});

import { describe, expect, it } from 'vitest';
import { type Conclusion, Dossier } from '../../src/case/dossier.js';
import { type HuntOptions, settleOptions } from '../../src/case/hunt-settings.js';
import { isUnread } from '../../src/case/verdict/unread-evidence.js';
import type { Artifact } from '../../src/model/artifact.js';
import { ARTIFACT_KINDS, type ArtifactKind } from '../../src/model/artifact-kind.js';
import { fakeArtifact } from '../helpers/detector-context.js';

function logOf(host: string | null): Artifact {
  return fakeArtifact({
    kind: 'iis-log',
    collectedPath: `${host}/u_ex221105.log`,
    windowsPath: null,
    host,
    carriesCode: false,
  });
}

async function conclude(
  hosts: readonly string[],
  logsOf: readonly (string | null)[],
  options: Partial<HuntOptions> = {},
) {
  const settings = settleOptions({ paths: ['x'], require: ['iis-logs'], ...options });
  const dossier = new Dossier(settings, '0.0.0', () => {});
  dossier.collected(logsOf.map(logOf));
  return dossier.conclude(await conclusion(dossier, hosts));
}

async function conclusion(dossier: Dossier, hosts: readonly string[]): Promise<Conclusion> {
  const told = await dossier.tell({
    hosts,
    urlsOfFile: () => [],
    isOrdinaryPage: () => false,
    proxies: [],
    isRareAgent: () => false,
  });
  return {
    interrupted: false,
    hosts,
    questions: [],
    told,
    actors: [],
    streams: [],
    evidence: { files: [], archives: [] },
    signatures: { loaded: { yara: 1, sigma: 1, detectors: 1 }, notLoaded: [] },
  };
}

describe('the exit code by what was collected', () => {
  it.each([
    ['of the only server', ['EX01'], ['EX01'], 0, 'nothing-found'],
    ['of both servers', ['EX01', 'EX02'], ['EX01', 'EX02'], 0, 'nothing-found'],
    ['of one server of two', ['EX01', 'EX02'], ['EX01'], 3, 'not-assessable'],
    ['of no server', ['EX01'], [], 3, 'not-assessable'],
    ['where no server is named', [], [null], 0, 'nothing-found'],
    ['of a server that nothing names', ['EX01'], [null], 0, 'nothing-found'],
    ['of none, where no server is named', [], [], 3, 'not-assessable'],
  ])('logs %s', async (_, hosts, logs, exitCode, answer) => {
    const report = await conclude(hosts, logs);
    expect(report).toMatchObject({ exitCode, verdict: { answer } });
  });

  it.each((Object.keys(ARTIFACT_KINDS) as ArtifactKind[]).filter(isUnread))(
    '%s is collected and not read: named, and nothing is called clean',
    async (kind) => {
      const settings = settleOptions({ paths: ['x'], require: ['none'] });
      const dossier = new Dossier(settings, '0.0.0', () => {});
      dossier.collected([logOf('EX01'), fakeArtifact({ kind, collectedPath: 'given', host: 'EX01' })]);
      expect(dossier.conclude(await conclusion(dossier, ['EX01', 'EX02']))).toMatchObject({
        exitCode: 3,
        coverage: { complete: false, entries: [{ code: 'not-read', path: 'given', incomplete: true }] },
        verdict: { answer: 'not-assessable', notExamined: [expect.stringContaining('By hand')] },
      });
    },
  );

  it('names a few files of a kind that is not read, and counts the others', async () => {
    const settings = settleOptions({ paths: ['x'], require: ['none'] });
    const dossier = new Dossier(settings, '0.0.0', () => {});
    dossier.collected(
      Array.from({ length: 1_000 }, (_, i) =>
        fakeArtifact({ kind: 'memory-image', collectedPath: `${1_000 + i}.dmp`, host: 'EX01' }),
      ),
    );
    const entries = dossier
      .conclude(await conclusion(dossier, ['EX01']))
      .coverage.entries.filter(({ code }) => code === 'not-read');
    expect(entries.length).toBeLessThan(10);
    expect(entries.reduce((sum, { count }) => sum + count, 0)).toBe(1_000);
  });

  it.each([
    [true, true, 2],
    [false, true, 3],
    [true, false, 0],
  ])('with --strict %s, and a rule that does not load and counts %s: %i', async (strict, incomplete, exitCode) => {
    const settings = settleOptions({ paths: ['x'], require: ['none'], strict });
    const dossier = new Dossier(settings, '0.0.0', () => {});
    dossier.collected([logOf('EX01')]);
    const problem = { path: 'a.yar', rule: null, line: null, column: null, reason: 'odd', hint: null, incomplete };
    const signatures = { loaded: { yara: 1, sigma: 1, detectors: 1 }, notLoaded: [problem] };
    expect(dossier.conclude({ ...(await conclusion(dossier, ['EX01'])), signatures }).exitCode).toBe(exitCode);
  });

  it('asks for nothing that is not required', async () => {
    expect((await conclude(['EX01', 'EX02'], ['EX01'], { require: ['none'] })).exitCode).toBe(0);
  });

  it('calls nothing clean where nothing could be examined, whatever is required', async () => {
    const report = await conclude([], [], { require: ['none'] });
    expect(report).toMatchObject({ exitCode: 3, coverage: { complete: false }, verdict: { answer: 'not-assessable' } });
  });
});
